import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from '../database.js';

/** A database of its own for one test file. */
export interface EmptyDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** One that is migrated and open. */
export interface TestDatabase extends EmptyDatabase {
  readonly db: Database;
  /** SQL as the owner of the tables, past the repositories but not past the policies. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

const TEMPLATE = 'ringpost_template';

/** Clones the template that the test run migrated once. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(`template ${TEMPLATE}`);
  const db = await Database.open({ url, connections: 10 });
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
      await drop();
    },
  };
}

/** A database without any table. */
export const createEmptyDatabase = (server?: string): Promise<EmptyDatabase> => createDatabase('template template0', server);

async function createDatabase(from: string, server = process.env['RINGPOST_TEST_SERVER']): Promise<EmptyDatabase> {
  if (!server) throw new Error('no test server: run through jest with the database preset');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} ${from}`);
  return { url: Object.assign(new URL(server), { pathname: `/${name}` }).href, drop: () => dropDatabase(server, name) };
}

const NOT_ALLOWED = '42501';

// A session of a role that is not ours, or of the vacuum, may not be ended by force. It is about to end, and without force that is waited for.
async function dropDatabase(server: string, name: string): Promise<void> {
  const drop = `drop database if exists ${name}`;
  await onServer(server, `${drop} with (force)`).catch((error: { code?: string }) => (error.code === NOT_ALLOWED ? onServer(server, drop) : Promise.reject(error)));
}

/** Statements, one after the other, on a connection of their own. */
export async function onServer(server: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(server), { pathname: '/postgres' }).href });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
