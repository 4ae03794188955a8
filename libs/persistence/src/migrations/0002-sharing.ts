import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** Shares of devices, and what a notification needs to tell of them. */
export class Sharing extends Migration {
  override up(): void {
    for (const sql of [NOTIFICATION, RECIPIENT, SHARE, ...protect('share', 'ringpost_tenant()')]) this.addSql(sql);
  }
}

const NOTIFICATION = `
alter table notification add column sender_id text, add column purpose text, add column closed_at timestamptz;
create index notification_user_type on notification (tenant_id, user_id, type, id desc);`;

// A column of its own: under row-level security an index on lower(email) is not used, for lower() is not known to keep what it is given to itself.
const RECIPIENT = `
alter table recipient add column email_key text generated always as (lower(btrim(email))) stored;
create index recipient_verified_email on recipient (tenant_id, email_key) where email_verified;`;

const SHARE = `
create table share (
  tenant_id text not null, udid text not null, user_id text not null, sender_id text not null, permission smallint not null, credential_sealed bytea,
  notification_id uuid not null, status text not null, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (tenant_id, udid, user_id),
  foreign key (tenant_id, udid) references device on delete cascade,
  constraint share_permission check (permission between 0 and 3),
  constraint share_status check (status in ('pending', 'accepted', 'rejected', 'withdrawn')),
  constraint share_credential check ((status = 'pending') = (credential_sealed is not null))
);
create unique index share_notification on share (tenant_id, notification_id);`;
