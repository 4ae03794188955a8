import { phoneId, phoneToken, tenantId, userId } from '../population.mjs';
import { tokenContext, vault } from '../keys.mjs';
import { sqlUuid7 } from './uuid7.mjs';

const BATCH = 10_000;

const INSERT = `
insert into push_token (tenant_id, id, user_id, purpose, device_id, platform, provider, app_id, environment, language, token_hash, token_sealed, state, refreshed_at)
select tenant, ${sqlUuid7('$6::float8 + i * $7::float8', 'i')}, usr, 'message', phone, 'ios', 'apns', '', 'production', 'en', hash, sealed, 'active', now()
from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[]) with ordinality as t (tenant, usr, phone, hash, sealed, nth), lateral (select $8::int + nth::int - 1) as x (i)`;

/** Registers the phones; hashes and sealed tokens are made by the product's own vault, so that it finds them again. */
export async function seedPushTokens(sql, { phones, users }, { from, to }, progress) {
  const keys = vault(), step = (to - from) / phones;
  for (let first = 0; first < phones; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, phones - first) }, (_, k) => first + k);
    const tenants = numbers.map((i) => tenantId(i % users));
    const hashes = numbers.map((i, k) => keys.index(phoneToken(i), tokenContext(tenants[k])));
    const sealed = numbers.map((i, k) => keys.seal(phoneToken(i), tokenContext(tenants[k])));
    await sql(INSERT, [tenants, numbers.map((i) => userId(i % users)), numbers.map(phoneId), hashes, sealed, from.getTime(), step, first]);
    progress('push tokens', first + numbers.length, phones);
  }
}
