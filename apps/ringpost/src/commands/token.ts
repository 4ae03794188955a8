import { SystemClock } from '@ringpost/domain';
import { secretsOf, signToken } from '@ringpost/edge';
import { readConfig } from '../read-config.js';

/** What `ringpost token` was asked for. */
export interface TokenOptions {
  readonly user: string;
  readonly tenant?: string;
  readonly scope?: string;
  readonly ttl: number;
}

/** `ringpost token`: prints one token and nothing else. */
export async function tokenCommand({ user, tenant, scope, ttl }: TokenOptions): Promise<void> {
  const config = readConfig();
  const { jwtSecret } = secretsOf(config);
  if (jwtSecret === undefined) throw new Error('tokens come from the service behind AUTH_JWKS_URI: there is no secret here to sign one with');
  const now = new SystemClock().now();
  const token = await signToken(jwtSecret, { user, tenant: tenant ?? config.defaultTenantId, scope, ttlSeconds: ttl, issuer: config.issuer, audience: config.audience, now });
  process.stdout.write(`${token}\n`);
}
