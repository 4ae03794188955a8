import type { Actor, NotificationDraft } from '@ringpost/domain';
import { toTypeId } from '@ringpost/domain';
import type { Database } from '@ringpost/persistence';
import { user } from '@ringpost/persistence/testing';
import type { FeedItem, FeedRequest } from './feed.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let anna: Actor;

beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
});

const REQUEST: FeedRequest = { all: false, types: ['DeviceSharing'], people: 'none', credentials: true };
const feed = (request: Partial<FeedRequest> = {}, actor = anna): Promise<readonly FeedItem[]> => app.feed.feed(actor, { ...REQUEST, ...request });
const has = (draft: Partial<NotificationDraft> = {}, actor = anna, at?: Date) => user(app.db, actor.tenantId, actor.userId).hasNotification({ type: 'DeviceSharing', sender: 'bert', purpose: 'cam-1', ...draft }, at);
const idsOf = (items: readonly FeedItem[]): string[] => items.map(({ id }) => id);

describe('a feed', () => {
  it('has what the caller received, the newest first, whatever type it is of', async () => {
    const [old, middle, young] = [await has({}, anna, new Date(Date.now() - 9)), await has({ type: 'b' }, anna, new Date(Date.now() - 5)), await has()];
    await has({}, colleagueOf(anna, 'bert'));
    await has({}, actorInNewTenant('anna'));
    expect(idsOf(await feed({ types: ['b', 'DeviceSharing', 'b', 'none'] }))).toEqual([young, middle, old].map(({ id }) => id));
  });

  it('has the types alone that are named', async () => {
    await has({ type: 'system' });
    const [{ id }, odd] = [await has(), await has({ type: '"},{\\' })];
    expect(idsOf(await feed())).toEqual([id]);
    expect(idsOf(await feed({ types: ['"},{\\'] }))).toEqual([odd.id]);
    expect(await feed({ types: [] })).toEqual([]);
  });

  it('says what each is and who caused it, if anybody', async () => {
    await has({ sender: undefined, purpose: undefined, title: 'T', content: 'C' });
    expect(await feed()).toEqual([{ id: expect.any(String), type: 'DeviceSharing', title: 'T', content: 'C', purpose: null, sender: null, credential: null }]);
  });

  it('leaves out what was read, unless all is wanted, and marks nothing read', async () => {
    const [read, unread] = [await has(), await has()];
    await app.inbox.markRead(anna, toTypeId('ntf', read.id));
    expect(idsOf(await feed())).toEqual([unread.id]);
    expect(await feed({ all: true })).toHaveLength(2);
    expect(await app.inbox.counts(anna)).toMatchObject({ unread: 1 });
  });

  it.each([[true, ['DeviceSharing']], [false, ['DeviceSharing']], [true, ['DeviceSharing', 'b']]])('ends after the newest 500 (all: %s, types: %j)', async (all, types) => {
    const { id } = await has();
    await app.db.run(anna, (tx) => tx.sql(
      `insert into notification (tenant_id, id, user_id, type, title, content, priority)
       select tenant_id, (left(id::text, 18) || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid, user_id, case when n % 2 = 0 then 'b' else 'DeviceSharing' end, n::text, '', 'low' from notification, generate_series(1, 1200) n where id = $1`, [id]));
    const items = await feed({ all, types });
    expect(items).toHaveLength(500);
    expect(idsOf(items)).toEqual(idsOf(items).sort().reverse());
    const [truth] = await app.rows<{ ids: string[] }>('select array(select id::text from notification where tenant_id = $1 and type = any($2) order by id desc limit 500) as ids', [anna.tenantId, types]);
    expect(idsOf(items)).toEqual(truth!.ids);
  });
});

describe('the people of a feed', () => {
  beforeEach(async () => {
    const admin = colleagueOf(anna, 'admin', 'tenant:admin');
    await app.recipients.put(admin, 'anna', { name: 'Anna', email: 'anna@example.com' });
    await app.recipients.put(admin, 'bert', { phone: '+4917012345678' });
    await app.recipients.put(actorInNewTenant('x', 'tenant:admin'), 'carl', { name: 'Carl of another tenant' });
  });

  it('are told where they are known and somebody asks', async () => {
    for (const sender of ['bert', 'carl', undefined]) await has({ sender });
    const nobody = { sender_name: null, sender_email: null, sender_phone: null };
    const receiver = { receiver_name: 'Anna', receiver_email: 'anna@example.com', receiver_phone: null };
    for (const credentials of [true, false]) {
      expect(await feed({ people: 'all', credentials })).toMatchObject([{ sender: null, ...nobody, ...receiver }, { sender: 'carl', ...nobody, ...receiver }, { sender: 'bert', ...nobody, sender_phone: '+4917012345678', ...receiver }]);
    }
    expect((await feed({ people: 'names' })).map(({ sender_name, receiver_name, ...item }) => [sender_name, receiver_name, 'sender_email' in item])).toEqual(Array(3).fill([null, 'Anna', false]));
    expect((await feed()).map((item) => Object.keys(item))).toEqual(Array(3).fill(['id', 'type', 'title', 'content', 'purpose', 'sender', 'credential']));
  });

  it('cost no statement of their own, however many there are', async () => {
    for (let i = 0; i < 10; i++) await has({ sender: `sender-${i}` });
    const asked: string[] = [];
    const noting = Object.assign(Object.create(app.db) as Database, {
      ask: (...[actor, statement, ...values]: Parameters<Database['ask']>) => { asked.push(statement.name); return app.db.ask(actor, statement, ...values); },
      run: () => { throw new Error('a transaction'); },
    });
    const noted = app.feedBy(app.vault, noting);
    expect(await noted.feed(anna, { ...REQUEST, people: 'all' })).toHaveLength(10);
    expect(asked.splice(0)).toEqual(['feed_1_pending_people_all_credentials']);
    await noted.feed(anna, { ...REQUEST, all: true, credentials: false });
    expect(asked.splice(0)).toEqual(['feed_1']);
    await noted.feed(anna, { ...REQUEST, types: ['none', 'some'], people: 'names', credentials: false });
    expect(asked).toEqual(['feed_2_pending_people_names']);
  });
});

describe('the credentials of a feed', () => {
  beforeEach(async () => {
    await app.devices.put(colleagueOf(anna, 'admin', 'tenant:admin'), 'cam-1', { owner: 'bert' });
    await app.recipients.put(colleagueOf(anna, 'admin', 'tenant:admin'), 'anna', { email: 'anna@example.com' });
    await app.sharing.share(colleagueOf(anna, 'bert'), 'cam-1', { email: 'anna@example.com', credential: 'key' });
  });

  it('are there when they are asked for, and else not even read', async () => {
    expect((await feed()).map(({ credential }) => credential)).toEqual(['key']);
    expect((await feed({ credentials: false })).map((item) => Object.keys(item).filter((name) => name.includes('credential')))).toEqual([[]]);
  });

  it('are in the notification of their share and in no other of the same device', async () => {
    const { id } = await has();
    expect((await feed()).map((item) => [item.id === id, item.credential])).toEqual([[true, null], [false, 'key']]);
  });

  it('are the same within a transaction', async () => {
    expect(await app.db.run(anna, () => feed())).toEqual(await feed());
  });
});
