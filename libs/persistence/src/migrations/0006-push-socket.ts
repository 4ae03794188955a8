import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** Messages that wait to be delivered, and which process holds the connection to a phone. */
export class PushSocket extends Migration {
  override up(): void {
    for (const sql of [MESSAGE, DELIVERY, CONNECTION]) this.addSql(sql);
    for (const sql of protect('message')) this.addSql(sql);
  }
}

// Cut into months by the time in the id, as its deliveries are.
const MESSAGE = `
create table message (
  tenant_id text not null, id uuid not null, payload_sealed bytea not null,
  primary key (tenant_id, id)
) partition by range (id);`;

// The delivery log is the queue. Only what waits is in the indexes of the queue, so they stay as small as it is. What is there already is
// right by its making, and not read again under a lock.
const DELIVERY = `
alter table delivery
  add column push_token_id uuid, add column socket_hash bytea, add column message_id uuid, add column lane text,
  add column due_at timestamptz, add column expires_at timestamptz,
  add constraint delivery_lane check (lane in ('ring', 'message', 'bulk')) not valid,
  add constraint delivery_queued check (due_at is null or (message_id is not null and lane is not null and expires_at is not null)) not valid;
create index delivery_socket_due on delivery ((lane = 'ring'), due_at, id) where provider = 'socket' and status = 'pending';
create index delivery_socket_expiry on delivery (expires_at) where provider = 'socket' and status = 'pending';
create index delivery_socket_phone on delivery (tenant_id, push_token_id) where provider = 'socket' and status in ('pending', 'sent');
create index delivery_socket_token on delivery (socket_hash) where socket_hash is not null and status in ('pending', 'sent');`;

// Who is connected is true for as long as the processes live: a crash of the database ends all that they know, and they tell it anew.
// Generations grow across phones and processes, so that the newer of two connections is known wherever they are.
const CONNECTION = `
create sequence socket_generation as bigint;
create unlogged table socket_presence (token_hash bytea not null primary key, process integer not null, generation bigint not null, connected_at timestamptz not null);
create table socket_identity (identity_hash bytea not null primary key, generation integer not null);
grant usage on sequence socket_generation to ringpost_system;
alter table socket_presence enable row level security;
alter table socket_presence force row level security;
create policy everything on socket_presence to ringpost_system using (current_user = 'ringpost_system') with check (current_user = 'ringpost_system');
grant select, insert, update, delete on socket_presence to ringpost_system;
alter table socket_identity enable row level security;
alter table socket_identity force row level security;
create policy everything on socket_identity to ringpost_system using (current_user = 'ringpost_system') with check (current_user = 'ringpost_system');
grant select, insert, update, delete on socket_identity to ringpost_system;`;
