import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** Accounts at providers, by which messages are sent. */
export class ProviderAccounts extends Migration {
  override up(): void {
    for (const sql of [ACCOUNT, ...protect('provider_account')]) this.addSql(sql);
  }
}

// Two accounts that would be tried at the same time for the same messages are a mistake: the index makes one of them choose another priority.
const ACCOUNT = `
create table provider_account (
  tenant_id text not null, id uuid not null, channel text not null, provider text not null, app_id text not null, environment text,
  priority smallint not null, is_active boolean not null, config_sealed bytea not null, updated_at timestamptz not null,
  reach text not null default 'public',
  primary key (tenant_id, id),
  constraint provider_account_channel check (channel in ('sms', 'email', 'push')),
  constraint provider_account_environment check (environment is null or (channel = 'push' and environment in ('production', 'sandbox'))),
  constraint provider_account_reach check (reach in ('public', 'anywhere')),
  constraint provider_account_priority check (priority between 0 and 1000)
);
create index provider_account_id on provider_account (id);
create unique index provider_account_place on provider_account (tenant_id, channel, provider, app_id, coalesce(environment, ''), priority);`;
