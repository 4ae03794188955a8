import { DomainError, loginTokenHash, type Actor } from '@ringpost/domain';
import type { Authenticator } from '@ringpost/edge';
import type { LegacyCaller, LegacySessionService } from '@ringpost/messaging';
import { bareText, isJwt } from './token-text.js';

function known(caller: LegacyCaller | undefined): LegacyCaller {
  if (caller === undefined) throw new DomainError('token_invalid');
  return caller;
}

/** Knows who calls by the header `token`: a login token, or a JWT of our own issuer. */
export class CallerFinder {
  constructor(
    private readonly jwts: Authenticator,
    private readonly sessions: LegacySessionService,
  ) {}

  /** Who sends this header, at once where that is remembered. Errors: `token_missing`, `token_invalid`, `token_expired`, `tenant_missing`. */
  find(header: string | string[] | undefined): LegacyCaller | Promise<LegacyCaller> {
    const token = bareText(header);
    if (token === undefined) throw new DomainError('token_missing');
    if (isJwt(token)) return this.bearerOf(token);
    const caller = this.sessions.find(token);
    return caller instanceof Promise ? caller.then(known) : caller;
  }

  private async bearerOf(jwt: string): Promise<LegacyCaller> {
    return { actor: await this.jwts.known(jwt), session: loginTokenHash(jwt), byLogin: false };
  }

  /** Who stands behind a token that is no login of ours. Errors: `token_invalid`, `token_expired`, `tenant_missing`. */
  readonly vouched = async (token: string): Promise<Actor> => {
    if (!isJwt(token)) throw new DomainError('token_invalid');
    return this.jwts.known(token);
  };
}
