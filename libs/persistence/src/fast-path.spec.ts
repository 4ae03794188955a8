import { setTimeout as sleep } from 'node:timers/promises';
import { Actor, DomainError } from '@ringpost/domain';
import { Database } from './database.js';
import { sqlStateOf } from './database-error.js';
import { FastPath, type Statement } from './fast-path.js';
import { createTestDatabase, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let fast: FastPath;

beforeAll(async () => {
  test = await createTestDatabase();
  await test.db.runAsSystem('maintenance', (tx) =>
    tx.change(`insert into recipient (tenant_id, user_id, name, email_verified, phone_verified, updated_at)
      select 'tnt_' || t, 'usr_' || u, u::text, false, false, now() from generate_series(1, 1000) t, generate_series(1, 3) u`),
  );
});
afterAll(() => test.drop());
beforeEach(() => { fast = new FastPath(test.url, 3); });
afterEach(() => fast.close());

type Person = { tenant_id: string; user_id: string };
// None of these says whose rows it wants: only the policies do.
const EVERYBODY: Statement<Person> = { name: 'everybody', text: "select tenant_id, user_id from recipient where $1::text is not null" };
const FAILS_MIDWAY: Statement<Person> = { name: 'fails_midway', text: "select tenant_id, user_id, 1 / (name::int - 2) from recipient where $1::text is not null" };
const TAKES_ID: Statement<Person> = { name: 'takes_id', text: "select tenant_id, user_id from recipient where $1::text is not null and $2::uuid is not null" };
const TAKES_JSON: Statement<Person> = { name: 'takes_json', text: "select tenant_id, user_id from recipient where $1::text is not null and $2::jsonb is not null" };
const MISSPELT: Statement<Person> = { name: 'misspelt', text: 'select tenant_id, user_id from recipient where $1 <> no_such_column' };
const CHANGES_ALL: Statement<Person> = { name: 'changes_all', text: "update recipient set locale = $2 where $1::text is not null returning tenant_id, user_id" };
const STEALS: Statement<Person> = { name: 'steals', text: "update recipient set tenant_id = 'tnt_1000' where $1::text is not null returning tenant_id, user_id" };

/** What can go wrong with a request in the middle of others, and how it has to end. */
const INJECTED: readonly { name: string; statement: Statement<Person>; more: unknown[]; tenant?: string; ends: string }[] = [
  { name: 'after a row was sent', statement: FAILS_MIDWAY, more: [], ends: '22012' },
  { name: 'while parameters are bound', statement: TAKES_ID, more: ['no uuid'], ends: '22P02' },
  { name: 'before anything is sent', statement: TAKES_JSON, more: [{ n: 1n }], ends: 'TypeError' },
  { name: 'for a value that is a list', statement: TAKES_JSON, more: [['a']], ends: 'TypeError' },
  { name: 'while the statement is parsed', statement: MISSPELT, more: [], ends: '42703' },
  { name: 'in a policy', statement: STEALS, more: [], ends: '42501' },
  { name: 'for want of a tenant', statement: EVERYBODY, more: [], tenant: '', ends: '42501' },
  { name: 'in the setting of the tenant', statement: EVERYBODY, more: [], tenant: 'tnt_\0', ends: '22021' },
];

/** A fixed sequence that looks random, so that a failure can be repeated. */
function* dice(seed: number): Generator<number, never> {
  for (;;) {
    seed = (seed + 0x6d2b79f5) | 0;
    const mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    yield (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

const endOf = async (work: Promise<unknown>): Promise<string> => work.then(() => 'rows', (error: Error) => sqlStateOf(error) ?? error.name);

async function seesOnlyItself(tenant: string, asked: Promise<Person[]>): Promise<void> {
  const rows = await asked;
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map(({ tenant_id }) => tenant_id))).toEqual(new Set([tenant]));
}

describe('a thousand tenants on three connections', () => {
  it('never see a row of another, whatever fails in between, before or while a statement is prepared', async () => {
    const roll = dice(42);
    const asks = Array.from({ length: 6_000 }, async (_, i) => {
      const tenant = `tnt_${1 + (roll.next().value % 1_000)}`;
      const fault = roll.next().value % 4 === 0 ? INJECTED[roll.next().value % INJECTED.length] : undefined;
      if (i % 50 === 0) await sleep(i / 50); // not all in one tick
      const statement = fault && { ...fault.statement, name: `${fault.statement.name}_${fault.statement === MISSPELT ? i : ''}` };
      if (statement) expect(`${fault.name}: ${await endOf(fast.ask(statement, [fault.tenant ?? tenant, ...fault.more]))}`).toBe(`${fault.name}: ${fault.ends}`);
      else if (i % 5 === 0) await seesOnlyItself(tenant, fast.ask(CHANGES_ALL, [tenant, 'de']));
      else await seesOnlyItself(tenant, fast.ask(EVERYBODY, [tenant]));
    });
    expect((await Promise.allSettled(asks)).filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('go on undisturbed after the faults', async () => {
    await Promise.all(INJECTED.map((fault) => endOf(fast.ask(fault.statement, [fault.tenant ?? 'tnt_7', ...fault.more]))));
    await Promise.all(Array.from({ length: 500 }, (_, i) => seesOnlyItself(`tnt_${i + 1}`, fast.ask(EVERYBODY, [`tnt_${i + 1}`]))));
  });

  it('take no more connections than they were given', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, i) => fast.ask(EVERYBODY, [`tnt_${i + 1}`])));
    const [row] = await test.sql("select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'ringpost' and query like '%recipient%'");
    expect(row!['n']).toBeLessThanOrEqual(3);
  });

  it('leave nothing of themselves on a connection', async () => {
    await fast.ask(EVERYBODY, ['tnt_1']);
    expect(await endOf(fast.ask(EVERYBODY, ['']))).toBe('42501');
    const inside: Statement<{ role: string }> = { name: 'who', text: 'select current_user as role, $1::text as tenant' };
    expect(await fast.ask(inside, ['tnt_1'])).toEqual([{ role: 'ringpost_app', tenant: 'tnt_1' }]);
  });
});

describe('a statement of the system', () => {
  const SYSTEM = { role: 'ringpost_system', tenant: '' };
  const WHO: Statement<{ role: string; tenant: string }> = { name: 'who_system', text: "select current_user as role, current_setting('ringpost.tenant') as tenant, $1::text as asked" };
  const COUNT: Statement<{ n: number }> = { name: 'count_all', text: 'select count(*)::int as n from recipient where $1::text is not null' };

  it('sees every tenant, and those beside it on the connection see their own', async () => {
    const alone = new FastPath(test.url, 1);
    await Promise.all(Array.from({ length: 300 }, async (_, i) => {
      if (i % 3 === 0) expect(await alone.ask(COUNT, ['x'], SYSTEM)).toEqual([{ n: 3_000 }]);
      else if (i % 3 === 1) expect(await endOf(alone.ask(FAILS_MIDWAY, ['x'], SYSTEM))).toBe('22012');
      else await seesOnlyItself(`tnt_${i + 1}`, alone.ask(EVERYBODY, [`tnt_${i + 1}`]));
    }));
    await alone.close();
  });

  it('has no tenant, and leaves its role to nobody', async () => {
    const alone = new FastPath(test.url, 1);
    const asked = [alone.ask(WHO, ['x'], SYSTEM), alone.ask(WHO, ['tnt_1']), alone.ask(WHO, ['x'], SYSTEM)];
    expect((await Promise.all(asked)).flat()).toMatchObject([SYSTEM, { role: 'ringpost_app', tenant: 'tnt_1' }, SYSTEM]);
    expect(await endOf(alone.ask(COUNT, ['']))).toBe('42501');
    await alone.close();
  });

  it('is a transaction of its own even within an open one', async () => {
    const actor = Actor.of('tnt_1', 'usr_1');
    const RENAME: Statement<Person> = { name: 'rename', writes: true, text: "update recipient set locale = $1 where tenant_id = 'tnt_7' returning tenant_id, user_id" };
    await expect(test.db.run(actor, async () => {
      expect(await test.db.askAsSystem('diagnosis', RENAME, 'kept')).toHaveLength(3);
      throw new Error('undone');
    })).rejects.toThrow('undone');
    expect(await test.db.runAsSystem('diagnosis', (tx) => tx.sql("select distinct locale from recipient where tenant_id = 'tnt_7'"))).toEqual([{ locale: 'kept' }]);
  });
});

describe('a statement whose first use fails', () => {
  it.each(INJECTED)('$name, does not fail those that were sent behind it', async ({ statement, tenant, more }) => {
    const alone = new FastPath(test.url, 1);
    const own = { ...statement, name: `${statement.name}_first` };
    const good: unknown[] = statement === TAKES_ID ? ['00000000-0000-0000-0000-000000000000'] : statement === TAKES_JSON ? ['{}'] : [];
    const fault = endOf(alone.ask(own, [tenant ?? 'tnt_1', ...more]));
    const sameBehind = Array.from({ length: 20 }, () => endOf(alone.ask(own, ['tnt_2', ...good])));
    const othersBehind = Array.from({ length: 20 }, () => seesOnlyItself('tnt_3', alone.ask(EVERYBODY, ['tnt_3'])));
    await Promise.all(othersBehind);
    expect(await fault).not.toBe('rows');
    const innocent = [TAKES_ID, TAKES_JSON, EVERYBODY].includes(statement);
    for (const end of await Promise.all(sameBehind)) expect(end === 'rows').toBe(innocent);
    await alone.close();
  });
});

describe('a prepared statement that a change of the table made stale', () => {
  it('is prepared anew on every connection, without an error for anybody', async () => {
    await test.sql('create table gadget (tenant_id text, size int)');
    await test.sql('grant select on gadget to ringpost_app');
    await test.sql("insert into gadget values ('tnt_1', 1)");
    const all: Statement<{ size: unknown }> = { name: 'gadgets', text: 'select * from gadget where tenant_id = $1' };
    const ask = (): Promise<unknown[]> => Promise.all(Array.from({ length: 200 }, () => fast.ask(all, ['tnt_1'])));
    await ask();
    await test.sql('alter table gadget alter size type text');
    const [sizes] = await Promise.all([ask(), ...Array.from({ length: 200 }, () => seesOnlyItself('tnt_9', fast.ask(EVERYBODY, ['tnt_9'])))]);
    expect(sizes).toEqual(Array(200).fill([{ tenant_id: 'tnt_1', size: '1' }]));
    expect(await ask()).toEqual(sizes);
  });
});

describe('a lost connection', () => {
  const actor = Actor.of('tnt_1', 'usr_1');
  const DOZE: Statement<Person> = { name: 'doze', text: "select $1::text as tenant_id, pg_sleep(20)::text as user_id" };
  const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'rows', (error: DomainError) => [error.code, error.retryAfter]);
  const killAll = (): Promise<unknown> => test.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'ringpost'");

  it('fails what was on its way as unavailable, and the next ask works', async () => {
    const db = await Database.open({ url: test.url, connections: 1 });
    await db.ask(actor, EVERYBODY);
    const pending = [db.ask(actor, DOZE), db.ask(actor, EVERYBODY), db.ask(actor, EVERYBODY)].map(codeOf);
    for (let killed = false; !killed;) killed = (await test.sql("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(20)%' and pid <> pg_backend_pid() and state = 'active' and datname = current_database()")).length > 0;
    expect(await Promise.all(pending)).toEqual(Array(3).fill(['unavailable', 2]));
    await seesOnlyItself('tnt_1', db.ask(actor, EVERYBODY));
    await db.close();
  });

  it('is not noticed by anybody when it was idle', async () => {
    const db = await Database.open({ url: test.url, connections: 2 });
    await Promise.all([db.ask(actor, EVERYBODY), db.ask(actor, EVERYBODY), db.run(actor, (tx) => tx.sql('select 1'))]);
    await killAll();
    for (let left = 1; left > 0;) left = (await test.sql("select 1 from pg_stat_activity where datname = current_database() and application_name = 'ringpost'")).length;
    await sleep(20);
    await seesOnlyItself('tnt_1', db.ask(actor, EVERYBODY));
    await seesOnlyItself('tnt_1', db.run(actor, (tx) => tx.sql<Person>('select tenant_id, user_id from recipient')));
    await db.close();
  });

  it('is unavailable when the server cannot be reached at all', async () => {
    const db = await Database.open({ url: 'postgres://ringpost:x@127.0.0.1:1/ringpost' });
    expect(await codeOf(db.ask(actor, EVERYBODY))).toEqual(['unavailable', 2]);
    expect(await codeOf(db.run(actor, (tx) => tx.sql('select 1')))).toEqual(['unavailable', 2]);
    await db.close();
  });

  it('is not what closing is: what was asked before is answered, what comes after is refused', async () => {
    const db = await Database.open({ url: test.url, connections: 1 });
    const before = Array.from({ length: 50 }, () => seesOnlyItself('tnt_1', db.ask(actor, EVERYBODY)));
    const closing = db.close();
    await Promise.all(before);
    await closing;
    expect(await codeOf(db.ask(actor, EVERYBODY))).toEqual(['unavailable', 2]);
    expect(await codeOf(db.run(actor, (tx) => tx.sql('select 1')))).toEqual(['unavailable', 2]);
  });
});
