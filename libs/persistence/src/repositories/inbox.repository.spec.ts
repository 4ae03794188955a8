import { randomBytes } from 'node:crypto';
import { IdGenerator, Notification, SystemClock } from '@ringpost/domain';
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
