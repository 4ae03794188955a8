import { randomBytes } from 'node:crypto';
import { until } from '@ringpost/domain/testing';
import type { DeliveryKey } from '@ringpost/persistence';
import { createTestDatabase, type TestDatabase } from '@ringpost/persistence/testing';
import { COMMAND } from './socket/frame.js';
import type { TestPhone } from './socket/testing/test-phone.js';
import { TestExchange, TestPhones } from './testing/test-exchange.js';

let database: TestDatabase;
let here: TestExchange;
let phones: TestPhones;
beforeAll(async () => {
  database = await createTestDatabase();
  here = await TestExchange.start(database);
  phones = new TestPhones(database);
});
afterAll(async () => {
  await here.stop();
  await database.drop();
});

/** The next event, whatever else comes before it. */
async function eventOf(phone: TestPhone): Promise<Record<string, string>> {
  for (;;) {
    const { command, payload } = await phone.next();
    if (command === COMMAND.event) return JSON.parse(payload) as Record<string, string>;
  }
}
const eventually = (key: DeliveryKey, status: string): Promise<void> => until(async () => (await phones.statuses(key))[0] === status);

/** A phone that is connected and in both registries. */
async function registered(userId?: string, tenantId?: string) {
  const connected = await here.connect();
  await phones.register(connected.token, userId, tenantId);
  return connected;
}

describe('an event', () => {
  it('reaches the phone, is sent when it was written and delivered with the next heartbeat', async () => {
    const { phone, token } = await registered();
    const key = await phones.ring(token, { device: 'Front door' });
    expect(await eventOf(phone)).toMatchObject({ uid: 'cam-1', device: 'Front door', type: '1' });
    await eventually(key, 'sent');
    phone.beat();
    await eventually(key, 'delivered');
  });

  it('waits for a phone that is away, and comes with the same guid until it is confirmed', async () => {
    const imei = '869999999999901';
    const first = await here.connect(imei);
    await phones.register(first.token);
    first.phone.socket.destroy();
    await until(async () => (await phones.holders(first.token)) === 0);
    const key = await phones.ring(first.token);
    expect(await phones.statuses(key)).toEqual(['pending']);
    const second = await here.connect(imei);
    const { guid } = await eventOf(second.phone);
    await eventually(key, 'sent');
    second.phone.socket.destroy();
    const third = await here.connect(imei);
    expect((await eventOf(third.phone)).guid).toBe(guid);
    third.phone.beat();
    await eventually(key, 'delivered');
    third.phone.socket.destroy();
    const fourth = await here.connect(imei);
    const later = await phones.ring(fourth.token);
    expect((await eventOf(fourth.phone)).guid).not.toBe(guid);
    await eventually(later, 'sent');
  });

  it('is found when nobody was woken for it', async () => {
    const { phone, token } = await registered();
    const key = await new TestPhones(database, { wakes: false }).ring(token);
    expect((await eventOf(phone)).uid).toBe('cam-1');
    await eventually(key, 'sent');
  });

  it('that nobody came for is failed with the reason', async () => {
    const { phone, token } = await registered();
    phone.socket.destroy();
    await until(async () => (await phones.holders(token)) === 0);
    const key = await phones.ring(token, {}, 1);
    await eventually(key, 'failed');
    const [row] = await database.db.runAsSystem('diagnosis', (tx) => tx.sql<{ error: string }>('select error from delivery where id = $1', [key.id]));
    expect(row!.error).toBe('expired');
  });

  it('for a token that moved to another user is not delivered any more', async () => {
    const imei = '869999999999902';
    const first = await here.connect(imei);
    await phones.register(first.token, 'usr_old');
    first.phone.socket.destroy();
    await until(async () => (await phones.holders(first.token)) === 0);
    const stale = await phones.ring(first.token, { uid: 'of-the-old-owner' });
    await phones.register(first.token, 'usr_new');
    const again = await here.connect(imei);
    const fresh = await phones.ring(again.token, { uid: 'of-the-new-owner' });
    expect((await eventOf(again.phone)).uid).toBe('of-the-new-owner');
    again.phone.beat();
    await eventually(fresh, 'delivered');
    expect(await phones.statuses(stale)).toEqual(['pending']);
  });

  it('reaches a phone that nobody has registered, and is nobody’s user’s', async () => {
    const { phone, token } = await here.connect();
    const key = await phones.ring(token);
    expect(key.tenantId).toBe('tnt_strangers');
    expect((await eventOf(phone)).uid).toBe('cam-1');
    phone.beat();
    await eventually(key, 'delivered');
  });

  it('waits for a phone that does not read, while others get theirs', async () => {
    const [slow, quick] = [await registered(), await registered()];
    slow.phone.stopReading();
    const info = { padding: randomBytes(20_000).toString('hex') };
    const keys: DeliveryKey[] = [];
    for (let i = 0; i < 150; i++) keys.push(await phones.ring(slow.token, { uid: `slow-${i}`, info }, 300));
    const other = await phones.ring(quick.token);
    expect((await eventOf(quick.phone)).uid).toBe('cam-1');
    await eventually(other, 'sent');
    slow.phone.socket.resume();
    const uids = new Set<string>();
    while (uids.size < keys.length) {
      uids.add((await eventOf(slow.phone)).uid!);
      slow.phone.beat();
    }
    await until(async () => (await phones.statuses(...keys)).every((status) => status === 'delivered'));
    expect(slow.phone.seen.filter(({ command }) => command === 3)).toHaveLength(keys.length);
  });
});

describe('several processes', () => {
  it('share the phones: the newest connection has the token, wherever it is', async () => {
    const there = await TestExchange.start(database);
    try {
      const imei = '869999999999903';
      const old = await here.connect(imei);
      await phones.register(old.token);
      const fresh = await there.connect(imei);
      expect(fresh.token).toBe(old.token);
      await old.phone.closed;
      const key = await phones.ring(fresh.token);
      expect((await eventOf(fresh.phone)).uid).toBe('cam-1');
      fresh.phone.beat();
      await eventually(key, 'delivered');
      const back = await here.connect(imei);
      await fresh.phone.closed;
      await until(async () => (await phones.holders(back.token)) === 1);
      const last = await phones.ring(back.token);
      expect((await eventOf(back.phone)).uid).toBe('cam-1');
      await eventually(last, 'sent');
    } finally {
      await there.stop();
    }
  });

  it('deliver each event once, however many there are', async () => {
    const there = await TestExchange.start(database);
    try {
      const connected = [...(await Promise.all([1, 2, 3].map(() => here.connect()))), ...(await Promise.all([1, 2, 3].map(() => there.connect())))];
      for (const { token } of connected) await phones.register(token, 'usr_many');
      const keys = (await Promise.all(connected.map(({ token }) => Promise.all(Array.from({ length: 40 }, (_, i) => phones.ring(token, { uid: `${i}` })))))).flat();
      await until(() => connected.every(({ phone }) => phone.seen.filter(({ command }) => command === 3).length >= 40));
      for (const { phone } of connected) phone.beat();
      await until(async () => (await phones.statuses(...keys)).every((status) => status === 'delivered'));
      for (const { phone } of connected) {
        const uids = phone.seen.filter(({ command }) => command === 3).map(({ payload }) => (JSON.parse(payload) as { uid: string }).uid);
        expect([uids.length, new Set(uids).size]).toEqual([40, 40]);
      }
    } finally {
      await there.stop();
    }
  });

  it('go on after everything they hear of each other was cut', async () => {
    const imei = '869999999999904';
    const { phone, token } = await here.connect(imei);
    await phones.register(token);
    await database.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ringpost notifications'");
    await database.db.runAsSystem('diagnosis', (tx) => tx.change('delete from socket_presence')); // as after a crash of the database
    await until(async () => (await phones.holders(token)) === 1);
    const key = await phones.ring(token);
    expect((await eventOf(phone)).uid).toBe('cam-1');
    phone.beat();
    await eventually(key, 'delivered');
  });

  it('write down what was confirmed before they end', async () => {
    const there = await TestExchange.start(database);
    const { phone, token } = await there.connect();
    await phones.register(token);
    const key = await phones.ring(token);
    await eventOf(phone);
    phone.beat();
    await phone.next(); // the answer: the heartbeat was heard
    await there.stop();
    expect(await phones.statuses(key)).toEqual(['delivered']);
    expect(await phones.holders(token)).toBe(0);
  });
});

describe('the figures', () => {
  it('tell how many phones there are', async () => {
    await registered();
    const text = await here.metrics.text();
    expect(text).toMatch(/ringpost_socket_phones [1-9]/);
    expect(text).toMatch(/ringpost_socket_events_written_total [1-9]/);
    expect(text).toMatch(/ringpost_socket_refused_total\{reason="pace"\} 0/);
  });
});
