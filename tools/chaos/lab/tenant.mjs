// A tenant under test: its accounts at providers, and its users with one phone each.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Actor, IdGenerator, SystemClock } from '../../../libs/domain/dist/index.js';
import { ProviderAccountService, ReachableProviders } from '../../../libs/messaging/dist/index.js';
import { AuditRepository, Database, ProviderAccountRepository } from '../../../libs/persistence/dist/index.js';
import { PROVIDER_KINDS } from '../../../libs/providers/dist/index.js';
import { loopbackServiceAccount } from '../../../libs/providers/dist/loopback/index.js';
import { bearerToken, tokenContext, vault } from '../../bench/keys.mjs';
import { userId } from '../../bench/population.mjs';

const APP = 'com.example.chaos';
const PLATFORMS = { apns: 'ios', fcm: 'android' };
// What a loopback server refuses by its beginning begins otherwise.
const TOKENS = { apns: () => `a1b2${randomBytes(30).toString('hex')}`, fcm: () => `cT4k${randomBytes(60).toString('base64url')}` };
const CONFIGS = {
  apns: (url) => ({ team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }), endpoint: url, sandbox_endpoint: url }),
  fcm: (url) => ({ service_account: loopbackServiceAccount(url), endpoint: url }),
};

const INSERT = `
insert into push_token (tenant_id, id, user_id, purpose, device_id, platform, provider, app_id, environment, language, token_hash, token_sealed, state, refreshed_at)
select $1, id, usr, 'message', 'phone of ' || usr, $2, $3, '${APP}', 'production', 'en', hash, sealed, 'active', now() from unnest($4::uuid[], $5::text[], $6::bytea[], $7::bytea[]) as t (id, usr, hash, sealed)`;

/** Makes a tenant with an account at each loopback server. Answers its id, the sender's JWT, and the users that each provider reaches. */
export async function makeTenant(server, id, loopbacks, { users = 50, concurrency } = {}) {
  const clock = new SystemClock(), ids = new IdGenerator(clock, randomBytes);
  const database = await Database.open({ url: server.url, connections: 1 });
  const accounts = new ProviderAccountService(database, new ProviderAccountRepository(), new AuditRepository(), new ReachableProviders(PROVIDER_KINDS, 'anywhere'), vault(), clock, ids);
  const reached = {};
  try {
    for (const [i, { kind, url }] of loopbacks.entries()) {
      await accounts.create(Actor.of(id, 'operator', 'tenant:admin'), { provider: kind, config: { ...CONFIGS[kind](url), ...(concurrency && { concurrency }) } });
      reached[kind] = Array.from({ length: users }, (_, n) => userId(1 + i * users + n));
      await register(server, ids, id, kind, reached[kind]);
    }
  } finally {
    await database.close();
  }
  return { id, jwt: bearerToken(0, 'communication:send', undefined, id), reached };
}

async function register(server, ids, tenant, provider, users) {
  const keys = vault(), context = tokenContext(tenant), tokens = users.map(TOKENS[provider]);
  await server.rows(INSERT, [tenant, PLATFORMS[provider], provider, users.map(() => ids.next()), users, tokens.map((token) => keys.index(token, context)), tokens.map((token) => keys.seal(token, context))]);
}
