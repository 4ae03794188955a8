import { Migration } from '@mikro-orm/migrations';
import { protect } from './protect.js';

/** What became of each push token and why, and how many of an app's die. */
export class TokenVerdicts extends Migration {
  override up(): void {
    for (const sql of [PUSH_TOKEN, HISTORY, HEALTH]) this.addSql(sql);
    for (const table of ['push_token_event', 'app_health']) for (const sql of protect(table)) this.addSql(sql);
  }
}

// The index holds the dead alone: living rows are refreshed without it.
const PUSH_TOKEN = `
alter table push_token add column accepted_at timestamptz;
create index push_token_dead on push_token (tenant_id, provider, app_id, ended_at) where state = 'dead';`;

// A trigger, so that no way to a token goes past it. A refresh names none of these columns and does not even ask. New keys change the hash or the
// sealed text, never both: only another address changes both. The id is a UUIDv7 with microseconds, so that events of one token are in order.
// No foreign key: under row-level security its check is planned anew for every row, and a registration would take half as long again.
const HISTORY = `
create table push_token_event (
  tenant_id text not null, push_token_id uuid not null, id uuid not null, at timestamptz not null, event text not null, detail jsonb not null,
  primary key (tenant_id, push_token_id, id),
  constraint push_token_event_known check (event in ('registered', 'revived', 'suspect', 'dead', 'expired', 'inactive', 'moved', 'address', 'environment', 'app'))
);
create function push_token_noted() returns trigger language plpgsql as $$
declare
  noted timestamptz := clock_timestamp();
  micros bigint := (extract(epoch from noted) * 1000000)::bigint;
begin
  insert into push_token_event (tenant_id, push_token_id, id, at, event, detail) values (
    new.tenant_id, new.id,
    (lpad(to_hex(micros / 1000), 12, '0') || '7' || lpad(to_hex(micros % 1000 * 4096 / 1000), 3, '0') || substr(gen_random_uuid()::text, 20))::uuid,
    noted,
    case when tg_op = 'INSERT' then 'registered'
      when new.state is distinct from old.state then case new.state when 'active' then 'revived' else new.state end
      when new.token_hash is distinct from old.token_hash and new.token_sealed is distinct from old.token_sealed then 'address'
      when new.environment is distinct from old.environment then 'environment'
      else 'app' end,
    jsonb_strip_nulls(jsonb_build_object('state', new.state, 'environment', new.environment, 'app_id', nullif(new.app_id, ''), 'evidence', new.evidence)));
  return null;
end $$;
create trigger push_token_registered after insert on push_token for each row execute function push_token_noted();
create trigger push_token_changed after update of state, environment, app_id, token_hash on push_token for each row
  when (old.state is distinct from new.state or old.environment is distinct from new.environment or old.app_id is distinct from new.app_id
    or (old.token_hash is distinct from new.token_hash and old.token_sealed is distinct from new.token_sealed))
  execute function push_token_noted();
create function push_token_forgotten() returns trigger language plpgsql as $$
begin
  delete from push_token_event where tenant_id = old.tenant_id and push_token_id = old.id;
  return null;
end $$;
create trigger push_token_deleted after delete on push_token for each row execute function push_token_forgotten();`;

// One row for each app of which something died, with the counts of the last minute in which that happened. `alarmed_from`: since when deaths are not believed.
const HEALTH = `
create table app_health (
  tenant_id text not null, provider text not null, app_id text not null, minute timestamptz not null, attempts integer not null, deaths integer not null,
  alarmed_from timestamptz, alarmed_until timestamptz,
  primary key (tenant_id, provider, app_id)
);`;
