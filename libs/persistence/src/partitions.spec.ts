import { randomBytes } from 'node:crypto';
import { IdGenerator, Notification, SystemClock } from '@ringpost/domain';
import { PARTITIONED, dropPartition, ensurePartitions, existingPartitions, partitionAt, type Partitioned } from './partitions.js';
import { InboxRepository } from './repositories/inbox.repository.js';
import { createTestDatabase, user, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());
afterEach(async () => {
  const fresh = [0, 1, 2].flatMap((n) => PARTITIONED.map((table) => partitionAt(table, monthsAway(n)).name));
  for (const table of PARTITIONED) for (const name of await existing(table)) if (!fresh.includes(name)) await test.sql(`drop table ${name}`);
  await test.db.runAsSystem('diagnosis', async (tx) => { for (const table of [...PARTITIONED, 'inbox']) await tx.sql(`delete from ${table}`); });
});

const ids = new IdGenerator(new SystemClock(), randomBytes);
const NOW = new Date();
const monthsAway = (n: number): Date => new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() + n, 15));
const ensure = (now: Date, since?: Date): Promise<string[]> => test.db.asOwner((tx) => ensurePartitions((sql, values) => tx.sql(sql, values), now, since));
const existing = (table: Partitioned = 'notification'): Promise<string[]> => test.db.asOwner(async (tx) => (await existingPartitions((sql, values) => tx.sql(sql, values), table)).map(({ name }) => name));
const drop = (date: Date, table: Partitioned = 'notification'): Promise<boolean> => test.db.asOwner((tx) => dropPartition(tx, partitionAt(table, date)));
const anna = () => user(test.db, 'tnt_a', 'anna');
const counts = () => new InboxRepository(test.db).counts(anna().actor);

describe('a month', () => {
  it.each([
    ['2026-03-01T00:00:00.000Z', 'notification_2026_03', '2026-03-01', '2026-04-01'],
    ['2026-03-31T23:59:59.999Z', 'notification_2026_03', '2026-03-01', '2026-04-01'],
    ['2026-12-31T23:59:59.999Z', 'notification_2026_12', '2026-12-01', '2027-01-01'],
    ['2028-02-29T12:00:00.000Z', 'notification_2028_02', '2028-02-01', '2028-03-01'],
  ])('that %s falls into is %s, from %s to %s', (date, name, from, to) => {
    expect(partitionAt('notification', new Date(date))).toEqual({ table: 'notification', name, from: new Date(from), to: new Date(to) });
  });
});

describe('making months', () => {
  it('fills what is missing, since a date in the past too, and nothing the second time', async () => {
    const made = await ensure(NOW, monthsAway(-2));
    expect(made).toEqual(PARTITIONED.flatMap((table) => [-2, -1].map((n) => partitionAt(table, monthsAway(n)).name)));
    expect(await ensure(NOW, monthsAway(-2))).toEqual([]);
    expect(await existing('delivery')).toEqual([-2, -1, 0, 1, 2].map((n) => partitionAt('delivery', monthsAway(n)).name));
  });

  it('by five at once makes each once', async () => {
    const made = (await Promise.all(Array.from({ length: 5 }, () => ensure(monthsAway(3))))).flat();
    expect(made).toHaveLength(3 * PARTITIONED.length);
    expect(new Set(made).size).toBe(made.length);
  });

  it('attaches a month whose making had stopped halfway', async () => {
    const { name } = partitionAt('notification', monthsAway(3));
    await test.sql(`create table ${name} (like notification including defaults including constraints)`);
    expect(await ensure(monthsAway(1))).toContain(name);
    expect(await existing()).toContain(name);
  });

  it('does not wait for those who read and write', async () => {
    let release!: () => void;
    let writing!: () => void;
    const begun = new Promise<void>((resolve) => { writing = resolve; });
    const writer = test.db.run(anna().actor, async (tx) => {
      await tx.change("update notification set type = 'x'");
      writing();
      await new Promise<void>((resolve) => { release = resolve; });
    });
    await begun;
    expect(await ensure(monthsAway(2))).toHaveLength(2 * PARTITIONED.length);
    release();
    await writer;
  });

  it('keeps a row at the edges of a month in its month', async () => {
    const { from, to } = partitionAt('notification', NOW);
    await anna().hasNotification({ title: 'first' }, from);
    await anna().hasNotification({ title: 'last' }, new Date(to.getTime() - 1));
    await anna().hasNotification({ title: 'next' }, to);
    const where = await test.db.runAsSystem('diagnosis', (tx) => tx.sql('select title, tableoid::regclass::text as month from notification order by id'));
    expect(where).toEqual([
      { title: 'first', month: partitionAt('notification', NOW).name }, { title: 'last', month: partitionAt('notification', NOW).name }, { title: 'next', month: partitionAt('notification', to).name },
    ]);
  });
});

describe('a row beyond the months', () => {
  it.each([['the future', 12], ['the past', -12]])('of %s is refused, and the reason says so', async (_what, months) => {
    const notification = new Notification('tnt_a', ids.at(monthsAway(months)), 'anna', { title: 'x', content: '' });
    await expect(test.db.run(anna().actor, (tx) => new InboxRepository(test.db).add(tx, [notification], NOW))).rejects.toThrow('no partition of relation "notification" found for row');
    expect(await counts()).toMatchObject({ total: 0 });
  });
});

describe('dropping a month', () => {
  beforeEach(() => ensure(NOW, monthsAway(-2)));

  it('takes its rows off the counters, read and unread', async () => {
    const inbox = new InboxRepository(test.db);
    const old = [await anna().hasNotification({}, monthsAway(-2)), await anna().hasNotification({}, monthsAway(-2)), await anna().hasNotification({}, monthsAway(-2))];
    await anna().hasNotification({}, monthsAway(-1));
    await anna().hasNotification();
    const other = user(test.db, 'tnt_b', 'anna');
    await other.hasNotification({}, monthsAway(-2));
    await test.db.run(anna().actor, (tx) => inbox.mark(tx, 'anna', old[0]!.id, NOW));
    expect(await counts()).toMatchObject({ total: 5, unread: 4 });
    expect(await drop(monthsAway(-2))).toBe(true);
    expect(await counts()).toMatchObject({ total: 2, unread: 2 });
    expect(await inbox.counts(other.actor)).toMatchObject({ total: 0, unread: 0 });
    expect((await inbox.page(anna().actor, { unreadOnly: false }, 10, 0)).rows).toHaveLength(2);
    expect(await existing()).not.toContain(partitionAt('notification', monthsAway(-2)).name);
  });

  it('twice, or by three at once, drops it once', async () => {
    await anna().hasNotification({}, monthsAway(-2));
    expect((await Promise.all([drop(monthsAway(-2)), drop(monthsAway(-2)), drop(monthsAway(-2))])).filter(Boolean)).toHaveLength(1);
    expect(await drop(monthsAway(-2))).toBe(false);
    expect(await counts()).toMatchObject({ total: 0, unread: 0 });
  });

  it('that cannot be locked gives up, and changes nothing', async () => {
    await anna().hasNotification({}, monthsAway(-2));
    let release!: () => void;
    let reading!: () => void;
    const begun = new Promise<void>((resolve) => { reading = resolve; });
    const reader = test.db.run(anna().actor, async (tx) => {
      await tx.sql('select 1 from notification');
      reading();
      await new Promise<void>((resolve) => { release = resolve; });
    });
    await begun;
    await expect(drop(monthsAway(-2))).rejects.toMatchObject({ code: '55P03' });
    release();
    await reader;
    expect(await counts()).toMatchObject({ total: 1, unread: 1 });
  });
});

describe('a month with something to deliver', () => {
  beforeEach(() => ensure(NOW, monthsAway(-2)));

  const QUEUED = ['delivery', 'message'] as const;
  const anywhere = (sql: string, values?: unknown[]): Promise<object[]> => test.db.runAsSystem('diagnosis', (tx) => tx.sql(sql, values));

  it.each(QUEUED)('is not dropped: %s', async (table) => {
    const { id } = await anna().isSent(await anna().hasSocketPhone(`${table} phone`), { at: monthsAway(-2), seconds: 3_600 });
    expect(await drop(monthsAway(-2), table)).toBe(false);
    expect(await anywhere('select 1 from delivery d join message m on m.tenant_id = d.tenant_id and m.id = d.message_id where d.id = $1', [id])).toHaveLength(1);
    await anywhere("update delivery set status = 'sent' where id = $1", [id]);
    expect(await drop(monthsAway(-2), table)).toBe(false);
    await anywhere("update delivery set status = 'delivered' where id = $1", [id]);
    expect(await drop(monthsAway(-2), table)).toBe(true);
  });

  it.each(QUEUED)('is dropped once its time is over, whatever it was waiting for: %s', async (table) => {
    await anna().isSent(await anna().hasSocketPhone(`late ${table} phone`), { at: monthsAway(-2), seconds: 0 });
    expect(await drop(monthsAway(-2), table)).toBe(true);
  });

  it('keeps a message whose delivery is of a later month', async () => {
    const { messageId } = await anna().isSent(await anna().hasSocketPhone('patient phone'), { at: monthsAway(-2), seconds: 3_600 });
    await anywhere('update delivery set id = $1', [ids.at(monthsAway(-1))]);
    expect([await drop(monthsAway(-2), 'delivery'), await drop(monthsAway(-2), 'message')]).toEqual([true, false]);
    expect(await anywhere('select id from message')).toEqual([{ id: messageId }]);
  });

  it('does not keep another month', async () => {
    await anna().isSent(await anna().hasSocketPhone('fresh phone'), { at: monthsAway(-1), seconds: 3_600 });
    for (const table of QUEUED) expect(await drop(monthsAway(-2), table)).toBe(true);
  });
});
