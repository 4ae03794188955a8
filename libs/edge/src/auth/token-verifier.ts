import { DomainError, type Clock } from '@ringpost/domain';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import { identityOf, type Identity } from './identity.js';
import type { KeySource } from './key-source.js';

/** What a token has to satisfy beyond its signature. */
export interface TokenRules {
  readonly issuer?: string;
  readonly audience?: string;
  readonly defaultTenantId?: string;
}

/** A token that was verified: whose it is, until when, and with which key. */
export interface VerifiedToken extends Identity {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly kid?: string;
  /** The `KeySource.fingerprint` of the key that verified it. */
  readonly key: string;
}

/** How far ahead the clock of the issuer may be. Only a token's beginning is forgiven, never its end. */
const SKEW_SECONDS = 5;

/** Verifies tokens. Throws `token_invalid`, `token_expired`, `tenant_missing`, or `unavailable` when keys cannot be had. */
export class TokenVerifier {
  constructor(
    private readonly keys: KeySource,
    private readonly rules: TokenRules,
    private readonly clock: Clock,
  ) {}

  async verify(token: string): Promise<VerifiedToken> {
    const now = this.clock.now();
    const { payload, protectedHeader } = await this.check(token, now);
    const expiresAt = endOf(payload);
    if (expiresAt <= now.getTime()) throw new DomainError('token_expired');
    return { ...identityOf(payload, this.rules.defaultTenantId), expiresAt, kid: protectedHeader.kid, key: this.keys.fingerprint(protectedHeader.kid) };
  }

  private async check(token: string, now: Date): Promise<JWTVerifyResult> {
    const { issuer, audience } = this.rules;
    try {
      return await jwtVerify(token, (header, jws) => this.keys.find(header, jws), {
        algorithms: this.keys.algorithms, issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: SKEW_SECONDS, currentDate: now,
      });
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new DomainError('token_expired', { cause: error });
      if (error instanceof errors.JOSEError) throw new DomainError('token_invalid', { cause: error });
      throw error;
    }
  }
}

function endOf(payload: JWTPayload): number {
  if (!Number.isFinite(payload.exp)) throw new DomainError('token_invalid', { detail: 'the claim exp is not a time' });
  return payload.exp! * 1_000;
}
