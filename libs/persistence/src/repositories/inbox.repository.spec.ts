import { randomBytes } from 'node:crypto';
import { IdGenerator, Notification, SystemClock } from '@ringpost/domain';
import { partitionAt } from '../partitions.js';
import { createTestDatabase, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { InboxRepository } from './inbox.repository.js';

let test: TestDatabase;
let inbox: InboxRepository;
let anna: TestUser;
let tenant = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  inbox = new InboxRepository(test.db);
});
afterAll(() => test.drop());
beforeEach(() => { anna = user(test.db, `tnt_${++tenant}`, 'anna'); });

const ids = new IdGenerator(new SystemClock(), randomBytes);
const NOW = new Date();
const ALL = { unreadOnly: false };
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));

describe('an inbox', () => {
  it('reads alike from within a transaction and from outside', async () => {
    const { id } = await anna.hasNotification({ metadata: { n: 1 } });
    await test.db.run(anna.actor, (tx) => inbox.mark(tx, 'anna', id, NOW));
    const read = () => Promise.all([inbox.page(anna.actor, ALL, 10, 0), inbox.after(anna.actor, ALL, 10, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), inbox.counts(anna.actor), inbox.one(anna.actor, id)]);
    const outside = await read();
    expect(await test.db.run(anna.actor, read)).toEqual(outside);
    expect(outside[3]!.read_at).toEqual(NOW);
  });

  it('orders rows of one millisecond by their ids, the same on every page', async () => {
    const sent = times(10, () => new Notification(anna.tenantId, ids.at(NOW), 'anna', { title: 'x', content: '' }));
    for (const notification of sent) await test.db.run(anna.actor, (tx) => inbox.add(tx, [notification], NOW));
    const walked: string[] = [];
    for (let offset = 0; offset < 10; offset += 3) walked.push(...(await inbox.page(anna.actor, ALL, 3, offset)).rows.map(({ id }) => id));
    expect(walked).toEqual(sent.map(({ id }) => id).sort().reverse());
  });

  it('refuses to send one user two at once: the counter could not be right', async () => {
    const twice = times(2, () => new Notification(anna.tenantId, ids.next(), 'anna', { title: 'x', content: '' }));
    await expect(test.db.run(anna.actor, (tx) => inbox.add(tx, twice, NOW))).rejects.toMatchObject({ code: '21000' });
    expect((await inbox.page(anna.actor, ALL, 10, 0)).rows).toEqual([]);
  });

  it('has counters that cannot be wrong by much: the database refuses the impossible', async () => {
    await anna.hasNotification();
    for (const sql of ['unread = -1', 'unread = 2', 'total = 0']) {
      await expect(test.db.run(anna.actor, (tx) => tx.sql(`update inbox set ${sql}`))).rejects.toMatchObject({ code: '23514' });
    }
  });

  it('counts without reading notifications', async () => {
    await anna.hasNotification();
    const plan = await test.db.run(anna.actor, (tx) => tx.sql<{ 'QUERY PLAN': string }>("explain select total, unread from inbox where tenant_id = $1 and user_id = 'anna'", [anna.tenantId]));
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).not.toContain('notification');
  });
});

describe('several inboxes', () => {
  it('are locked in one order, and made where they are missing', async () => {
    await anna.hasNotification();
    await test.db.run(anna.actor, (tx) => inbox.claim(tx, ['bert', 'anna', 'bert'], NOW));
    expect(await inbox.counts(anna.actor)).toMatchObject({ total: 1, unread: 1 });
    expect(await inbox.counts(user(test.db, anna.tenantId, 'bert').actor)).toMatchObject({ total: 0, unread: 0 });
  });
});

describe('a notification that asks something', () => {
  it('is renewed in place, unread and counted once', async () => {
    const { id } = await anna.hasNotification();
    const renew = (content: string) => test.db.run(anna.actor, (tx) => inbox.renew(tx, 'anna', id, { content, metadata: { n: 2 } }));
    expect(await renew('Still?')).toBe(true);
    expect(await inbox.counts(anna.actor)).toMatchObject({ total: 1, unread: 1 });
    await test.db.run(anna.actor, (tx) => inbox.mark(tx, 'anna', id, NOW));
    expect(await renew('Now?')).toBe(true);
    expect(await inbox.counts(anna.actor)).toMatchObject({ total: 1, unread: 1 });
    expect(await inbox.one(anna.actor, id)).toMatchObject({ content: 'Now?', metadata: '{"n":2}', read_at: null });
  });

  it('is not renewed for somebody else, or when it is gone', async () => {
    const { id } = await anna.hasNotification();
    expect(await test.db.run(anna.actor, (tx) => inbox.renew(tx, 'bert', id, { content: 'x' }))).toBe(false);
    expect(await test.db.run(anna.actor, (tx) => inbox.renew(tx, 'anna', ids.next(), { content: 'x' }))).toBe(false);
  });

  it('is closed once, read or not, and counted', async () => {
    const [unread, read] = [await anna.hasNotification(), await anna.hasNotification()];
    const bert = user(test.db, anna.tenantId, 'bert');
    const his = await bert.hasNotification();
    await test.db.run(anna.actor, (tx) => inbox.mark(tx, 'anna', read.id, new Date(0)));
    const close = () => test.db.run(anna.actor, async (tx) => { await inbox.claim(tx, ['anna', 'bert'], NOW); await inbox.close(tx, [unread.id, read.id, his.id, ids.next()], NOW); });
    await close();
    await close();
    expect([await inbox.counts(anna.actor), await inbox.counts(bert.actor)]).toMatchObject([{ total: 2, unread: 0 }, { total: 1, unread: 0 }]);
    expect((await inbox.one(anna.actor, read.id))!.read_at).toEqual(new Date(0));
  });
});

describe('the feed', () => {
  it('reads each type from its place in the index, however much else there is', async () => {
    await anna.hasNotification();
    await test.db.run(anna.actor, (tx) => tx.sql(
      `insert into notification (tenant_id, id, user_id, type, title, content, priority)
       select tenant_id, (left(id::text, 18) || '-8' || substr(md5(n::text), 1, 3) || '-' || substr(md5(n::text), 4, 12))::uuid, user_id, case when n % 1000 = 0 then 'rare' else 'motion' end, title, content, priority
       from notification, generate_series(1, 20000) n`,
    ));
    await test.sql('analyze notification');
    const asked: [string, unknown[]][] = [];
    const noting = Object.assign(Object.create(test.db) as typeof test.db, { ask: async (_actor: unknown, { text }: { text: string }, ...values: unknown[]) => { asked.push([text, values]); return []; } });
    for (const all of [true, false]) for (const people of ['none', 'names', 'all'] as const) for (const credentials of [true, false]) for (const types of [['rare'], ['rare', 'other']]) await new InboxRepository(noting).feed(anna.actor, { all, people, credentials, types }, 500);
    for (const [text, values] of asked) {
      const plan = await test.db.run(anna.actor, async (tx) => {
        await tx.sql('set local plan_cache_mode = force_generic_plan'); // as the fast path does
        return tx.sql<{ 'QUERY PLAN': string }>(`explain ${text}`, [anna.tenantId, ...values]);
      });
      const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
      expect(lines).toMatch(/Index Cond:.*type = /);
      expect(lines).not.toContain('Seq Scan on share');
      expect(lines).not.toContain(`Seq Scan on ${partitionAt('notification', new Date()).name}`); // the others are empty
    }
  });
});
