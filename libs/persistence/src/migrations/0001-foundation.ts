import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** Roles, the tenant of a transaction, and the tables of tokens, inbox, log, people and devices. */
export class Foundation extends Migration {
  override up(): void {
    for (const sql of [TENANT, PUSH_TOKEN, NOTIFICATION, DELIVERY, RECIPIENT, DEVICE, AUDIT, IDEMPOTENCY, INSTALLATION]) this.addSql(sql);
    for (const table of ['push_token', 'notification', 'inbox', 'delivery', 'recipient', 'device', 'member', 'audit', 'idempotency_key']) for (const sql of protect(table, 'ringpost_tenant()')) this.addSql(sql);
  }
}

// After a transaction the setting is '', which would silently match no row: raise instead.
const TENANT = `
create function ringpost_tenant() returns text language plpgsql stable parallel safe as $$
declare tenant text := current_setting('ringpost.tenant', true);
begin
  if tenant is null or tenant = '' then
    raise exception 'no tenant is set for this transaction' using errcode = 'insufficient_privilege';
  end if;
  return tenant;
end $$;`;

// A refresh changes no indexed column: with room in the page it stays a heap-only update.
const PUSH_TOKEN = `
create table push_token (
  tenant_id text not null, id uuid not null, user_id text not null, purpose text not null, device_id text,
  platform text not null, provider text not null, app_id text not null, environment text not null, language text,
  token_hash bytea, token_sealed bytea, state text not null, evidence jsonb, refreshed_at timestamptz not null, ended_at timestamptz,
  primary key (tenant_id, id),
  constraint push_token_purpose check (purpose in ('ring', 'message')),
  constraint push_token_state check (state in ('active', 'suspect', 'dead', 'expired', 'inactive', 'moved')),
  constraint push_token_living check ((state in ('active', 'suspect')) = (ended_at is null)),
  constraint push_token_address check ((token_hash is null) = (state = 'moved') and (token_hash is null) = (token_sealed is null))
) with (fillfactor = 80);
create unique index push_token_one_address on push_token (tenant_id, purpose, token_hash) where token_hash is not null;
create unique index push_token_one_per_phone on push_token (tenant_id, user_id, device_id, purpose, app_id) where device_id is not null and state in ('active', 'suspect');
create index push_token_user on push_token (tenant_id, user_id, id desc);`;

// Cut by the time in the id: retention drops a partition, and a look-up by id reads one.
const NOTIFICATION = `
create table notification (
  tenant_id text not null, id uuid not null, user_id text not null, type text not null, event_type text, title text not null, content text not null,
  priority text not null, action_url text, metadata text, read_at timestamptz,
  primary key (tenant_id, id)
) partition by range (id);
create index notification_user on notification (tenant_id, user_id, id desc);
create index notification_unread on notification (tenant_id, user_id, id desc) where read_at is null;
create table inbox (
  tenant_id text not null, user_id text not null, total integer not null, unread integer not null, last_notification_at timestamptz not null,
  primary key (tenant_id, user_id),
  constraint inbox_counts check (unread >= 0 and total >= unread)
) with (fillfactor = 70);`;

const DELIVERY = `
create table delivery (
  tenant_id text not null, id uuid not null, user_id text not null, channel text not null, provider text, recipient text not null, content text not null,
  template_id text, status text not null, error text, response text, sent_at timestamptz, updated_at timestamptz not null,
  primary key (tenant_id, id),
  constraint delivery_channel check (channel in ('sms', 'email', 'push')),
  constraint delivery_status check (status in ('scheduled', 'pending', 'sent', 'delivered', 'failed', 'cancelled'))
) partition by range (id);
create index delivery_user on delivery (tenant_id, user_id, id desc);`;

const RECIPIENT = `
create table recipient (
  tenant_id text not null, user_id text not null, name text, email text, email_verified boolean not null, phone text, phone_verified boolean not null,
  locale text, time_zone text, learned_at timestamptz, updated_at timestamptz not null,
  primary key (tenant_id, user_id)
);`;

const DEVICE = `
create table device (
  tenant_id text not null, udid text not null, name text, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (tenant_id, udid)
);
create table member (
  tenant_id text not null, udid text not null, user_id text not null, id uuid not null, role text not null, permission smallint not null,
  primary key (tenant_id, udid, user_id),
  foreign key (tenant_id, udid) references device on delete cascade,
  constraint member_role check (role in ('owner', 'shared')),
  constraint member_permission check (permission between 0 and 3)
);
create unique index member_owner on member (tenant_id, udid) where role = 'owner';
create index member_user on member (tenant_id, user_id, id desc);
create index member_device on member (tenant_id, udid, id desc);`;

const AUDIT = `
create table audit (
  tenant_id text not null, id uuid not null, user_id text not null, action text not null, subject text not null, detail jsonb not null,
  primary key (tenant_id, id)
);
create index audit_user on audit (tenant_id, user_id, action, id desc);`;

const IDEMPOTENCY = `
create table idempotency_key (
  tenant_id text not null, key_hash bytea not null, body_hash bytea not null, status smallint not null, body text not null, created_at timestamptz not null,
  primary key (tenant_id, key_hash)
);
create index idempotency_key_age on idempotency_key (created_at);`;

// Facts about the installation as a whole, such as the name of the key its indexes were made with. No tenant's business.
const INSTALLATION = `
create table installation (name text primary key, value text not null);
alter table installation enable row level security;
alter table installation force row level security;
create policy everything on installation to ringpost_system using (current_user = 'ringpost_system') with check (current_user = 'ringpost_system');
grant select, insert, update, delete on installation to ringpost_system;`;
