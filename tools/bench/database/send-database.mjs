// Everything that the send engine works on, seeded as the product would have written it: accounts, phones, messages and deliveries that wait.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { IdGenerator, SystemClock, accountContext, poolOf } from '../../../libs/domain/dist/index.js';
import { messageContext } from '../../../libs/messaging/dist/index.js';
import { ACCOUNT_CHANNEL, SEND_CHANNEL } from '../../../libs/persistence/dist/index.js';
import { tokenContext, vault } from '../keys.mjs';
import { phoneToken, userId } from '../population.mjs';

export const APP_ID = 'com.example.door';
export const POOL = poolOf({ channel: 'push', provider: 'apns', appId: APP_ID, environment: 'production' });
export const CONTENT = { kind: 'push', title: 'Front door', body: 'Somebody is at the door' };
const BATCH = 5_000;

const ACCOUNT = `insert into provider_account (tenant_id, id, channel, provider, app_id, environment, priority, is_active, reach, config_sealed, updated_at) values ($1, uuidv7(), 'push', 'apns', '', null, 10, true, 'anywhere', $2, now())`;
const PHONES = `
insert into push_token (tenant_id, id, user_id, purpose, device_id, platform, provider, app_id, environment, language, token_hash, token_sealed, state, refreshed_at)
select $1, uuidv7(), usr, $5, 'phone_' || nth, 'ios', 'apns', '${APP_ID}', 'production', 'en', hash, sealed, 'active', now()
from unnest($2::text[], $3::bytea[], $4::bytea[]) with ordinality as t (usr, hash, sealed, nth) returning id, user_id`;
const MESSAGES = 'insert into message (tenant_id, id, payload_sealed) select $1, id, sealed from unnest($2::uuid[], $3::bytea[]) as m (id, sealed)';
const DELIVERIES = `
insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, status, updated_at, push_token_id, message_id, lane, pool, due_at, expires_at)
select $1, id, usr, 'push', 'apns', '0000****' || right(usr, 4), '${CONTENT.title}' || chr(10) || '${CONTENT.body}', 'pending', now(), token, message, $2, '${POOL}', now(), now() + interval '1 day'
from unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[]) as d (id, usr, token, message)`;
const WAITING = "select exists (select from delivery where lane = $1 and status = 'pending' and pool is not null) as waiting";
const RESULT = `
select (select count(*)::int from delivery where status = 'sent') as sent, (select count(*)::int from attempt where outcome = 'accepted') as tries, (select count(*)::int from delivery where status not in ('sent', 'pending')) as failed`;

/** Works on a database of the send engine as a superuser. */
export async function openSendDatabase(database) {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const sql = async (text, values) => (await client.query(text, values)).rows;
  const keys = vault(), ids = new IdGenerator(new SystemClock(), randomBytes);
  return {
    ...database,
    sql,
    /** The only account of a tenant: the loopback APNs. */
    async setAccount(tenant, { url: endpoint, ca }, limits = {}) {
      const config = { team_id: 'TEAM123456', key_id: 'ABC123DEFG', private_key: signingKey(), endpoint, sandbox_endpoint: endpoint, ca, ...limits };
      await sql('delete from provider_account where tenant_id = $1', [tenant]);
      await sql(ACCOUNT, [tenant, keys.seal(JSON.stringify(config), accountContext(tenant))]);
      await sql(`select pg_notify('${ACCOUNT_CHANNEL}', $1)`, [tenant]);
    },
    /** One phone for each of so many users of a tenant. Answers them. */
    async addPhones(tenant, count, purpose = 'message') {
      const context = tokenContext(tenant), phones = [];
      for (const numbers of batches(count)) {
        const tokens = numbers.map(phoneToken);
        const rows = await sql(PHONES, [tenant, numbers.map(userId), tokens.map((token) => keys.index(token, context)), tokens.map((token) => keys.seal(token, context)), purpose]);
        phones.push(...rows.map(({ id, user_id: user }) => ({ tenant, id, user })));
      }
      return phones;
    },
    /** A delivery that waits for each of these phones of one tenant: of a message of its own, or in the lane `bulk` of one for all. */
    async queue(phones, lane) {
      const [{ tenant }] = phones, payload = JSON.stringify(CONTENT), context = messageContext(tenant);
      const addMessages = async (count) => {
        const messages = Array.from({ length: count }, () => ids.next());
        await sql(MESSAGES, [tenant, messages, messages.map(() => keys.seal(payload, context))]);
        return messages;
      };
      const one = lane === 'bulk' ? await addMessages(1) : undefined;
      for (const numbers of batches(phones.length)) {
        const some = numbers.map((n) => phones[n]), messages = one ?? (await addMessages(some.length));
        await sql(DELIVERIES, [tenant, lane, some.map(() => ids.next()), some.map(({ user }) => user), some.map(({ id }) => id), some.map((_, i) => messages[one ? 0 : i])]);
      }
    },
    /** As autovacuum leaves them within a minute, with nothing left to be written to disk. */
    async settle() {
      await sql('vacuum (analyze) push_token, message, delivery, attempt');
      await sql('checkpoint');
    },
    wake: (lane) => sql(`select pg_notify('${SEND_CHANNEL}', $1 || ' bench')`, [lane]),
    waits: async (lane) => (await sql(WAITING, [lane]))[0].waiting,
    result: async () => (await sql(RESULT))[0],
    forget: () => sql('truncate delivery, attempt, message, audience'),
    async forgetTenant(tenant) {
      for (const table of ['delivery', 'attempt', 'message', 'push_token']) await sql(`delete from ${table} where tenant_id = $1`, [tenant]);
    },
    close: () => client.end(),
  };
}

const signingKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

function* batches(count) {
  for (let first = 0; first < count; first += BATCH) yield Array.from({ length: Math.min(BATCH, count - first) }, (_, k) => first + k);
}
