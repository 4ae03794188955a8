import { DomainError, type Actor, type Clock } from '@ringpost/domain';
import { BEARER, bearerToken, type Schemes } from './bearer-token.js';
import type { IdentityReport } from './identity-observer.js';
import { actorOf } from './request-actor.js';
import type { RememberedToken, TokenCache } from './token-cache.js';
import type { TokenVerifier } from './token-verifier.js';

/** The headers that say who sends a request. */
export interface Credentials {
  readonly authorization?: string;
  readonly 'x-tenant-id'?: string | string[];
}

/** Knows callers by their tokens. */
export class Authenticator {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly cache: TokenCache,
    private readonly report: IdentityReport,
    private readonly clock: Clock,
  ) {}

  /** Who sends a request: at once for a remembered token. Errors: `token_missing`, `token_invalid`, `token_expired`, `tenant_missing`, `tenant_mismatch`. */
  identify(headers: Credentials, schemes: Schemes = BEARER): Actor | Promise<Actor> {
    const token = bearerToken(headers.authorization, schemes);
    if (token === undefined) throw new DomainError('token_missing');
    return this.remembered(token, headers) ?? this.recognise(token).then(({ actor }) => actorOf(actor, headers['x-tenant-id']));
  }

  /** Whose bare token it is, in the token's own tenant: at once for a remembered one. Errors: `token_invalid`, `token_expired`, `tenant_missing`. */
  known(token: string): Actor | Promise<Actor> {
    return this.remembered(token, {}) ?? this.recognise(token).then(({ actor }) => actor);
  }

  /** Who sends a request, by a token that was verified before; undefined for other tokens. */
  remembered(token: string, headers: Credentials): Actor | undefined {
    const now = this.clock.now().getTime();
    const known = this.cache.get(token, now);
    if (known === undefined) return undefined;
    if (this.report.isDue(known, now)) void this.report.make(known, now);
    return actorOf(known.actor, headers['x-tenant-id']);
  }

  /** Verifies a token and remembers it. */
  async recognise(token: string): Promise<RememberedToken> {
    const remembered = { ...(await this.verifier.verify(token)), seenAt: -Infinity };
    this.cache.set(token, remembered);
    await this.report.make(remembered, this.clock.now().getTime());
    return remembered;
  }
}
