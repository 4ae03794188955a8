import { floorOf } from '@ringpost/domain';
import type { Tx } from './database.js';
import { ENTER, SYSTEM_ROLE } from './tenant-context.js';

/** A table that grows for ever is cut into months by the time in its ids. */
export const PARTITIONED = ['notification', 'delivery', 'message', 'attempt', 'ring'] as const;
export type Partitioned = (typeof PARTITIONED)[number];

/** One month of a table: `from` inclusive, `to` exclusive. */
export interface Partition {
  readonly table: Partitioned;
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** Runs SQL and answers its rows. */
export type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

const MONTHS_AHEAD = 2;
const month = (date: Date, shift: number): Date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1));

/** The month of a table in which a moment falls. */
export function partitionAt(table: Partitioned, date: Date): Partition {
  const from = month(date, 0);
  return { table, name: `${table}_${from.toISOString().slice(0, 7).replace('-', '_')}`, from, to: month(date, 1) };
}

/** Makes the partitions from `since` (default: this month) until two months ahead, where they are missing. Call it within a transaction. */
export async function ensurePartitions(sql: Sql, now: Date, since: Date = now): Promise<string[]> {
  await sql(ONE_AT_A_TIME);
  const made: string[] = [];
  for (const table of PARTITIONED) {
    const there = new Set((await existingPartitions(sql, table)).map(({ name }) => name));
    for (let at = month(since, 0); at <= month(now, MONTHS_AHEAD); at = month(at, 1)) {
      const partition = partitionAt(table, at);
      if (there.has(partition.name)) continue;
      await createPartition(sql, partition);
      made.push(partition.name);
    }
  }
  return made;
}

/** The partitions of a table, oldest first. */
export async function existingPartitions(sql: Sql, table: Partitioned): Promise<Partition[]> {
  const rows = await sql('select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1', [table]);
  return rows.map(({ name }) => {
    const [year, number] = String(name).slice(table.length + 1).split('_').map(Number);
    return partitionAt(table, new Date(Date.UTC(year!, number! - 1, 1)));
  });
}

// Made apart and then attached: that takes a lock under which the table goes on being read and written.
// Nobody is granted anything on a partition, so the way around the table's policies is closed.
async function createPartition(sql: Sql, { table, name, from, to }: Partition): Promise<void> {
  await sql(`create table if not exists ${name} (like ${table} including defaults including constraints)`);
  await sql(`alter table ${name} enable row level security`);
  await sql(`alter table ${name} force row level security`);
  await sql(`alter table ${table} attach partition ${name} for values from ('${floorOf(from)}') to ('${floorOf(to)}')`);
}

const LOCK_WAIT = "set local lock_timeout = '2s'";
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(${0x50_61_72_74})`; // "Part": processes that make or drop months wait for each other

/**
 * Drops a month and takes what it held off the counters, in one transaction; false when it is gone already or still has something to deliver. Whoever changes an inbox
 * locks its counter first: with all counters locked nothing in the month changes between the counting and the dropping, while
 * readers go on until the very end. Fails after two seconds of waiting for a lock.
 */
export async function dropPartition(tx: Tx, { table, name, from, to }: Partition): Promise<boolean> {
  await tx.sql(LOCK_WAIT);
  await tx.sql(ONE_AT_A_TIME);
  const [seen] = await tx.sql<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
  if (!seen!.there) return false;
  if (isDelivered(table) && (await hasLiveRows(tx, table, floorOf(from), floorOf(to)))) return false;
  if (table === 'notification') await uncount(tx, floorOf(from), floorOf(to));
  await tx.sql(`drop table ${name}`);
  return true;
}

// A message may have deliveries that were made after its month.
const OF_MONTH = 'id >= $1 and id < $2';
const LIVE_IN = { delivery: OF_MONTH, attempt: OF_MONTH, message: 'id >= $1 and message_id >= $1 and message_id < $2' } as const;
const isDelivered = (table: Partitioned): table is keyof typeof LIVE_IN => Object.hasOwn(LIVE_IN, table);

/** Whether something in the month still has to be delivered: that goes first, however short the retention. What a phone did not confirm may have to be written again. */
async function hasLiveRows(tx: Tx, table: keyof typeof LIVE_IN, from: string, to: string): Promise<boolean> {
  await tx.sql(ENTER, [SYSTEM_ROLE, '']);
  const [row] = await tx.sql<{ live: boolean }>(`select exists (select from delivery where ${LIVE_IN[table]} and (status in ('scheduled', 'pending') or status = 'sent' and provider = 'socket') and expires_at > now()) as live`, [from, to]);
  const [waiting] = await tx.sql<{ live: boolean }>('select exists (select from audience where message_id >= $1 and message_id < $2) as live', [from, to]);
  await tx.sql(ENTER, ['none', '']);
  return row!.live || (table === 'message' && waiting!.live);
}

async function uncount(tx: Tx, from: string, to: string): Promise<void> {
  await tx.sql('lock table inbox in exclusive mode');
  await tx.sql(ENTER, [SYSTEM_ROLE, '']);
  await tx.change(UNCOUNT, [from, to]);
  await tx.sql(ENTER, ['none', '']);
}

const UNCOUNT = `
with gone as (select tenant_id, user_id, count(*)::int as total, (count(*) filter (where read_at is null))::int as unread from notification where id >= $1 and id < $2 group by 1, 2)
update inbox i set total = i.total - gone.total, unread = i.unread - gone.unread from gone where i.tenant_id = gone.tenant_id and i.user_id = gone.user_id`;
