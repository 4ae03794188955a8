import { loginTokenHash, socketHashOf } from '../../../libs/domain/dist/index.js';
import { tokenContext, vault } from '../keys.mjs';
import { ownerOf, registrationOf, sessionToken } from '../legacy.mjs';
import { sqlTenantId, sqlUserId, tenantId, userId } from '../population.mjs';
import { sqlUuid7 } from './uuid7.mjs';

const BATCH = 5_000;

// Nobody logs in: everybody has. The sequence is new, so user u has number u + 1.
const ACCOUNTS = `insert into legacy_account (tenant_id, user_id, password, updated_at) select ${sqlTenantId('u')}, ${sqlUserId('u')}, '', now() from generate_series(0, $1::int - 1) u`;
const LOGINS = `insert into legacy_login (name, kind, tenant_id, number) select 'person' || u, 'username', ${sqlTenantId('u')}, u + 1 from generate_series(0, $1::int - 1) u`;
const SESSIONS = `
insert into legacy_session (token_hash, tenant_id, number, expires_at)
select hash, ${sqlTenantId('n - 1')}, n, timestamptz '2100-01-01' from unnest($1::bytea[]) with ordinality as t (hash, nth), lateral (select $2::int + nth as n) x`;

// Under both kinds, as old apps register a phone.
const TOKENS = `
insert into push_token (tenant_id, id, user_id, purpose, device_id, platform, provider, app_id, environment, language, token_hash, token_sealed, socket_hash, state, refreshed_at,
  on_rest, on_legacy, os, os_token_hash, os_token_sealed, push_platform, legacy_session)
select tenant, ${sqlUuid7('$14::float8 + i * $15::float8', '2 * i + which')}, usr, purpose, phone, case when os = '' then 'ios' else 'android' end, case when os = '' then 'apns' else 'socket' end,
  $16, 'production', $17, hash, sealed, socket, 'active', now(), false, true, os, os_hash, os_sealed, platform, session
from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[], $8::bytea[], $9::bytea[], $10::text[], $11::bytea[])
  with ordinality as t (tenant, usr, phone, hash, sealed, socket, os, os_hash, os_sealed, platform, session, nth),
  lateral (select $12::int + nth::int - 1) as x (i), unnest($13::text[]) with ordinality as p (purpose, nth), lateral (select p.nth::int - 1) as w (which)`;

/** Registers people and their phones as old apps do: one login each that has not ended, and every phone for rings and for messages. */
export async function seedLegacy(sql, shape, period, progress) {
  await sql(ACCOUNTS, [shape.users]);
  await sql(LOGINS, [shape.users]);
  for (const users of batches(shape.users)) await sql(SESSIONS, [users.map((n) => loginTokenHash(sessionToken(n))), users[0]]);
  await seedTokens(sql, shape, period, progress);
}

async function seedTokens(sql, { oldPhones }, { from, to }, progress) {
  const keys = vault(), step = (to - from) / oldPhones;
  for (const numbers of batches(oldPhones)) {
    const rows = numbers.map((i) => rowOf(i, keys));
    const columns = Object.keys(rows[0]).map((column) => rows.map((row) => row[column]));
    const { language, bundleid } = registrationOf(0);
    await sql(TOKENS, [...columns, numbers[0], ['ring', 'message'], from.getTime(), step, bundleid, language]);
    progress('old phones', numbers.at(-1) + 1, oldPhones);
  }
}

/** In the order of the columns above. Hashes and sealed texts are made by the product's own vault, so that it finds and opens them. */
function rowOf(i, keys) {
  const user = ownerOf(i), tenant = tenantId(user), context = tokenContext(tenant);
  const { push_token, os, os_token, push_platform } = registrationOf(i);
  return {
    tenant, user: userId(user), phone: `ph_${keys.index(push_token, `phone ${tenant}`).subarray(0, 16).toString('base64url')}`,
    hash: keys.index(push_token, context), sealed: keys.seal(push_token, context), socket: socketHashOf(push_token),
    os, osHash: os_token === '' ? null : keys.index(os_token, context), osSealed: os_token === '' ? null : keys.seal(os_token, context),
    platform: push_platform, session: loginTokenHash(sessionToken(user)),
  };
}

function* batches(count) {
  for (let first = 0; first < count; first += BATCH) yield Array.from({ length: Math.min(BATCH, count - first) }, (_, k) => first + k);
}
