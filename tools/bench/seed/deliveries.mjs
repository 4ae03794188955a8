import { sqlTenantId, sqlUserId } from '../population.mjs';
import { sqlUuid7 } from './uuid7.mjs';

const STRIDE = 7_919;
const BATCH = 250_000;

// Mostly pushes, some mails and texts; one in thirty failed.
const INSERT = `
insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, template_id, status, error, response, sent_at, updated_at)
select ${sqlTenantId('u')}, ${sqlUuid7('ms', 'n')}, ${sqlUserId('u')}, channel, case channel when 'push' then 'apns' when 'email' then 'smtp' else 'twilio' end,
  case channel when 'push' then '0000****' || lpad(to_hex(u), 4, '0') when 'email' then 'u***@example.com' else '138****8000' end,
  'Motion at the front door: somebody moved in front of camera ' || u, null, case when failed then 'failed' else 'delivered' end, case when failed then 'expired' end,
  case when not failed then '{"id":"' || n || '"}' end, case when not failed then at end, at
from (select *, (array['push', 'push', 'push', 'push', 'email', 'sms'])[1 + n % 6] as channel, n % 30 = 0 as failed, to_timestamp(ms / 1000.0) as at
  from (select n, ((n::bigint * ${STRIDE}) % $3::int)::int as u, ($4::float8 + n * $5::float8)::bigint as ms from generate_series($1::int, $2::int) n) s) t`;

/** Fills the delivery log, evenly over the time from `from` to `to`. */
export async function seedDeliveries(sql, { deliveries, users }, { from, to }, progress) {
  const step = (to - from) / deliveries;
  for (let n = 1; n <= deliveries; n += BATCH) {
    await sql(INSERT, [n, Math.min(n + BATCH - 1, deliveries), users, from.getTime(), step]);
    progress('deliveries', Math.min(n + BATCH - 1, deliveries), deliveries);
  }
}
