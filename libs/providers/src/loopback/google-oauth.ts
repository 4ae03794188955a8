import { randomBytes, verify, type KeyLike } from 'node:crypto';
import { parsedObject } from '../parsed-object.js';

/** How the token endpoint is to answer: as Google's would, or not. */
export const OAUTH_MODES = ['ok', 'invalid_grant', 'unavailable', 'garbage', 'silent'] as const;
export type OAuthMode = (typeof OAUTH_MODES)[number];

/** An answer of the token endpoint. */
export interface OAuthReply {
  readonly status: number;
  readonly body: string;
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPES = ['https://www.googleapis.com/auth/firebase.messaging', 'https://www.googleapis.com/auth/cloud-platform'];
const LIFETIME_S = 3_599, LONGEST_S = 3_600, SKEW_S = 300;

/** Google's token endpoint, as far as service accounts go, and what it remembers of the tokens it gave. */
export class LoopbackGoogleOAuth {
  private readonly ends = new Map<string, number>();

  /** @param key of the account; without it, signatures are looked at but not verified. */
  constructor(private readonly key?: KeyLike) {}

  /** Answers a form. @param audience the endpoint's own URL. @param now milliseconds since 1970. */
  answer(form: string, audience: string, now: number, lifetimeS = LIFETIME_S): OAuthReply {
    const fields = new URLSearchParams(form), grantType = fields.get('grant_type');
    if (grantType !== GRANT_TYPE) return refusal('unsupported_grant_type', `Invalid grant_type: ${grantType ?? ''}`);
    const [error, description] = this.fault(fields.get('assertion') ?? '', audience, Math.floor(now / 1_000)) ?? [];
    if (error !== undefined) return refusal(error, description ?? '');
    const token = `ya29.c.${randomBytes(96).toString('base64url')}`;
    this.ends.set(`Bearer ${token}`, now + lifetimeS * 1_000);
    return { status: 200, body: JSON.stringify({ access_token: token, expires_in: lifetimeS, token_type: 'Bearer' }) };
  }

  /** Whether it gave this token, as the header quotes it, and the token has not ended. */
  knows(authorization: string, now: number): boolean {
    return now < (this.ends.get(authorization) ?? 0);
  }

  private fault(assertion: string, audience: string, now: number): [error: string, description: string] | undefined {
    const [header, claims, signature, ...more] = assertion.split('.');
    const head = membersIn(header), { iss, scope, aud, iat, exp } = membersIn(claims);
    if (!signature || more.length > 0 || head.alg !== 'RS256') return ['invalid_grant', 'Bad Request'];
    if (typeof iss !== 'string' || iss === '') return ['invalid_grant', 'Invalid grant: account not found'];
    if (typeof iat !== 'number' || typeof exp !== 'number' || iat > now + SKEW_S || exp <= now - SKEW_S || exp - iat > LONGEST_S)
      return ['invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.'];
    if (aud !== audience) return ['invalid_grant', 'Invalid JWT: Failed audience check.'];
    if (this.key && !verify('sha256', Buffer.from(`${header}.${claims}`), this.key, Buffer.from(signature, 'base64url'))) return ['invalid_grant', 'Invalid JWT Signature.'];
    if (!SCOPES.some((known) => String(scope).split(' ').includes(known))) return ['invalid_scope', 'Invalid OAuth scope or ID token audience provided.'];
    return undefined;
  }
}

/** In the form that Google gives it. */
export const refusal = (error: string, error_description: string): OAuthReply => ({ status: 400, body: JSON.stringify({ error, error_description }, null, 2) });

const membersIn = (part = ''): Readonly<Record<string, unknown>> => parsedObject(Buffer.from(part, 'base64url').toString()) ?? {};
