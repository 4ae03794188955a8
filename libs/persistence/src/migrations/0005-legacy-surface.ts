import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** What old builds tell of a phone, their accounts and their logins. */
export class LegacySurface extends Migration {
  override up(): void {
    for (const sql of [PUSH_TOKEN, ACCOUNT, SESSION]) this.addSql(sql);
    for (const table of ['legacy_account', 'legacy_login', 'legacy_session']) for (const sql of protect(table)) this.addSql(sql);
  }
}

// Rows from before have no serial until an old build registers them: numbering them all would rewrite the table under a lock.
const PUSH_TOKEN = `
create sequence push_token_serial as bigint;
grant usage on sequence push_token_serial to ringpost_app, ringpost_system;
alter table push_token
  add column serial bigint, add column on_rest boolean not null default true, add column on_legacy boolean not null default false,
  add column os text not null default '', add column os_token_hash bytea, add column os_token_sealed bytea, add column push_platform text not null default '',
  add column phone_model text, add column os_push_version smallint, add column legacy_session bytea, add column socket_hash bytea,
  add constraint push_token_os_token check ((os_token_hash is null) = (os_token_sealed is null)) not valid;
alter table push_token alter column serial set default nextval('push_token_serial');
create index push_token_socket on push_token (socket_hash) where socket_hash is not null and ended_at is null;`;

// A login names no tenant: its names are unique across the installation, whichever kind they are.
const ACCOUNT = `
create sequence legacy_account_number as bigint;
grant usage on sequence legacy_account_number to ringpost_app, ringpost_system;
create table legacy_account (
  tenant_id text not null, number bigint not null default nextval('legacy_account_number'), user_id text not null, password text not null, updated_at timestamptz not null,
  primary key (tenant_id, number)
);
create table legacy_login (
  name text not null primary key, kind text not null, tenant_id text not null, number bigint not null,
  foreign key (tenant_id, number) references legacy_account on delete cascade,
  constraint legacy_login_kind check (kind in ('username', 'phone', 'email'))
);
create index legacy_login_account on legacy_login (tenant_id, number);`;

// Found by the hash of a random token, by nothing else.
const SESSION = `
create table legacy_session (
  token_hash bytea not null primary key, tenant_id text not null, number bigint not null, expires_at timestamptz not null,
  foreign key (tenant_id, number) references legacy_account on delete cascade
);
create index legacy_session_account on legacy_session (tenant_id, number);
create index legacy_session_age on legacy_session (expires_at);`;
