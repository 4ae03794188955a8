import { Actor } from '@ringpost/domain';
import { Database, type Tx } from './database.js';
import { createTestDatabase, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let db: Database;
const anna = Actor.of('tnt_a', 'anna');

beforeAll(async () => {
  test = await createTestDatabase();
  db = await Database.open({ url: test.url, connections: 2 });
});
afterAll(async () => {
  await db.close();
  await test.drop();
});

const backendOf = async (tx: Tx): Promise<number> => (await tx.sql<{ pid: number }>('select pg_backend_pid() as pid'))[0]!.pid;
const kill = (pid: number): Promise<unknown> => test.sql('select pg_terminate_backend($1, 2000)', [pid]);

describe('the pool', () => {
  it('survives the loss of more connections than it has, in the middle of their transactions', async () => {
    for (let i = 0; i < 5; i++) {
      await expect(db.run(anna, async (tx) => {
        await kill(await backendOf(tx));
        await tx.sql('select 1');
      })).rejects.toMatchObject({ code: 'unavailable' });
    }
    const pids = await Promise.all([1, 2].map(() => db.run(anna, async (tx) => { await tx.sql('select pg_sleep(0.05)'); return backendOf(tx); })));
    expect(new Set(pids).size).toBe(2);
  });

  it('survives the loss of a connection whose work had ended, before its commit', async () => {
    for (let i = 0; i < 5; i++) await expect(db.run(anna, async (tx) => { await kill(await backendOf(tx)); })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await db.run(anna, backendOf)).toEqual(expect.any(Number));
  });

  it('survives the loss of idle connections', async () => {
    for (let i = 0; i < 5; i++) {
      await kill(await db.run(anna, backendOf));
      await db.run(anna, backendOf).catch((error: { code: string }) => expect(error.code).toBe('unavailable')); // it may not have noticed yet
    }
    expect(await db.run(anna, backendOf)).toEqual(expect.any(Number));
  });

  it('gives connections back that a failure of the work had used', async () => {
    for (let i = 0; i < 10; i++) await expect(db.run(anna, (tx) => tx.sql('select 1/0'))).rejects.toMatchObject({ code: '22012' });
    expect(await db.run(anna, backendOf)).toEqual(expect.any(Number));
  });

  it('answers a ping, and not when the database is gone', async () => {
    await expect(db.ping()).resolves.toBeUndefined();
    const nowhere = await Database.open({ url: 'postgres://ringpost:x@127.0.0.1:1/ringpost' });
    await expect(nowhere.ping()).rejects.toThrow();
    await nowhere.close();
  });
});
