import { Actor, toTypeId, type Notification, type PageRequest } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import type { InboxFilter, NotificationRow } from '@ringpost/persistence';
import type { InboxService } from './inbox.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let inbox: InboxService;
let anna: Actor;
let sender: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  inbox = app.inbox;
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  sender = colleagueOf(anna, 'gateway', 'notification:send');
});

const ALL: InboxFilter = { unreadOnly: false };
const UNREAD: InboxFilter = { unreadOnly: true };
const FIRST_PAGE: PageRequest = { by: 'page', page: 1, size: 100 };
const MOTION = { title: 'Motion', content: 'At the front door' };
const send = (userId = 'anna', type?: string): Promise<Notification> => inbox.send(sender, userId, { ...MOTION, type });
const onWire = ({ id }: { id: string }): string => toTypeId('ntf', id);
const idsOf = async (filter: InboxFilter, page = FIRST_PAGE): Promise<string[]> => (await inbox.list(anna, filter, page)).items.map(({ id }) => id);
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));

/** The counters beside what they count. */
async function countsAndTruth(actor: Actor): Promise<[unknown, unknown]> {
  const { total, unread } = await inbox.counts(actor);
  const [truth] = await app.rows('select count(*)::int as total, (count(*) filter (where read_at is null))::int as unread from notification where tenant_id = $1 and user_id = $2', [actor.tenantId, actor.userId]);
  return [{ total, unread }, truth];
}

describe('sending', () => {
  it('puts a notification into the inbox, unread and counted', async () => {
    const sent = await inbox.send(sender, 'anna', { ...MOTION, type: 'security', eventType: 'motion', priority: 'high', actionUrl: 'app://cam-1', metadata: { device: 'cam-1' } });
    const { items, total } = await inbox.list(anna, ALL, FIRST_PAGE);
    expect(items).toEqual([expect.objectContaining({
      id: sent.id, user_id: 'anna', type: 'security', event_type: 'motion', title: 'Motion', content: 'At the front door', priority: 'high', action_url: 'app://cam-1', metadata: '{"device":"cam-1"}', read_at: null,
    })]);
    expect(total).toBe(1);
    expect(await inbox.counts(anna)).toEqual({ total: 1, unread: 1, last_notification_at: app.clock.now() });
  });

  it('takes the scope for it, also into one’s own inbox', async () => {
    expect(await codeOf(inbox.send(anna, 'anna', MOTION))).toBe('scope_missing');
    expect(await codeOf(inbox.sendBatch(colleagueOf(anna, 'x', 'communication:send'), ['anna'], MOTION))).toBe('scope_missing');
    expect(await inbox.counts(anna)).toMatchObject({ total: 0 });
  });

  it('stores nothing where the metadata is refused', async () => {
    expect(await codeOf(inbox.send(sender, 'anna', { ...MOTION, metadata: 'not json' }))).toBe('invalid_request');
    expect(await inbox.counts(anna)).toMatchObject({ total: 0 });
  });

  it('to several users reaches each once, however often they are named', async () => {
    const sent = await inbox.sendBatch(sender, ['bert', 'anna', 'carl', 'anna', 'bert'], MOTION);
    expect(sent.map(({ userId }) => userId)).toEqual(['bert', 'anna', 'carl']);
    for (const name of ['anna', 'bert', 'carl']) expect(await inbox.counts(colleagueOf(anna, name))).toMatchObject({ total: 1, unread: 1 });
  });

  it('to nobody does nothing', async () => {
    expect(await inbox.sendBatch(sender, [], MOTION)).toEqual([]);
  });

  it('to a thousand users is one transaction', async () => {
    await inbox.sendBatch(sender, times(1_000, (i) => `user-${i}`), MOTION);
    const [row] = await app.rows('select count(distinct xmin::text)::int as transactions, count(*)::int as n from notification where tenant_id = $1', [anna.tenantId]);
    expect(row).toEqual({ transactions: 1, n: 1_000 });
  });

  it('reaches no user of the same name in another tenant', async () => {
    await send();
    expect(await inbox.counts(actorInNewTenant('anna'))).toEqual({ total: 0, unread: 0, last_notification_at: null });
  });

  it('remembers the last one, also when the clock jumped back', async () => {
    const at = app.clock.now();
    await send();
    app.clock.advance(-1, 'minutes');
    await send();
    expect((await inbox.counts(anna)).last_notification_at).toEqual(at);
  });
});

describe('marking', () => {
  it('read counts once, and says when', async () => {
    const sent = await send();
    expect(await inbox.markRead(anna, onWire(sent))).toBe(1);
    app.clock.advance(1, 'minutes');
    expect(await inbox.markRead(anna, onWire(sent))).toBe(0);
    expect((await inbox.get(anna, onWire(sent))).read_at).toEqual(app.clock.advance(-1, 'minutes').now());
    expect(await inbox.counts(anna)).toMatchObject({ total: 1, unread: 0 });
  });

  it('unread takes it back', async () => {
    const sent = await send();
    await inbox.markRead(anna, onWire(sent));
    expect(await inbox.markUnread(anna, onWire(sent))).toBe(1);
    expect(await inbox.markUnread(anna, onWire(sent))).toBe(0);
    expect((await inbox.get(anna, onWire(sent))).read_at).toBeNull();
    expect(await inbox.counts(anna)).toMatchObject({ unread: 1 });
  });

  it('all read tells how many were not', async () => {
    const [first] = [await send(), await send(), await send()];
    await inbox.markRead(anna, onWire(first!));
    expect(await inbox.markAllRead(anna)).toBe(2);
    expect(await inbox.markAllRead(anna)).toBe(0);
    expect(await inbox.counts(anna)).toMatchObject({ total: 3, unread: 0 });
  });

  it('all read in an inbox that was never used does nothing', async () => {
    expect(await inbox.markAllRead(anna)).toBe(0);
  });

  it('all read leaves other users’ alone', async () => {
    await inbox.sendBatch(sender, ['anna', 'bert'], MOTION);
    await inbox.markAllRead(anna);
    expect(await inbox.counts(colleagueOf(anna, 'bert'))).toMatchObject({ unread: 1 });
  });

  it('several times within one transaction keeps the count', async () => {
    const [first, second] = [await send(), await send()];
    await app.db.run(anna, async () => {
      await inbox.markRead(anna, onWire(first!));
      expect(await inbox.markAllRead(anna)).toBe(1);
      expect(await inbox.markUnread(anna, onWire(second!))).toBe(1);
      await inbox.remove(anna, onWire(first!));
    });
    const [counts, truth] = await countsAndTruth(anna);
    expect(counts).toEqual(truth);
    expect(counts).toEqual({ total: 1, unread: 1 });
  });
});

describe('removing', () => {
  it('takes an unread one off both counts, a read one off the total', async () => {
    const [unread, read] = [await send(), await send()];
    await inbox.markRead(anna, onWire(read!));
    await inbox.remove(anna, onWire(read!));
    expect(await inbox.counts(anna)).toMatchObject({ total: 1, unread: 1 });
    await inbox.remove(anna, onWire(unread!));
    expect(await inbox.counts(anna)).toMatchObject({ total: 0, unread: 0 });
    expect(await idsOf(ALL)).toEqual([]);
  });

  it('twice finds nothing the second time', async () => {
    const sent = await send();
    await inbox.remove(anna, onWire(sent));
    expect(await codeOf(inbox.remove(anna, onWire(sent)))).toBe('notification_not_found');
    expect(await inbox.counts(anna)).toMatchObject({ total: 0, unread: 0 });
  });
});

describe('a notification that is not the caller’s', () => {
  const operations: [string, (actor: Actor, id: string) => Promise<unknown>][] = [
    ['get', (actor, id) => inbox.get(actor, id)],
    ['markRead', (actor, id) => inbox.markRead(actor, id)],
    ['markUnread', (actor, id) => inbox.markUnread(actor, id)],
    ['remove', (actor, id) => inbox.remove(actor, id)],
  ];

  it.each(operations)('is not there for %s: another user’s, another tenant’s, one that never was, no id at all', async (_name, operation) => {
    const sent = await send();
    for (const actor of [colleagueOf(anna, 'bert'), sender, colleagueOf(anna, 'admin', 'tenant:admin'), actorInNewTenant('anna')]) expect(await codeOf(operation(actor, onWire(sent)))).toBe('notification_not_found');
    for (const id of [toTypeId('ntf', app.ids.next()), toTypeId('pt', sent.id), sent.id, 'ntf_', '', 'ntf_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'ntf_7zzzzzzzzzzzzzzzzzzzzzzzzz', 'ntf_00000000000000000000000000']) {
      expect(await codeOf(operation(anna, id))).toBe('notification_not_found');
    }
    expect(await inbox.counts(anna)).toMatchObject({ total: 1, unread: 1 });
  });
});

describe('the list', () => {
  it('is newest first, also where many were made in one millisecond', async () => {
    const sent = [];
    for (let i = 0; i < 5; i++) sent.unshift((await send()).id);
    expect(await idsOf(ALL)).toEqual(sent);
  });

  it('leaves out what was read, or is of another type', async () => {
    const [security, system, read] = [await send('anna', 'security'), await send('anna', 'system'), await send('anna', 'security')];
    await inbox.markRead(anna, onWire(read!));
    expect(await idsOf(UNREAD)).toEqual([system!.id, security!.id]);
    expect(await idsOf({ unreadOnly: false, type: 'security' })).toEqual([read!.id, security!.id]);
    expect(await idsOf({ unreadOnly: true, type: 'security' })).toEqual([security!.id]);
    expect(await idsOf({ unreadOnly: false, type: 'none' })).toEqual([]);
  });

  it('has the true total for every filter, past its end too', async () => {
    for (const type of ['a', 'a', 'b']) await send('anna', type);
    await inbox.markRead(anna, onWire(await send('anna', 'a')));
    const totalOf = async (filter: InboxFilter, page: number): Promise<unknown> => {
      const { items, total, hasNext } = await inbox.list(anna, filter, { by: 'page', page, size: 2 });
      return [items.length, total, hasNext];
    };
    expect([await totalOf(ALL, 1), await totalOf(ALL, 2), await totalOf(ALL, 9)]).toEqual([[2, 4, true], [2, 4, false], [0, 4, false]]);
    expect([await totalOf(UNREAD, 2), await totalOf(UNREAD, 9)]).toEqual([[1, 3, false], [0, 3, false]]);
    expect([await totalOf({ unreadOnly: false, type: 'a' }, 2), await totalOf({ unreadOnly: false, type: 'a' }, 9)]).toEqual([[1, 3, false], [0, 3, false]]);
    expect([await totalOf({ unreadOnly: true, type: 'a' }, 1), await totalOf({ unreadOnly: true, type: 'a' }, 9)]).toEqual([[2, 2, false], [0, 2, false]]);
    expect((await inbox.list(colleagueOf(anna, 'nobody'), ALL, FIRST_PAGE))).toMatchObject({ items: [], total: 0, hasNext: false });
  });

  it.each([[1, ALL], [3, ALL], [4, UNREAD], [2, { unreadOnly: false, type: 'even' }], [2, { unreadOnly: true, type: 'even' }], [100, ALL]] as [number, InboxFilter][])('walks each row exactly once in parts of %d by cursor, %j', async (size, filter) => {
    for (let i = 0; i < 9; i++) await send('anna', i % 2 ? 'odd' : 'even');
    await inbox.markRead(anna, onWire({ id: (await idsOf({ unreadOnly: false, type: 'even' }))[1]! }));
    const walked: NotificationRow[] = [];
    for (let after: string | undefined = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; after;) {
      const part: Awaited<ReturnType<InboxService['list']>> = await inbox.list(anna, filter, { by: 'cursor', after, size });
      expect(part.total).toBeUndefined();
      walked.push(...part.items);
      after = part.next;
    }
    expect(walked.map(({ id }) => id)).toEqual(await idsOf(filter));
  });
});

describe('the unread count', () => {
  it('is exact after two hundred operations, fifty at once', async () => {
    const users = ['anna', 'bert', 'carl'].map((name) => colleagueOf(anna, name));
    const known: { actor: Actor; id: string }[] = [];
    const remember = (sent: readonly Pick<Notification, 'id' | 'userId'>[]): void => { for (const n of sent) known.push({ actor: colleagueOf(anna, n.userId), id: onWire(n) }); };
    for (let i = 0; i < 5; i++) remember(await inbox.sendBatch(sender, ['anna', 'bert', 'carl'], MOTION));
    const anything = async (i: number): Promise<unknown> => {
      const target = known[(i * 7) % known.length]!;
      switch (i % 8) {
        case 0: return remember(await inbox.sendBatch(sender, i % 16 ? ['anna', 'bert', 'carl'] : ['carl', 'bert', 'anna'], MOTION));
        case 1: return remember([await send(users[i % 3]!.userId)]);
        case 2: case 3: return inbox.markRead(target.actor, target.id);
        case 4: return inbox.markUnread(target.actor, target.id);
        case 5: return i % 3 ? inbox.markRead(target.actor, target.id) : inbox.markAllRead(target.actor);
        case 6: return inbox.remove(target.actor, target.id);
        default: return inbox.list(target.actor, UNREAD, FIRST_PAGE);
      }
    };
    for (let wave = 0; wave < 200; wave += 50) {
      const ended = await Promise.allSettled(times(50, (i) => anything(wave + i)));
      expect(ended.filter((end) => end.status === 'rejected' && end.reason.code !== 'notification_not_found')).toEqual([]);
    }
    for (const user of users) {
      const [counts, truth] = await countsAndTruth(user);
      expect(counts).toEqual(truth);
    }
  });

  it('is the list’s total at any moment', async () => {
    await Promise.all([
      ...times(30, () => send()),
      ...times(30, async () => {
        const { items, total } = await inbox.list(anna, UNREAD, FIRST_PAGE);
        expect(items).toHaveLength(total!);
      }),
    ]);
  });

  it('is not disturbed by batches that name the same users in opposite orders', async () => {
    const users = times(20, (i) => `user-${i}`);
    await Promise.all(times(20, (i) => inbox.sendBatch(sender, i % 2 ? users : [...users].reverse(), MOTION)));
    for (const name of users) expect(await inbox.counts(colleagueOf(anna, name))).toMatchObject({ unread: 20 });
    const [deadlocks] = await app.database.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()');
    expect(deadlocks!['n']).toBe(0);
  });
});
