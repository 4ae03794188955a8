import pg from 'pg';
import { MikroORM } from '@mikro-orm/postgresql';
import { ormOptions } from './orm-options.js';
import { ensurePartitions } from './partitions.js';
import { ensureRoles } from './roles.js';

const LOCK = 0x52_69_6e_67; // "Ring": one migrator at a time

/** Applies what is missing, forward only; safe to call from several processes at once. Answers the names applied. */
export async function migrate(url: string, now: Date): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // a server that goes away fails the work at hand; it need not end the process as well
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await ensureRoles(client);
    const applied = await withOrm(url, async (orm) => (await orm.migrator.up()).map(({ name }) => name));
    await client.query('begin');
    await ensurePartitions((sql, values) => client.query(sql, values).then(({ rows }) => rows), now);
    await client.query('commit');
    return applied;
  } finally {
    await client.end();
  }
}

/** The names of the migrations that this version knows and the database has not seen. */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withOrm(url, async (orm) => (await orm.migrator.getPending()).map(({ name }) => name));
}

async function withOrm<T>(url: string, work: (orm: MikroORM) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init(ormOptions(url, 2, true));
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}
