import { sqlTenantId, sqlUserId } from '../population.mjs';
import { sqlUuid7 } from './uuid7.mjs';

// A prime, so that the users take turns in no visible order and each gets the same number.
export const STRIDE = 7_919;
const BATCH = 250_000;

// Rows come in the order of time, as they do in life: what lies side by side on disk belongs to different users. Three in ten are unread.
const INSERT = `
insert into notification (tenant_id, id, user_id, type, event_type, title, content, priority, action_url, metadata, read_at)
select ${sqlTenantId('u')}, ${sqlUuid7('ms', 'n')}, ${sqlUserId('u')}, 'device', 'device.motion', 'Motion at the front door',
  'Somebody moved in front of camera ' || u || ' at entry ' || n || '. Tap to see the clip.', (array['low', 'medium', 'high', 'urgent'])[1 + n % 4],
  'app://events/' || n, '{"device":"cam_' || u || '","event":' || n || ',"clip":true}',
  case when (hashint4(n) & 1023) >= 307 then to_timestamp(ms / 1000.0) + interval '5 minutes' end
from (select n, ((n::bigint * ${STRIDE}) % $3::int)::int as u, ($4::float8 + n * $5::float8)::bigint as ms from generate_series($1::int, $2::int) n) s`;

// From the rows themselves, so that the counters are exact whatever was inserted.
const COUNT = `
insert into inbox (tenant_id, user_id, total, unread, last_notification_at)
select tenant_id, user_id, count(*), count(*) filter (where read_at is null), max(uuid_extract_timestamp(id)) from notification group by 1, 2`;

/** Fills the inboxes, evenly over the time from `from` to `to`. */
export async function seedNotifications(sql, shape, period, progress) {
  await inBatches(sql, INSERT, shape, period, progress);
  await countInboxes(sql);
}

/** Makes the notifications with one of the statements that take the first number, the last, the users, the time of number 0 and the time between two. */
export async function inBatches(sql, insert, { notifications, users }, { from, to }, progress) {
  const step = (to - from) / notifications;
  for (let n = 1; n <= notifications; n += BATCH) {
    await sql(insert, [n, Math.min(n + BATCH - 1, notifications), users, from.getTime(), step]);
    progress('notifications', Math.min(n + BATCH - 1, notifications), notifications);
  }
}

/** Makes the counters of all inboxes. */
export const countInboxes = (sql) => sql(COUNT);
