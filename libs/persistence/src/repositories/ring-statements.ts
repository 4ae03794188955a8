import { PERMISSION_EVENTS, PRESS_MS } from '@ringpost/domain';
import type { Statement } from '../fast-path.js';
import { DELIVERY_COLUMNS, RECORD_COLUMNS, recordsIn } from './delivery-record.js';
import type { AudienceRow, PhoneRow, RingSummary, TargetRow, TraceRow } from './ring.repository.js';

const GETS_EVENTS = `(m.permission & ${PERMISSION_EVENTS}) <> 0`;
const A_DAY = "interval '24 hours'";

/** Everything that has to be known before a ring can be written down, in one question. */
export const AUDIENCE: Statement<AudienceRow> = {
  name: 'event_audience',
  byIndex: true,
  text: `
  select d.name as device_name, g.message_id as known, m.user_id, t.id, t.provider, t.platform, t.purpose, t.app_id, t.environment, t.device_id, t.token_sealed, t.refreshed_at, encode(t.token_hash, 'hex') as address
  from device d left join event_guid g on g.tenant_id = $1 and g.guid_hash = $3::bytea and g.created_at > now() - ${A_DAY}
    left join member m on m.tenant_id = $1 and m.udid = d.udid and ${GETS_EVENTS}
    left join push_token t on t.tenant_id = $1 and t.user_id = m.user_id and t.ended_at is null and t.purpose = any($4::text[])
  where d.tenant_id = $1 and d.udid = $2 order by m.id, t.id`,
};

// A name that was taken less than so long ago stays whose it is. `do update` waits for whoever takes it just now and then sees what they wrote, which a
// look-up beside the insert would not: that is what makes two presses at once one.
const taken = (name: string, messageId: string, since: string, given: string): string => `
    insert into event_guid as k (tenant_id, guid_hash, message_id, created_at) select $1, ${name}::bytea, ${messageId}, now() where ${given}
    on conflict (tenant_id, guid_hash) do update set message_id = case when k.created_at > now() - ${since} then k.message_id else excluded.message_id end,
      created_at = case when k.created_at > now() - ${since} then k.created_at else excluded.created_at end
    returning message_id`;

/** A repeated guid stands for the same event as the first, also when that was itself the repeated press of another. */
export const ACCEPT_EVENT: Statement<{ id: string }> = {
  name: 'accept_event',
  writes: true,
  text: `
  with press as (${taken('$2', '$3::uuid', `interval '${PRESS_MS} ms'`, '$2::bytea is not null')}
  ), guid as (${taken('$4', 'coalesce((select message_id from press), $3::uuid)', A_DAY, '$4::bytea is not null')}
  ), known as (
    select coalesce((select message_id from guid), (select message_id from press), $3::uuid) as id, coalesce((select message_id from press), $3::uuid) as pressed
  ), mine as (
    select id from known where id = $3::uuid and pressed = $3::uuid
  ), m as (
    insert into message (tenant_id, id, payload_sealed) select $1, id, $5::bytea from mine
  ), r as (
    insert into ring (tenant_id, id, udid, type, sender_id, status, expires_at) select $1, id, $8, $9::int, $10, 'ringing', now() + make_interval(secs => $7) from mine where $2::bytea is not null
  ), d as (
    insert into delivery (tenant_id, message_id, due_at, expires_at, updated_at, ${DELIVERY_COLUMNS}) select $1, mine.id, now(), now() + make_interval(secs => $7), now(), ${RECORD_COLUMNS} from mine, ${recordsIn('$6')}
  )
  select id from known`,
};

export const FORGET: Statement<{ message_id: string }> = {
  name: 'forget_event',
  writes: true,
  text: 'delete from event_guid where tenant_id = $1 and guid_hash in ($2::bytea, $3::bytea) and message_id = $4::uuid returning message_id',
};

/** As many phones as `phonesOf` found, however many ways to each were tried since. */
export const SUMMARY: Statement<RingSummary> = {
  name: 'event_summary',
  byIndex: true,
  text: `
  select case when r.status = 'ringing' and r.expires_at <= now() then 'expired' else coalesce(r.status, 'ringing') end as status, (
      select count(distinct (d.user_id, coalesce(t.device_id || ' ' || t.app_id, encode(t.token_hash, 'hex'), d.push_token_id::text)))::int from delivery d left join push_token t on t.tenant_id = $1 and t.id = d.push_token_id
      where d.tenant_id = $1 and d.message_id = $2::uuid and d.id >= $3::uuid and d.id < $4::uuid and d.push_token_id is not null) as targets
  from message m left join ring r on r.tenant_id = $1 and r.id = $2::uuid where m.tenant_id = $1 and m.id = $2::uuid`,
};

const IS_MEMBER = (user: string): string => `exists (select from member m where m.tenant_id = $1 and m.udid = r.udid and m.user_id = ${user} and ${GETS_EVENTS}) as is_member`;

export const LOCK = `
  select r.udid, r.type, r.sender_id, r.expires_at, r.status, r.ended_by, r.rejected_by, clock_timestamp() as now, ${IS_MEMBER('$3')}
  from ring r where r.tenant_id = $1 and r.id = $2 for update of r`;

const TARGET = "d.id, d.user_id, d.status, d.attempts, d.provider, d.pool, d.recipient, d.push_token_id, t.device_id, t.app_id, encode(t.token_hash, 'hex') as address";

// Locked in the order in which workers and sockets lock what they note.
export const STOP = `
  with held as materialized (
    select id, user_id, status, attempts, provider, pool, recipient, push_token_id from delivery where tenant_id = $1 and message_id = $2 and id >= $3 and id < $4 and ($5::text is null or user_id = $5) order by id for update
  ), stopped as (
    update delivery set status = 'cancelled', error = $6, fallback = null, updated_at = now() where tenant_id = $1 and id = any(array(select id from held where status = 'pending'))
  )
  select ${TARGET} from held d left join push_token t on t.tenant_id = $1 and t.id = d.push_token_id order by d.id`;

export const TARGETS: Statement<{ [Key in keyof TargetRow]: TargetRow[Key] | null } & { is_member: boolean }> = {
  name: 'ring_targets',
  byIndex: true,
  text: `
  select ${IS_MEMBER('$5')}, ${TARGET}
  from ring r left join delivery d on d.tenant_id = $1 and d.message_id = r.id and d.id >= $3::uuid and d.id < $4::uuid and d.user_id = $5 and d.push_token_id is not null
    left join push_token t on t.tenant_id = $1 and t.id = d.push_token_id
  where r.tenant_id = $1 and r.id = $2::uuid order by d.id`,
};

export const PHONE: Statement<PhoneRow> = {
  name: 'phone_of_token',
  text: "select device_id, app_id, encode(token_hash, 'hex') as address from push_token where tenant_id = $1 and id = $2::uuid and user_id = $3 and ended_at is null",
};

/** A phone that rang was reached, whatever was believed of it. */
export const ACKNOWLEDGE: Statement<{ id: string }> = {
  name: 'ring_acknowledge',
  writes: true,
  text: `
  with held as materialized (
    select id from delivery where tenant_id = $1 and (id = $2::uuid and acked_at is null or id = any($3::uuid[]) and status = 'pending') order by id for update)
  update delivery set status = case when id = $2::uuid then 'delivered' else 'cancelled' end, error = case when id = $2::uuid then null else 'rang_otherwise' end, fallback = null, updated_at = now(),
    acked_at = case when id = $2::uuid then clock_timestamp() end, sent_at = case when id = $2::uuid then coalesce(sent_at, now()) end
  where tenant_id = $1 and id = any(array(select id from held)) returning id`,
};

export const TRACE: Statement<TraceRow> = {
  name: 'ring_trace',
  byIndex: true,
  text: `
  select r.udid, r.type, r.status as ring_status, r.expires_at, r.ended_at, r.ended_by, now() as now,
    ${IS_MEMBER('$5')}, d.id, d.user_id, d.push_token_id, t.platform, d.provider, d.status, d.error, d.response, d.sent_at, d.acked_at, d.attempts, (
      select json_agg(json_build_object('at', floor(extract(epoch from a.at) * 1000), 'provider', a.provider, 'outcome', a.outcome, 'reason', a.reason, 'response', a.response, 'duration_ms', a.duration_ms) order by a.number)
      from attempt a where a.tenant_id = $1 and a.delivery_id = d.id) as tries
  from ring r left join delivery d on d.tenant_id = $1 and d.message_id = r.id and d.id >= $3::uuid and d.id < $4::uuid left join push_token t on t.tenant_id = $1 and t.id = d.push_token_id
  where r.tenant_id = $1 and r.id = $2::uuid order by d.id`,
};
