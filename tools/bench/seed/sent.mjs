import { sqlTenantId, sqlUserId } from '../population.mjs';
import { sqlUuid7 } from './uuid7.mjs';

const STRIDE = 7_919;
const BATCH = 250_000;

// As workers leave them: each of a message of its own, sent at the first try.
const INSERT = `
insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, status, response, sent_at, updated_at, push_token_id, message_id, lane, pool, due_at, expires_at, attempts, provider_ref)
select ${sqlTenantId('u')}, id, ${sqlUserId('u')}, 'push', 'apns', '0000****' || lpad(to_hex(u), 4, '0'), 'Front door' || chr(10) || 'Somebody is at the door', 'sent', '200', at, at, ${sqlUuid7('0', 'u')}, id, 'message',
  'push apns production com.example.door', at + interval '15 s', at + interval '1 day', 1, id::text
from (select n, ((n::bigint * ${STRIDE}) % $3::int)::int as u, ${sqlUuid7('ms', 'n')} as id, to_timestamp(ms / 1000.0) as at
  from (select n, ($4::float8 + n * $5::float8)::bigint as ms from generate_series($1::int, $2::int) n) s) t`;

/** Fills the queue with deliveries that are done, evenly over the time from `from` to `to`. */
export async function seedSent(sql, { sent, users }, { from, to }, progress) {
  const step = (to - from) / sent;
  for (let n = 1; n <= sent; n += BATCH) {
    await sql(INSERT, [n, Math.min(n + BATCH - 1, sent), users, from.getTime(), step]);
    progress('sent deliveries', Math.min(n + BATCH - 1, sent), sent);
  }
}
