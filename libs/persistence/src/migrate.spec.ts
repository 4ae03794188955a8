import pg from 'pg';
import { Database } from './database.js';
import { migrate, pendingMigrations } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { SMOKE, createEmptyDatabase, smokeOf, type EmptyDatabase } from './testing/index.js';

const NOW = new Date();
const NAMES = MIGRATIONS.map(({ name }) => name);
let empty: EmptyDatabase;
beforeEach(async () => { empty = await createEmptyDatabase(); });
afterEach(() => empty.drop());

async function schemaOf(url: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const columns = await client.query("select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public' order by 1, 2");
    const others = await client.query("select indexdef as def from pg_indexes where schemaname = 'public' union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1");
    return [...columns.rows, ...others.rows];
  } finally {
    await client.end();
  }
}

describe('migrating', () => {
  it('applies everything to an empty database, and nothing the second time', async () => {
    expect(await migrate(empty.url, NOW)).toEqual(NAMES);
    const schema = await schemaOf(empty.url);
    expect(await migrate(empty.url, NOW)).toEqual([]);
    expect(await schemaOf(empty.url)).toEqual(schema);
  });

  it('by four processes at once applies everything once', async () => {
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(empty.url, NOW)));
    expect(applied.flat()).toEqual(NAMES);
  });

  it('tells beforehand what it would apply', async () => {
    expect(await pendingMigrations(empty.url)).toEqual(NAMES);
    await migrate(empty.url, NOW);
    expect(await pendingMigrations(empty.url)).toEqual([]);
  });

  it('makes the months from now until two ahead', async () => {
    await migrate(empty.url, new Date('2026-11-30T23:59:59Z'));
    const schema = (await schemaOf(empty.url)) as { table_name?: string }[];
    const months = new Set(schema.flatMap(({ table_name }) => (table_name?.startsWith('delivery_') ? [table_name] : [])));
    expect([...months]).toEqual(['delivery_2026_11', 'delivery_2026_12', 'delivery_2027_01']);
  });

  it('leaves a database that answers everything', async () => {
    await migrate(empty.url, NOW);
    const db = await Database.open({ url: empty.url, connections: 3 });
    expect(await smokeOf(db)).toMatchObject(SMOKE);
    await db.close();
  });

  it('names its migrations in the order of their numbers', () => {
    expect(NAMES).toEqual([...NAMES].sort());
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });
});
