import { FEED_TYPE, TENANTS, sqlTenantId, sqlUserId } from '../population.mjs';
import { STRIDE, countInboxes, inBatches } from './notifications.mjs';
import { sqlUuid7 } from './uuid7.mjs';

// Everybody is known by name.
const PEOPLE = `
insert into recipient (tenant_id, user_id, name, email, email_verified, phone_verified, updated_at)
select ${sqlTenantId('u')}, ${sqlUserId('u')}, 'Person ' || u, 'person' || u || '@example.com', true, false, now() from generate_series(0, $1::int - 1) u`;

// One in five, the k-th of user u, is about sharing: as many for everybody, and neither beside each other on disk nor at the same time. Each
// was sent by another one of the tenant's users.
const INSERT = `
insert into notification (tenant_id, id, user_id, type, event_type, title, content, priority, action_url, metadata, read_at, sender_id, purpose, closed_at)
select ${sqlTenantId('u')}, ${sqlUuid7('ms', 'n')}, ${sqlUserId('u')},
  case when sharing then '${FEED_TYPE}' else 'device' end,
  case when sharing then 'device.share.requested' else 'device.motion' end,
  case when sharing then 'Device sharing request' else 'Motion at the front door' end,
  case when sharing then 'Person ' || sender || ' wants to share the device Camera ' || n || ' with you.' else 'Somebody moved in front of camera ' || u || ' at entry ' || n || '. Tap to see the clip.' end,
  (array['low', 'medium', 'high', 'urgent'])[1 + n % 4],
  case when not sharing then 'app://events/' || n end,
  case when sharing then '{"device":"cam_' || n || '","sender":"' || ${sqlUserId('sender')} || '","permission":3}' else '{"device":"cam_' || u || '","event":' || n || ',"clip":true}' end,
  done_at,
  case when sharing then ${sqlUserId('sender')} end,
  case when sharing then 'cam_' || n end,
  case when sharing then done_at end
from (select n, u, ms, (k + u) % 5 = 0 as sharing, (u + ${TENANTS} * (1 + (k * 37 + u) % ($3::int / ${TENANTS} - 1))) % $3::int as sender,
    case when (hashint4(n) & 1023) >= 307 then to_timestamp(ms / 1000.0) + interval '5 minutes' end as done_at
  from (select n, (n - 1) / $3::int as k, ((n::bigint * ${STRIDE}) % $3::int)::int as u, ($4::float8 + n * $5::float8)::bigint as ms from generate_series($1::int, $2::int) n) s) t`;

/** Fills the inboxes like those of `seedNotifications`, with requests to share a device among the rest. */
export async function seedFeeds(sql, shape, period, progress) {
  await sql(PEOPLE, [shape.users]);
  await inBatches(sql, INSERT, shape, period, progress);
  await countInboxes(sql);
}
