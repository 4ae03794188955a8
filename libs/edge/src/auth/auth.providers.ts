import type { Provider } from '@nestjs/common';
import type { Clock } from '@ringpost/domain';
import type { Config } from '../config.js';
import type { Log } from '../http/log.js';
import type { Secrets } from '../secrets.js';
import { Authenticator } from './authenticator.js';
import { IdentityObserver, IdentityReport } from './identity-observer.js';
import { KeySource, SharedSecret } from './key-source.js';
import { KeyWatch } from './key-watch.js';
import { RemoteKeys } from './remote-keys.js';
import { TokenCache } from './token-cache.js';
import { TokenVerifier } from './token-verifier.js';
import { TokenGuard } from './token.guard.js';

/** What authentication needs to know. */
export interface AuthSettings {
  readonly config: Pick<Config, 'jwksUri' | 'issuer' | 'audience' | 'defaultTenantId'>;
  readonly secrets: Pick<Secrets, 'jwtSecret'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The providers of a module that authenticates. `TokenGuard` and `Authenticator` are among them; make the guard global with
 * `{ provide: APP_GUARD, useExisting: TokenGuard }`. An `IdentityObserver` is used when the module has one.
 */
export const authProviders = ({ config, secrets, clock, log }: AuthSettings): Provider[] => [
  { provide: KeySource, useFactory: () => (config.jwksUri === undefined ? new SharedSecret(secrets.jwtSecret!) : new RemoteKeys(config.jwksUri, clock)) },
  { provide: TokenCache, useFactory: () => new TokenCache() },
  { provide: TokenVerifier, inject: [KeySource], useFactory: (keys: KeySource) => new TokenVerifier(keys, config, clock) },
  // A shared secret is never withdrawn: nothing to watch.
  ...(config.jwksUri === undefined ? [] : [{ provide: KeyWatch, inject: [KeySource, TokenCache], useFactory: (keys: KeySource, cache: TokenCache) => new KeyWatch(keys, cache) }]),
  {
    provide: Authenticator,
    inject: [TokenVerifier, TokenCache, { token: IdentityObserver, optional: true }],
    useFactory: (verifier: TokenVerifier, cache: TokenCache, observer?: IdentityObserver) => new Authenticator(verifier, cache, new IdentityReport(log, observer), clock),
  },
  { provide: TokenGuard, inject: [Authenticator], useFactory: (authenticator: Authenticator) => new TokenGuard(authenticator) },
];
