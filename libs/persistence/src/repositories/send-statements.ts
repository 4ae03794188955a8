import type { Statement } from '../fast-path.js';
import { oldestLiving } from './living-months.js';
import type { ChunkRow, ClaimedRow, ExpiredRow, SettledRow } from './send-queue.repository.js';

// The pools in which something waits are found by stepping from one to the next in the index, however much waits in each; those after the last turn's
// first. A turn is of pools from which something can be taken now: what is leased, waits for its next try or may not be sent takes no place in it (no `exists`: it
// would be made a join with all that waits).
const poolsSql = (young: string): string => `
  with recursive pools as (
    (select tenant_id, pool from delivery where lane = $1 and status = 'pending' and pool is not null and (tenant_id, pool) > ($2, $3) and ${young} order by tenant_id, pool limit 1)
    union all
    select n.tenant_id, n.pool from pools p cross join lateral (
      select d.tenant_id, d.pool from delivery d where d.lane = $1 and d.status = 'pending' and d.pool is not null and (d.tenant_id, d.pool) > (p.tenant_id, p.pool) and d.${young} order by d.tenant_id, d.pool limit 1) n
  ), turn as materialized (
    select p.tenant_id, p.pool, coalesce(l.most, $9::int) as most from pools p left join unnest($6::text[], $7::int[]) as l (pool, most) on l.pool = p.tenant_id || ' ' || p.pool
    where coalesce(l.most, $9::int) > 0
      and (select true from delivery d where d.lane = $1 and d.status = 'pending' and d.tenant_id = p.tenant_id and d.pool = p.pool and d.due_at <= now() and d.${young} order by d.due_at limit 1)
    limit $4)`;

// Every pool of the turn gets as much of the batch as the others, and none more than its accounts take ($7 by $6; $9 where that is not known yet). The lease is a
// due time ahead. What is joined by its key is looked up row by row: a plan that was made while a month was empty would else read all of it, and be kept.
const claimSql = (young: string): string => `
  ${poolsSql(young)}
  , picked as materialized (
    select c.tenant_id, c.id, t.pool from turn t
    cross join lateral (
      select d.tenant_id, d.id from delivery d
      where d.lane = $1 and d.status = 'pending' and d.tenant_id = t.tenant_id and d.pool = t.pool and d.due_at <= now() and d.${young}
      order by d.due_at limit least(t.most, (select ceil($5::numeric / greatest(1, count(*))) from turn))::int for update skip locked) c
    limit $5
  ), claimed as (
    update delivery d set attempts = d.attempts + 1, due_at = now() + $8::int * interval '1 ms', updated_at = now() from picked p where d.tenant_id = p.tenant_id and d.id = p.id
    returning d.tenant_id, d.id, d.attempts, d.tries, d.pool, d.message_id, d.push_token_id, d.address_sealed, d.fallback, d.expires_at
  ), last as materialized (select tenant_id, pool from picked order by tenant_id desc, pool desc limit 1)
  select c.tenant_id, c.id, c.attempts as number, c.tries, c.pool, c.message_id, c.push_token_id, c.address_sealed, c.fallback is not null as has_detour,
      (extract(epoch from c.expires_at - clock_timestamp()) * 1000)::float8 as ms_left, (select count(*)::int from turn) as pools, not exists (select from turn t, last l where (t.tenant_id, t.pool) > (l.tenant_id, l.pool)) as is_end, (select tenant_id from last) as last_tenant, (select pool from last) as last_pool,
      t.token_sealed, t.environment, t.app_id, t.purpose, t.state, t.evidence is not null as has_evidence, m.payload_sealed, coalesce(r.status <> 'ringing', false) as ring_over
  from claimed c
    left join lateral (select token_sealed, environment, app_id, purpose, state, evidence from push_token where tenant_id = c.tenant_id and id = c.push_token_id and ended_at is null offset 0) t on true
    left join lateral (select payload_sealed from message where tenant_id = c.tenant_id and id = c.message_id offset 0) m on true
    left join lateral (select status from ring where $1 = 'ring' and tenant_id = c.tenant_id and id = c.message_id offset 0) r on true`;

const extendSql = `
  update delivery d set due_at = now() + $4::int * interval '1 ms' from unnest($1::text[], $2::uuid[], $3::int[]) as k (tenant_id, id, number)
  where d.tenant_id = k.tenant_id and d.id = k.id and d.attempts = k.number and d.status = 'pending' returning d.id`;

// One statement, so that what came of a try and what follows from it are written together. The one who holds the lease decides, but what a provider took is taken.
const settleSql = `
  with o as materialized (
    select * from unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::text[], $10::text[], $11::text[], $12::uuid[], $13::int[], $14::uuid[], $15::int[])
      as o (tenant_id, id, number, status, error, response, provider_ref, delay_ms, outcome, reason, provider, account_id, duration_ms, detour_id, ago_ms)
  ), moved as (
    update delivery d set status = case when d.status = 'pending' then o.status else d.status end, error = case when d.status = 'cancelled' then d.error else o.error end,
        tries = d.tries + case when o.outcome in ('deferred', 'misconfigured') then 1 else 0 end, response = o.response, provider = coalesce(o.provider, d.provider),
        provider_ref = coalesce(o.provider_ref, d.provider_ref), sent_at = case when o.status = 'sent' then now() else d.sent_at end, updated_at = now(),
        due_at = case when o.status = 'pending' then least(now() + o.delay_ms * interval '1 ms', d.expires_at) else d.due_at end,
        fallback = case when o.status = 'pending' then d.fallback end
    from o where d.tenant_id = o.tenant_id and d.id = o.id and (d.status = 'pending' and (o.status = 'sent' or d.attempts = o.number) or d.status = 'cancelled' and o.status = 'sent')
    returning d.tenant_id, d.id, d.user_id, d.channel, d.content, d.template_id, d.message_id, d.lane, d.expires_at, d.status, o.detour_id, o.status as outcome_status
  ), detours as (
    insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, template_id, status, updated_at, push_token_id, message_id, lane, pool, fallback, due_at, expires_at)
    select m.tenant_id, m.detour_id, m.user_id, m.channel, f.list->0->>'provider', f.list->0->>'recipient', m.content, m.template_id, 'pending', now(), (f.list->0->>'pushTokenId')::uuid, m.message_id, m.lane, f.list->0->>'pool',
      case when jsonb_array_length(f.list) > 1 then f.list - 0 end, now(), m.expires_at
    from moved m join lateral (select d.fallback as list from delivery d where d.tenant_id = m.tenant_id and d.id = m.id) f on true
    where m.detour_id is not null and m.status = 'failed' and jsonb_array_length(f.list) > 0 and m.expires_at > now()
    returning id, pool, lane
  ), tried as (
    insert into attempt (tenant_id, delivery_id, number, at, provider, account_id, outcome, reason, response, duration_ms)
    select tenant_id, id, number, clock_timestamp() - ago_ms * interval '1 ms', provider, account_id, outcome, reason, response, duration_ms from o where outcome is not null on conflict do nothing
  )
  select m.tenant_id, m.id, m.status, x.id as detour_id, x.pool as detour_pool, x.lane as detour_lane from moved m left join detours x on x.id = m.detour_id where m.detour_id is not null or m.status = 'cancelled'`;

// Whoever holds one just now decides what becomes of it.
const expireSql = (young: string): string => `
  with late as materialized (
    select d.tenant_id, d.id from delivery d where d.lane = $1 and d.status = 'pending' and d.tenant_id = $2 and d.pool = $3 and d.due_at <= now() and d.expires_at <= now() and d.${young} order by d.due_at limit $4 for update skip locked)
  update delivery d set status = 'failed', error = 'expired', fallback = null, updated_at = now() from late where d.tenant_id = late.tenant_id and d.id = late.id returning d.id`;

const releaseSql = (young: string): string => `
  with due as materialized (select tenant_id, id from delivery where status = 'scheduled' and due_at <= now() and ${young} order by due_at limit $1 for update skip locked)
  update delivery d set status = 'pending', due_at = now(), updated_at = now() from due where d.tenant_id = due.tenant_id and d.id = due.id returning d.lane, d.pool`;

// From one tenant to the next, so that a very large audience does not hold up another tenant's.
const CHUNK = `
  with next as materialized (select tenant_id, id from audience where due_at <= now() and tenant_id > $2 order by tenant_id, due_at, id limit 1 for update skip locked)
  update audience a set due_at = now() + $1::int * interval '1 ms' from next n where a.tenant_id = n.tenant_id and a.id = n.id returning a.tenant_id, a.id, a.message_id, a.plan, a.recipients_sealed`;

/**
 * The statements of the queue. Months in which no delivery lives any more at `now` are named in the text: left out by a value that comes
 * later they would still be planned for, and a plan for a year of months takes tens of milliseconds.
 */
export function sendStatements(now: Date) {
  const oldest = oldestLiving(now), young = `id >= '${oldest}'`;
  const statement = <Row extends object>(name: string, text: string): Statement<Row> => ({ name: `send_${name}_${oldest.slice(0, 8)}`, text, writes: true, byIndex: true });
  return {
    claim: statement<ClaimedRow>('claim', claimSql(young)),
    extend: statement<{ id: string }>('extend', extendSql),
    settle: statement<SettledRow>('settle', settleSql),
    expire: statement<ExpiredRow>('expire', expireSql(young)),
    release: statement<{ lane: string; pool: string | null }>('release', releaseSql(young)),
    chunk: statement<ChunkRow>('chunk', CHUNK),
  } as const;
}
