/** A message, as one would write it down without further thought. */
export const TABLE = 'create table accepted (tenant_id text not null, id uuid primary key default uuidv7(), user_id text not null, body jsonb not null, at timestamptz not null default now())';
/** `$1` the tenant, `$2` the user, `$3` the body. */
export const INSERT = 'insert into accepted (tenant_id, user_id, body) values ($1, $2, $3)';
