// The phones of the push socket in the database: one tenant's, registered as old builds register themselves.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { IdGenerator, PhoneEvent, SystemClock, socketHashOf } from '../../../libs/domain/dist/index.js';
import { messageContext } from '../../../libs/messaging/dist/index.js';
import { DUE_CHANNEL, ensurePartitions } from '../../../libs/persistence/dist/index.js';
import { tokenContext, vault } from '../keys.mjs';
import { moment } from '../load/phones/moment.mjs';

const TENANT = 'tnt_socket';
const BATCH = 5_000;

const REGISTER = `
insert into push_token (tenant_id, id, user_id, purpose, device_id, platform, provider, app_id, environment, language, token_hash, token_sealed, socket_hash, state, refreshed_at, on_rest, on_legacy, os, push_platform)
select $1, uuidv7(), 'usr_' || n, purpose, 'ph_' || n, 'android', 'socket', 'com.lancens.wxdoorbell', 'production', 'en', hash, sealed, socket, 'active', now(), false, true, 'ANDROID', 'android'
from unnest($2::bytea[], $3::bytea[], $4::bytea[]) with ordinality as t (hash, sealed, socket, nth), lateral (select $5::int + nth as n) x, unnest(array['ring', 'message']) as p (purpose)`;

const MESSAGE = 'insert into message (tenant_id, id, payload_sealed) values ($1, $2, $3)';
const TO_EVERYBODY = `
insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, status, updated_at, push_token_id, message_id, lane, due_at, expires_at)
select tenant_id, uuidv7(), user_id, 'push', 'socket', 'rp0000****', $3, 'pending', now(), id, $2, 'message', now(), now() + interval '1 day'
from push_token where tenant_id = $1 and purpose = 'message' and ended_at is null`;

const UNCONFIRMED = "select count(*)::int as n from delivery where tenant_id = $1 and provider = 'socket' and status in ('pending', 'sent')";

/** Works on the phones of a database, as a superuser. None is there at first, and none is left at the end. */
export async function openSocketPhones({ url, superuserUrl }) {
  await asOwner(url, (sql) => ensurePartitions(sql, new Date())); // the months of a database that was seeded long ago may be over
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const sql = async (text, values) => (await client.query(text, values)).rows;
  await forget(sql);
  const ids = new IdGenerator(new SystemClock(), randomBytes), keys = vault();
  return {
    register: (tokens) => register(sql, keys, tokens),
    sendToEverybody: (draft) => sendToEverybody(client, keys, ids.next(), draft),
    unconfirmed: async () => (await sql(UNCONFIRMED, [TENANT]))[0].n,
    async stop() {
      await forget(sql);
      await sql('vacuum (analyze) push_token, message, delivery');
      await client.end();
    },
  };
}

async function asOwner(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    await work(async (text, values) => (await client.query(text, values)).rows);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function forget(sql) {
  for (const table of ['delivery', 'message', 'push_token']) await sql(`delete from ${table} where tenant_id = $1`, [TENANT]);
}

/** Each token for rings and for messages, sealed by the product's own vault. */
async function register(sql, keys, tokens) {
  const context = tokenContext(TENANT);
  for (let first = 0; first < tokens.length; first += BATCH) {
    const some = tokens.slice(first, first + BATCH);
    await sql(REGISTER, [TENANT, some.map((token) => keys.index(token, context)), some.map((token) => keys.seal(token, context)), some.map(socketHashOf), first]);
  }
  await sql('analyze push_token, socket_presence'); // what autovacuum would do within the next minute, at a moment of its own
}

/** Writes one event down for every phone, as the product does, and wakes it. Answers what names the event, and the moment before the commit. */
async function sendToEverybody(client, keys, guid, draft) {
  const { payload } = new PhoneEvent(draft, guid, new Date());
  await client.query('begin');
  await client.query(MESSAGE, [TENANT, guid, keys.seal(payload, messageContext(TENANT))]);
  await client.query(TO_EVERYBODY, [TENANT, guid, draft.alert]);
  return {
    guid,
    async commit() {
      const at = moment();
      await client.query('commit');
      await client.query(`select pg_notify('${DUE_CHANNEL}', '')`);
      return at;
    },
  };
}
