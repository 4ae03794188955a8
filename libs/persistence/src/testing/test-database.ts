import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from '../database.js';

/** A migrated database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  /** SQL as the owner of the tables, past the repositories but not past the policies. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

const TEMPLATE = 'ringpost_template';

/** Clones the template that the test run migrated once. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['RINGPOST_TEST_SERVER'];
  if (!server) throw new Error('no test server: run through jest with the database preset');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template ${TEMPLATE}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const db = await Database.open({ url, connections: 5 });
  const owner = new pg.Client({ connectionString: url });
  owner.on('error', () => undefined); // a test may stop the server on purpose
  await owner.connect();
  return {
    url,
    db,
    sql: async (text, values) => (await owner.query(text, values)).rows,
    drop: async () => {
      await owner.end().catch(() => undefined);
      await db.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(server), { pathname: '/postgres' }).href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
