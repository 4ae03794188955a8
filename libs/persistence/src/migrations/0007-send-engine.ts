import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** Deliveries that workers send, what came of each try, audiences that are still to be expanded, and rings. */
export class SendEngine extends Migration {
  override up(): void {
    for (const sql of [DELIVERY, ATTEMPT, AUDIENCE, SCHEDULED, RING]) this.addSql(sql);
    for (const table of ['attempt', 'audience', 'scheduled', 'ring', 'event_guid']) for (const sql of protect(table)) this.addSql(sql);
  }
}

// `pool`: what may hold up what within a tenant, such as an app at its push service. Workers claim what has one; the push socket's deliveries
// have none. `attempts` counts claims and fences them, `tries` the failures of accounts. A lease is a due time that lies ahead: whoever dies with it loses it by waiting. Only what waits is in the index of the queue.
// Look-ups by key must not go by the index of a user's rows, which has both columns, too: its predicate is true of every row, and keeps them out.
const DELIVERY = `
alter table delivery
  add column pool text, add column attempts integer not null default 0, add column tries integer not null default 0, add column address_sealed bytea, add column provider_ref text, add column fallback jsonb, add column acked_at timestamptz;
create index delivery_queue on delivery (lane, tenant_id, pool, due_at) where status = 'pending' and pool is not null;
create index delivery_scheduled on delivery (due_at) where status = 'scheduled';
create index delivery_message on delivery (message_id) where message_id is not null;
drop index delivery_user;
create index delivery_user on delivery (tenant_id, user_id, id desc) where user_id is not null;
drop index push_token_user;
create index push_token_user on push_token (tenant_id, user_id, id desc) where user_id is not null;`;

// Cut into months by its delivery's id, so that one look-up finds all tries of one delivery.
const ATTEMPT = `
create table attempt (
  tenant_id text not null, delivery_id uuid not null, number integer not null, at timestamptz not null, provider text, account_id uuid,
  outcome text not null, reason text, response text, duration_ms integer not null,
  primary key (tenant_id, delivery_id, number),
  constraint attempt_outcome check (outcome in ('accepted', 'dead', 'suspect', 'misconfigured', 'deferred', 'skipped'))
) partition by range (delivery_id);`;

// A chunk of an audience is a row until the transaction that writes its deliveries: what is left is where to resume.
const AUDIENCE = `
create table audience (
  tenant_id text not null, id uuid not null, message_id uuid not null, plan jsonb not null, recipients_sealed bytea not null, due_at timestamptz not null,
  primary key (tenant_id, id)
);
create index audience_due on audience (tenant_id, due_at, id);
create index audience_message on audience (tenant_id, message_id);`;

// Names under which something that is still to come can be called off.
const SCHEDULED = `
create table scheduled (
  tenant_id text not null, cancel_key text not null, message_id uuid not null, send_at timestamptz not null,
  primary key (tenant_id, cancel_key)
);
create index scheduled_age on scheduled (send_at);`;

// A ring is known by the id of its message. Guids are unique across months, so they are kept apart, for a day.
const RING = `
create table ring (
  tenant_id text not null, id uuid not null, udid text not null, type integer not null, sender_id text not null, status text not null,
  expires_at timestamptz not null, ended_at timestamptz, ended_by text,
  primary key (tenant_id, id),
  constraint ring_status check (status in ('ringing', 'answered', 'rejected', 'cancelled')),
  constraint ring_ended check ((status = 'ringing') = (ended_at is null))
) partition by range (id);
create index ring_device on ring (tenant_id, udid, id desc);
create table event_guid (
  tenant_id text not null, guid_hash bytea not null, message_id uuid not null, created_at timestamptz not null,
  primary key (tenant_id, guid_hash)
);
create index event_guid_age on event_guid (created_at);`;
