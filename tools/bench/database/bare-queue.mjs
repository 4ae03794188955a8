import pg from 'pg';

// A queue as one would write it down first: no partitions, no policies, one index. Nothing is looked up for a delivery.
const TABLES = `
create table delivery (tenant_id text not null, id text not null, message_id text not null, push_token_id text, channel text not null, lane smallint not null default 1, state text not null default 'pending',
  due_at timestamptz not null default now(), lease_until timestamptz, worker text, attempts int not null default 0, provider_id text, error text, sent_at timestamptz, created_at timestamptz not null default now(), payload jsonb not null) with (fillfactor = 70);
create table attempt (tenant_id text not null, delivery_id text not null, outcome text, at timestamptz, serial bigint generated always as identity primary key)`;
const FILL = `
insert into delivery (tenant_id, id, message_id, push_token_id, channel, due_at, payload)
select 'tnt_' || lpad((n % 20)::text, 2, '0'), 'dlv_' || lpad(n::text, 26, '0'), 'msg_' || n, 'pt_' || n, 'push', now() - interval '1 min' + (n || ' us')::interval, '{"title":"Motion","body":"Somebody is at the front door"}' from generate_series(1, $1::int) n`;

/** Fills an empty database with deliveries that wait in the simplest queue there is. */
export async function fillBareQueue({ superuserUrl }, count) {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(TABLES);
    await client.query(FILL, [count]);
    await client.query("alter table delivery add primary key (tenant_id, id); create index delivery_due on delivery (due_at) where state = 'pending'");
    await client.query('vacuum (analyze) delivery');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
