import { PERMISSION_EVENTS, PRESS_MS } from '@ringpost/domain';
import type { Statement } from '../fast-path.js';
import { DELIVERY_COLUMNS, RECORD_COLUMNS, recordsIn } from './delivery-record.js';
import type { AudienceRow, PhoneRow, RingSummary, TargetRow, TraceRow } from './ring.repository.js';

const GETS_EVENTS = `(m.permission & ${PERMISSION_EVENTS}) <> 0`;
const A_DAY = "interval '24 hours'";

const TOKEN = 'id, provider, platform, purpose, app_id, environment, device_id, token_sealed, refreshed_at';

/**
 * Everything that has to be known before a ring can be written down, in one question: a row for each member, and one for each token. In
 * the order of the index by users, so that it is taken also while nothing is known yet of how many tokens a tenant has.
 */
export const AUDIENCE: Statement<AudienceRow> = {
  name: 'event_audience',
  byIndex: true,
  text: `
  with door as materialized (
    select d.name, (select message_id from event_guid where tenant_id = $1 and guid_hash = $3::bytea and created_at > now() - ${A_DAY}) as known,
      array(select m.user_id from member m where m.tenant_id = $1 and m.udid = $2 and ${GETS_EVENTS} order by m.id) as user_ids
    from device d where d.tenant_id = $1 and d.udid = $2
  ), token as materialized (
    select t.user_id, encode(t.token_hash, 'hex') as address, ${TOKEN} from push_token t
    where t.tenant_id = $1 and t.user_id = any((select user_ids from door)::text[]) and t.ended_at is null and t.purpose = any($4::text[]) order by t.user_id, t.id desc
  )
  select door.name as device_name, door.known, u.user_id, null as address, ${TOKEN} from door left join unnest(user_ids) as u (user_id) on true left join token on false
  union all select null, null, user_id, address, ${TOKEN} from token`,
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

// By the token's key alone: `offset` keeps it from being looked for in any other way. Deliveries are found by their message alone, too, in whatever month:
// a range of ids would, while nothing is known of a new month, be taken for the shorter way.
const OF_PHONE = 'left join lateral (select * from push_token where tenant_id = $1 and id = d.push_token_id offset 0) t on true';

/** As many phones as `phonesOf` found, however many ways to each were tried since. */
export const SUMMARY: Statement<RingSummary> = {
  name: 'event_summary',
  byIndex: true,
  text: `
  select case when r.status = 'ringing' and r.expires_at <= now() then 'expired' else coalesce(r.status, 'ringing') end as status, (
      select count(distinct (d.user_id, coalesce(t.device_id || ' ' || t.app_id, encode(t.token_hash, 'hex'), d.push_token_id::text)))::int from delivery d ${OF_PHONE}
      where d.tenant_id = $1 and d.message_id = $2::uuid and d.push_token_id is not null) as targets
  from message m left join ring r on r.tenant_id = $1 and r.id = $2::uuid where m.tenant_id = $1 and m.id = $2::uuid`,
};

const IS_MEMBER = (user: string): string => `exists (select from member m where m.tenant_id = $1 and m.udid = r.udid and m.user_id = ${user} and ${GETS_EVENTS}) as is_member`;

export const LOCK = `
  select r.udid, r.type, r.sender_id, r.expires_at, r.status, r.ended_by, r.rejected_by, clock_timestamp() as now, ${IS_MEMBER('$3')}
  from ring r where r.tenant_id = $1 and r.id = $2 for update of r`;

const TARGET = "d.id, d.user_id, d.status, d.error, d.attempts, d.provider, d.pool, d.recipient, d.push_token_id, t.device_id, t.app_id, t.purpose, encode(t.token_hash, 'hex') as address";

const OF_RING = 'tenant_id = $1 and message_id = $2 and ($3::text is null or user_id = $3)';

/** In the order in which workers and sockets lock what they note. */
export const HOLD = `select id from delivery where ${OF_RING} order by id for update`;

// Told as they were: a statement does not see what it changes itself.
export const STOP = `
  with stopped as (update delivery set status = 'cancelled', error = $4, fallback = null, updated_at = now() where ${OF_RING} and status = 'pending')
  select ${TARGET} from (select * from delivery where ${OF_RING}) d ${OF_PHONE} order by d.id`;

export const TARGETS: Statement<{ [Key in keyof TargetRow]: TargetRow[Key] | null } & { is_member: boolean }> = {
  name: 'ring_targets',
  byIndex: true,
  text: `
  select ${IS_MEMBER('$3')}, ${TARGET}
  from ring r left join delivery d on d.tenant_id = $1 and d.message_id = $2::uuid and d.user_id = $3 and d.push_token_id is not null ${OF_PHONE}
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
  update delivery set status = 'delivered', error = null, fallback = null, acked_at = clock_timestamp(), sent_at = coalesce(sent_at, now()), updated_at = now()
  where tenant_id = $1 and id = $2::uuid and acked_at is null returning id`,
};

/** What still waits to reach a phone that rang is not sent. */
export const SPARE: Statement<{ id: string }> = {
  name: 'ring_spare',
  writes: true,
  byIndex: true,
  text: `
  update delivery set status = 'cancelled', error = 'rang_otherwise', fallback = null, updated_at = now()
  where tenant_id = $1 and message_id = $2::uuid and status = 'pending' and id = any($3::uuid[]) returning id`,
};

export const TRACE: Statement<TraceRow> = {
  name: 'ring_trace',
  byIndex: true,
  text: `
  select r.udid, r.type, r.status as ring_status, r.expires_at, r.ended_at, r.ended_by, now() as now,
    ${IS_MEMBER('$3')}, d.id, d.user_id, d.push_token_id, t.platform, d.provider, d.status, d.error, d.response, d.sent_at, d.acked_at, d.attempts, (
      select json_agg(json_build_object('at', floor(extract(epoch from a.at) * 1000), 'provider', a.provider, 'outcome', a.outcome, 'reason', a.reason, 'response', a.response, 'duration_ms', a.duration_ms) order by a.number)
      from attempt a where a.tenant_id = $1 and a.delivery_id = d.id) as tries
  from ring r left join delivery d on d.tenant_id = $1 and d.message_id = $2::uuid ${OF_PHONE}
  where r.tenant_id = $1 and r.id = $2::uuid order by d.id`,
};
