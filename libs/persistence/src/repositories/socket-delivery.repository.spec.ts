import type { Delivery, DeliveryStatus, PushToken } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { Notifications } from '../notifications.js';
import { createTestDatabase, hashOf, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { DUE_CHANNEL, SocketDeliveryRepository, type DeliveryKey, type DueQuery, type SocketDeliveryRow } from './socket-delivery.repository.js';
import { SocketPresenceRepository } from './socket-presence.repository.js';

let test: TestDatabase;
let deliveries: SocketDeliveryRepository;
let anna: TestUser;
let phone: PushToken;
beforeAll(async () => {
  test = await createTestDatabase();
  deliveries = new SocketDeliveryRepository(test.db, new Date());
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
const page = (query: Partial<DueQuery> = {}, limit = 1_000): Promise<SocketDeliveryRow[]> => deliveries.due({ process: HERE, rings: true, windowMs: HOUR_MS, ...query }, limit);
const due = async (process = HERE): Promise<SocketDeliveryRow[]> => [...(await page({ process })), ...(await page({ process, rings: false }))];
const dueIds = async (process = HERE): Promise<string[]> => (await due(process)).map(({ id }) => id);
const waiting = async (address = 'phone', limit = 100): Promise<string[]> => (await deliveries.forPhone(hashOf(address), undefined, limit)).map(({ id }) => id);
const keyOf = ({ tenantId, id }: Delivery): DeliveryKey => ({ tenantId, id });
const set = (delivery: Delivery, what: string): Promise<unknown> => sql(`update delivery set ${what} where id = $1`, [delivery.id]);
const statusOf = async (delivery: Delivery): Promise<DeliveryStatus> => (await test.db.runAsSystem('push socket', (tx) => deliveries.state(tx, keyOf(delivery))))!.status;
const expire = (limit = 1_000): Promise<number> => deliveries.expire(limit);

describe('a process that looks for what is due', () => {
  it('is given what is for phones that are connected to it, and nothing else', async () => {
    const other = await anna.hasSocketPhone('other phone');
    const away = await anna.hasSocketPhone('phone that is away');
    const [mine, theirs] = [await anna.isSent(phone), await anna.isSent(other)];
    await anna.isSent(away);
    await connect(HERE);
    await connect(THERE, 'other phone');
    expect(await due()).toEqual([{ tenant_id: 'tnt_a', id: mine.id, message_id: mine.messageId, socket_hash: hashOf('phone'), due_at: expect.any(String), lane: 'ring', payload_sealed: Buffer.from('sealed payload') }]);
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

  it('is given rings or what is none, the older ones first', async () => {
    const [message, ring, bulk, laterRing] = [await anna.isSent(phone, { lane: 'message' }), await anna.isSent(phone), await anna.isSent(phone, { lane: 'bulk' }), await anna.isSent(phone)];
    await connect(HERE);
    const ids = async (rings: boolean): Promise<string[]> => (await page({ rings })).map(({ id }) => id);
    expect(await ids(true)).toEqual([ring.id, laterRing.id]);
    expect(await ids(false)).toEqual([message.id, bulk.id]);
  });

  it('is given a long list in parts, each row once, however many are due at the same moment', async () => {
    await connect(HERE);
    const sent: string[] = [];
    for (let i = 0; i < 7; i++) sent.push((await anna.isSent(phone)).id);
    await sql('update delivery set due_at = now() where id = any($1)', [sent.slice(2)]);
    const seen: SocketDeliveryRow[] = [];
    for (let part = await page({}, 3); part.length > 0; part = await page({ after: part.at(-1) }, 3)) seen.push(...part);
    expect(seen.map(({ id }) => id)).toEqual(sent);
  });

  it('is given it for as long as nobody noted that it was written', async () => {
    const [ring, message] = [await anna.isSent(phone), await anna.isSent(phone, { lane: 'message' })];
    await connect(HERE);
    for (let i = 0; i < 2; i++) expect(await dueIds()).toEqual([ring.id, message.id]);
    await deliveries.sent([keyOf(ring)]);
    expect(await dueIds()).toEqual([message.id]);
  });

  it('is not given what is for phones to which nothing can be written now', async () => {
    await connect(HERE);
    await connect(HERE, 'other phone');
    await anna.isSent(phone);
    const other = await anna.isSent(await anna.hasSocketPhone('other phone'));
    expect((await page({ except: [hashOf('phone')] })).map(({ id }) => id)).toEqual([other.id]);
    expect(await page({ except: [hashOf('phone'), hashOf('other phone')] })).toEqual([]);
  });

  it('is not given what it looked at before', async () => {
    await set(await anna.isSent(phone, { seconds: 3_600 }), "due_at = now() - interval '10 s'");
    await connect(HERE);
    expect(await page({ windowMs: 5_000 })).toEqual([]);
    expect(await page({ windowMs: 20_000 })).toHaveLength(1);
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

  it('is given nothing any more once another one holds the phone', async () => {
    const { id } = await anna.isSent(phone);
    await connect(HERE);
    expect(await dueIds()).toEqual([id]);
    await connect(THERE);
    expect([await dueIds(), await dueIds(THERE)]).toEqual([[], [id]]);
  });
});

describe('a phone that connects', () => {
  it('is given everything that it has not confirmed, rings first, then the oldest', async () => {
    const [pending, written, later] = [await anna.isSent(phone), await anna.isSent(phone, { lane: 'message', seconds: 3_600 }), await anna.isSent(phone)];
    await deliveries.sent([keyOf(written)]);
    expect(await waiting()).toEqual([pending, later, written].map(({ id }) => id));
  });

  it('is given a long list in parts', async () => {
    const messages = [await anna.isSent(phone, { lane: 'message' }), await anna.isSent(phone, { lane: 'bulk' })], rings = [await anna.isSent(phone), await anna.isSent(phone)];
    const seen: SocketDeliveryRow[] = [];
    for (let part = await deliveries.forPhone(hashOf('phone'), undefined, 1); part.length > 0; part = await deliveries.forPhone(hashOf('phone'), part.at(-1), 1)) seen.push(...part);
    expect(seen.map(({ id }) => id)).toEqual([...rings, ...messages].map(({ id }) => id));
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
    const [row] = await sql('select status, sent_at from delivery where id = $1', [delivery.id]);
    expect(row).toEqual({ status: 'delivered', sent_at });
  });

  it('may be known as delivered before anybody noted that it was sent, and stays so', async () => {
    const delivery = await anna.isSent(phone);
    await deliveries.delivered([keyOf(delivery)]);
    await deliveries.sent([keyOf(delivery)]);
    const [row] = await sql<{ status: string; sent_at: Date | null }>('select status, sent_at from delivery where id = $1', [delivery.id]);
    expect(row).toEqual({ status: 'delivered', sent_at: expect.any(Date) });
  });

  it('is delivered also when it was taken for expired before that could be noted', async () => {
    const delivery = await anna.isSent(phone);
    await set(delivery, "status = 'failed', error = 'expired'");
    await deliveries.sent([keyOf(delivery)]);
    expect(await statusOf(delivery)).toBe('failed');
    await deliveries.delivered([keyOf(delivery)]);
    expect(await sql('select status, error from delivery where id = $1', [delivery.id])).toEqual([{ status: 'delivered', error: null }]);
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
      return i % 3 === 0 ? deliveries.delivered(order) : i % 3 === 1 ? deliveries.sent(order) : deliveries.forPhone(hashOf('phone'), undefined, 100);
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
