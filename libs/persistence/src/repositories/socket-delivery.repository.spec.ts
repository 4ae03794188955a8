import type { Delivery, DeliveryStatus, PushToken } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { Notifications } from '../notifications.js';
import { createTestDatabase, hashOf, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { DUE_CHANNEL, SocketDeliveryRepository, type DeliveryKey, type SocketDeliveryRow } from './socket-delivery.repository.js';
import { SocketPresenceRepository } from './socket-presence.repository.js';

let test: TestDatabase;
let deliveries: SocketDeliveryRepository;
let anna: TestUser;
let phone: PushToken;
beforeAll(async () => {
  test = await createTestDatabase();
  deliveries = new SocketDeliveryRepository(test.db);
});
afterAll(() => test.drop());
beforeEach(async () => {
  await sql('delete from socket_presence');
  await sql('delete from delivery');
  await sql('delete from push_token');
  anna = user(test.db, 'tnt_a', 'anna');
  phone = await anna.hasSocketPhone('phone');
});

const [HERE, THERE] = [1, 2];
const HOUR_MS = 3_600_000;
const sql = <Row extends object>(text: string, values?: unknown[]): Promise<Row[]> => test.db.runAsSystem('push socket', (tx) => tx.sql<Row>(text, values));
const connect = (process: number, address = 'phone'): Promise<bigint> => new SocketPresenceRepository(test.db).connect(hashOf(address), process);
const due = (process = HERE, limit = 1_000): Promise<SocketDeliveryRow[]> => deliveries.due(process, HOUR_MS, limit);
const dueIds = async (process = HERE): Promise<string[]> => (await due(process)).map(({ id }) => id);
const waiting = async (address = 'phone', limit = 100): Promise<string[]> => (await deliveries.forPhone(hashOf(address), limit)).map(({ id }) => id);
const keyOf = ({ tenantId, id }: Delivery): DeliveryKey => ({ tenantId, id });
const set = (delivery: Delivery, what: string): Promise<unknown> => sql(`update delivery set ${what} where id = $1`, [delivery.id]);
const statusOf = async (delivery: Delivery): Promise<DeliveryStatus> => (await test.db.runAsSystem('push socket', (tx) => deliveries.state(tx, keyOf(delivery))))!.status;
const expire = (limit = 1_000): Promise<number> => test.db.runAsSystem('push socket', (tx) => deliveries.expire(tx, limit));

describe('a process that looks for what is due', () => {
  it('is given what is for phones that are connected to it, and nothing else', async () => {
    const other = await anna.hasSocketPhone('other phone');
    const away = await anna.hasSocketPhone('phone that is away');
    const [mine, theirs] = [await anna.isSent(phone), await anna.isSent(other)];
    await anna.isSent(away);
    await connect(HERE);
    await connect(THERE, 'other phone');
    expect(await due()).toEqual([{ tenant_id: 'tnt_a', id: mine.id, message_id: mine.messageId, socket_hash: hashOf('phone'), lane: 'ring' }]);
    expect(await dueIds(THERE)).toEqual([theirs.id]);
    expect(await dueIds(3)).toEqual([]);
  });

  it('is given deliveries of every tenant', async () => {
    const bert = user(test.db, 'tnt_b', 'bert');
    const sent = [await anna.isSent(phone), await bert.isSent(await bert.hasSocketPhone('his phone'))];
    await connect(HERE);
    await connect(HERE, 'his phone');
    expect(await dueIds()).toEqual(sent.map(({ id }) => id));
  });

  it('is given also what is for a token that nobody registered', async () => {
    const sent = await anna.isSent(hashOf('stranger'));
    await connect(HERE, 'stranger');
    await connect(HERE);
    expect(await due()).toMatchObject([{ id: sent.id, socket_hash: hashOf('stranger') }]);
    expect(await waiting('stranger')).toEqual([sent.id]);
    expect(await waiting('phone')).toEqual([]);
  });

  it('is given rings first, and then the older ones first', async () => {
    const [message, ring, bulk, laterRing] = [await anna.isSent(phone, { lane: 'message' }), await anna.isSent(phone), await anna.isSent(phone, { lane: 'bulk' }), await anna.isSent(phone)];
    await connect(HERE);
    expect(await dueIds()).toEqual([ring, laterRing, message, bulk].map(({ id }) => id));
  });

  it('is given rings first also when there is more than it takes at once', async () => {
    await connect(HERE);
    for (let i = 0; i < 5; i++) await anna.isSent(phone, { lane: 'message' });
    const ring = await anna.isSent(phone);
    expect((await due(HERE, 1)).map(({ id }) => id)).toEqual([ring.id]);
  });

  it('finds it once: it is leased until somebody has had the time to write it', async () => {
    const [ring, message] = [await anna.isSent(phone), await anna.isSent(phone, { lane: 'message' })];
    await connect(HERE);
    expect(await dueIds()).toEqual([ring.id, message.id]);
    expect(await dueIds()).toEqual([]);
    const leases = await sql("select lane, extract(epoch from lease_until - now())::int as seconds from delivery order by lane desc");
    expect(leases).toEqual([{ lane: 'ring', seconds: 2 }, { lane: 'message', seconds: 15 }]);
    await set(ring, "lease_until = now() - interval '1 ms'");
    expect(await dueIds()).toEqual([ring.id]);
  });

  it('is not given what it looked at before', async () => {
    await set(await anna.isSent(phone, { seconds: 3_600 }), "due_at = now() - interval '10 s'");
    await connect(HERE);
    expect(await deliveries.due(HERE, 5_000, 10)).toEqual([]);
    expect(await deliveries.due(HERE, 20_000, 10)).toHaveLength(1);
  });

  it.each([
    ['is over', "expires_at = now() - interval '1 ms'"], ['is not due yet', "due_at = now() + interval '1 minute'"], ['was written', "status = 'sent'"], ['was confirmed', "status = 'delivered'"],
    ['was cancelled', "status = 'cancelled'"], ['failed', "status = 'failed'"], ['is somebody else’s to deliver', "provider = 'fcm'"],
  ])('is not given what %s', async (_what, change) => {
    await set(await anna.isSent(phone), change);
    await connect(HERE);
    expect(await due()).toEqual([]);
  });

  it.each([
    ['was switched off', "state = 'inactive', ended_at = now()"],
    ['moved to somebody else', "state = 'moved', ended_at = now(), token_hash = null, token_sealed = null, socket_hash = null"],
  ])('is not given what is for a token that %s', async (_what, change) => {
    await anna.isSent(phone);
    await connect(HERE);
    await sql(`update push_token set ${change} where id = $1`, [phone.id]);
    expect(await due()).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('at the same time as another never gets the same: two hundred deliveries, six looks at once', async () => {
    const sent = new Set<string>();
    for (let i = 0; i < 200; i++) sent.add((await anna.isSent(phone)).id);
    await connect(HERE);
    const found: string[] = [];
    for (let rows: SocketDeliveryRow[][] = []; found.length < 200;) {
      rows = await Promise.all(Array.from({ length: 6 }, () => due(HERE, 25)));
      expect(rows.flat().length).toBeGreaterThan(0);
      found.push(...rows.flat().map(({ id }) => id));
    }
    expect(found).toHaveLength(200);
    expect(new Set(found)).toEqual(sent);
  });

  it('while the phone moves from process to process claims each delivery for one of them', async () => {
    for (let i = 0; i < 100; i++) await anna.isSent(phone, { lane: 'message' });
    await connect(HERE);
    const moves = (async () => { for (let i = 0; i < 20; i++) await connect(i % 2 ? HERE : THERE); })();
    const looks = Array.from({ length: 40 }, (_, i) => due(i % 2 ? HERE : THERE, 5));
    const found = (await Promise.all(looks)).flat().map(({ id }) => id);
    await moves;
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('a phone that connects', () => {
  it('is given everything that it has not confirmed, the oldest first, leased or not', async () => {
    const [pending, written, leased] = [await anna.isSent(phone), await anna.isSent(phone, { lane: 'message', seconds: 3_600 }), await anna.isSent(phone)];
    await connect(HERE);
    await due();
    await deliveries.sent([keyOf(written)]);
    expect(await waiting()).toEqual([pending, written, leased].map(({ id }) => id));
    expect(await dueIds()).toEqual([]);
  });

  it('is given what waits in both registries, and nothing of another phone', async () => {
    const forMessages = await anna.hasSocketPhone('phone', 'message');
    await anna.isSent(await anna.hasSocketPhone('other phone'));
    const sent = [await anna.isSent(phone), await anna.isSent(forMessages, { lane: 'message' })];
    expect(await waiting()).toEqual(sent.map(({ id }) => id));
  });

  it('is given so many at once, the oldest of them', async () => {
    const sent: string[] = [];
    for (let i = 0; i < 5; i++) sent.push((await anna.isSent(phone)).id);
    expect(await waiting('phone', 3)).toEqual(sent.slice(0, 3));
  });

  it.each([
    ['is over', "expires_at = now() - interval '1 ms'"], ['was written and is over', "status = 'sent', expires_at = now() - interval '1 ms'"], ['was confirmed', "status = 'delivered'"],
    ['was cancelled', "status = 'cancelled'"], ['failed', "status = 'failed'"], ['is not due yet', "due_at = now() + interval '1 minute'"],
  ])('is not given what %s', async (_what, change) => {
    await set(await anna.isSent(phone), change);
    expect(await waiting()).toEqual([]);
  });
});

describe('what becomes of a delivery', () => {
  it('goes from pending to sent to delivered', async () => {
    const delivery = await anna.isSent(phone);
    expect(await statusOf(delivery)).toBe('pending');
    await deliveries.sent([keyOf(delivery)]);
    expect(await statusOf(delivery)).toBe('sent');
    const [{ sent_at }] = (await sql<{ sent_at: Date }>('select sent_at from delivery where id = $1', [delivery.id])) as [{ sent_at: Date }];
    await deliveries.delivered([keyOf(delivery)]);
    const [row] = await sql('select status, sent_at, lease_until from delivery where id = $1', [delivery.id]);
    expect(row).toEqual({ status: 'delivered', sent_at, lease_until: null });
  });

  it('may be known as delivered before anybody noted that it was sent, and stays so', async () => {
    const delivery = await anna.isSent(phone);
    await deliveries.delivered([keyOf(delivery)]);
    await deliveries.sent([keyOf(delivery)]);
    const [row] = await sql<{ status: string; sent_at: Date | null }>('select status, sent_at from delivery where id = $1', [delivery.id]);
    expect(row).toEqual({ status: 'delivered', sent_at: expect.any(Date) });
  });

  it.each(['cancelled', 'failed'])('stays %s, whatever is noted later', async (status) => {
    const delivery = await anna.isSent(phone);
    await set(delivery, `status = '${status}'`);
    await deliveries.sent([keyOf(delivery)]);
    await deliveries.delivered([keyOf(delivery)]);
    expect(await statusOf(delivery)).toBe(status);
  });

  it('is not changed by the key of another tenant, nor by none', async () => {
    const delivery = await anna.isSent(phone);
    await deliveries.delivered([{ tenantId: 'tnt_b', id: delivery.id }]);
    await deliveries.delivered([]);
    await deliveries.sent([]);
    expect(await statusOf(delivery)).toBe('pending');
  });

  it('is noted once and for all, however many note it in whatever order', async () => {
    const sent: Delivery[] = [];
    for (let i = 0; i < 60; i++) sent.push(await anna.isSent(phone));
    const keys = sent.map(keyOf);
    await Promise.all(Array.from({ length: 12 }, (_, i) => {
      const order = i % 2 ? keys : [...keys].reverse();
      return i % 3 === 0 ? deliveries.delivered(order) : i % 3 === 1 ? deliveries.sent(order) : deliveries.forPhone(hashOf('phone'), 100);
    }));
    expect(await sql('select distinct status from delivery')).toEqual([{ status: 'delivered' }]);
    expect(await test.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()')).toEqual([{ n: 0 }]);
  });
});

describe('a delivery whose time is over', () => {
  it('has failed as expired when nobody got it', async () => {
    const [late, fresh, written] = [await anna.isSent(phone, { seconds: 0 }), await anna.isSent(phone), await anna.isSent(phone, { seconds: 0 })];
    await set(written, "status = 'sent'");
    expect(await expire()).toBe(1);
    expect(await sql('select status, error from delivery where id = $1', [late.id])).toEqual([{ status: 'failed', error: 'expired' }]);
    expect([await statusOf(fresh), await statusOf(written)]).toEqual(['pending', 'sent']);
    expect(await expire()).toBe(0);
  });

  it('is ended by one of several that look at once, so many at a time', async () => {
    for (let i = 0; i < 30; i++) await anna.isSent(phone, { seconds: 0 });
    expect(await expire(10)).toBe(10);
    const ended = await Promise.all([expire(), expire(), expire()]);
    expect(ended.reduce((a, b) => a + b)).toBe(20);
  });
});

describe('whoever holds connections', () => {
  it('is told to look', async () => {
    const heard: string[] = [];
    const notifications = await Notifications.open({ url: test.url, log: { info: () => undefined, warn: () => undefined } });
    await notifications.listen(DUE_CHANNEL, (payload) => heard.push(payload));
    await deliveries.wake();
    await until(() => heard.length > 0);
    expect(heard).toEqual(['']);
    await notifications.close();
  });
});
