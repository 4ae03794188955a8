const LONGEST_AGE = 3_600;
const SKEW = 60;
/** A key that its team has taken back. */
const REVOKED_KEY = 'REVOKED000';

interface Claims {
  readonly issuedAt: number;
}

/** Looks at provider tokens as APNs does, as far as that goes without the team's public key. */
export class ApnsJwtInspection {
  private readonly known = new Map<string, Claims | undefined>();

  /** The reason for which APNs would refuse it; undefined when it would not. */
  refusal(authorization: string | undefined, nowSeconds: number): string | undefined {
    if (authorization === undefined) return 'MissingProviderToken';
    const claims = this.claims(authorization);
    if (claims === undefined || claims.issuedAt > nowSeconds + SKEW) return 'InvalidProviderToken';
    return nowSeconds - claims.issuedAt > LONGEST_AGE ? 'ExpiredProviderToken' : undefined;
  }

  private claims(authorization: string): Claims | undefined {
    if (!this.known.has(authorization)) this.known.set(authorization, claimsOf(authorization));
    return this.known.get(authorization);
  }
}

function claimsOf(authorization: string): Claims | undefined {
  const [header, claims, signature] = /^bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization)?.slice(1) ?? [];
  const { alg, kid } = jsonOf(header);
  const { iss, iat } = jsonOf(claims);
  const isSigned = Buffer.from(signature ?? '', 'base64url').length === 64;
  if (alg !== 'ES256' || !isName(kid) || !isName(iss) || typeof iat !== 'number' || kid === REVOKED_KEY || !isSigned) return undefined;
  return { issuedAt: iat };
}

const isName = (value: unknown): boolean => typeof value === 'string' && /^[A-Z0-9]{10}$/.test(value);

function jsonOf(part = ''): Record<string, unknown> {
  try {
    return { ...JSON.parse(Buffer.from(part, 'base64url').toString()) };
  } catch {
    return {}; // not JSON: then it has no members either
  }
}
