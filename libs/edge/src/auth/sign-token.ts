import { SignJWT } from 'jose';

/** What a token shall say. */
export interface TokenWish {
  readonly user: string;
  readonly tenant?: string;
  /** Space-separated scopes. */
  readonly scope?: string;
  readonly ttlSeconds: number;
  readonly issuer?: string;
  readonly audience?: string;
  readonly now: Date;
  /** Further claims, such as `name` or `email`. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** An HS256 token for AUTH_JWT_SECRET: for the `token` command, demonstrations and tests. */
export function signToken(secret: string, wish: TokenWish): Promise<string> {
  const now = Math.floor(wish.now.getTime() / 1_000);
  const claims = { ...wish.claims, sub: wish.user, tenant_id: wish.tenant, scope: wish.scope, iss: wish.issuer, aud: wish.audience, iat: now, exp: now + wish.ttlSeconds };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(Buffer.from(secret, 'utf8'));
}
