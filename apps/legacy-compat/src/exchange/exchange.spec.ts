import { until } from '@ringpost/domain/testing';
import type { Claimed, Line, SocketDelivery, SocketDeliveryService, SocketLineService } from '@ringpost/messaging';
import type { DeliveryKey, Notifications } from '@ringpost/persistence';
import type { PhoneConnection } from '../socket/phone-connection.js';
import { Exchange } from './exchange.js';

const HASH = Buffer.alloc(32, 7), KEY = HASH.toString('hex');
const delivery = (n: number): SocketDelivery => ({ tenantId: 'tnt_1', id: `d${n}`, line: KEY, payload: `event ${n}` });
const PAGE = 100;

/** A phone as the exchange sees it. */
class FakeConnection {
  readonly got: string[] = [];
  token: string | undefined;
  isClosed = false;
  isBehind = false;
  admit(token: string): void { this.token = token; }
  close(): void { this.isClosed = true; }
  sendEvent(payload: string): boolean {
    if (this.isBehind || this.isClosed) return false;
    this.got.push(payload);
    return true;
  }
  get it(): PhoneConnection { return this as unknown as PhoneConnection; }
}

/** What the database would say. */
class FakeCore {
  readonly waiting: SocketDelivery[] = [];
  readonly notes: string[] = [];
  generation = 0n;
  forPhoneFails = 0;
  lost: Buffer[] = [];
  renewed: Buffer[] = [];
  asked = 0;
  told = 0;
  hold: Promise<void> = Promise.resolve();

  readonly lines = {
    open: async (): Promise<Line> => ({ token: 'rp', tokenHash: HASH, generation: ++this.generation }),
    close: async () => undefined,
    reassert: async () => {
      this.told++;
      return { lost: this.lost, renewed: this.renewed.splice(0) };
    },
    sweep: async () => 0,
    known: async () => 1,
  } as unknown as SocketLineService;

  readonly deliveries = {
    due: async (): Promise<Claimed> => ({ deliveries: [], last: undefined }),
    forPhone: async (_line: Line, after?: { id: string }): Promise<Claimed> => {
      this.asked++;
      await this.hold;
      if (this.forPhoneFails-- > 0) throw new Error('away');
      const from = after === undefined ? 0 : this.waiting.findIndex(({ id }) => id === after.id) + 1;
      const deliveries = this.waiting.slice(from, from + PAGE);
      return { deliveries, last: deliveries.length === PAGE ? ({ id: deliveries.at(-1)!.id } as Claimed['last']) : undefined };
    },
    sent: async () => undefined,
    delivered: async (keys: readonly DeliveryKey[]) => void this.notes.push(...keys.map(({ id }) => id)),
    expire: async () => 0,
  } as unknown as SocketDeliveryService;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const IDENTITY = { imei: '1', imsi: '2', bundleId: 'b' };
let core: FakeCore;
let exchange: Exchange;
let comesBack: () => void;
beforeEach(async () => {
  core = new FakeCore();
  exchange = new Exchange(core.lines, core.deliveries, quiet);
  const notifications = { listen: async () => undefined, onReturn: (then: () => void) => { comesBack = then; }, isLive: true } as unknown as Notifications;
  await exchange.start(notifications, { due: 'due', presence: 'presence' });
});
afterEach(() => exchange.stop());

async function connect(): Promise<FakeConnection> {
  const connection = new FakeConnection();
  exchange.registered(connection.it, IDENTITY);
  await until(() => connection.token !== undefined);
  return connection;
}

describe('what waits for a phone that connects', () => {
  it('is asked for again when that failed', async () => {
    core.forPhoneFails = 1;
    core.waiting.push(delivery(1));
    const phone = await connect();
    await until(() => phone.got.length === 1);
    expect(phone.got).toEqual(['event 1']);
  });

  it('comes as a whole however much it is, as the phone confirms it', async () => {
    for (let n = 0; n < 950; n++) core.waiting.push(delivery(n));
    const phone = await connect();
    const heartbeats = setInterval(() => exchange.heard(phone.it), 5);
    await until(() => phone.got.length === 950).finally(() => clearInterval(heartbeats));
    exchange.heard(phone.it);
    expect(new Set(phone.got).size).toBe(950);
    await until(() => core.notes.length === 950);
  });

  it('stops at some hundreds for a phone that never confirms', async () => {
    for (let n = 0; n < 950; n++) core.waiting.push(delivery(n));
    const phone = await connect();
    await until(() => phone.got.length === 500);
    const { asked } = core;
    comesBack();
    await until(() => core.told > 0);
    expect([phone.got.length, core.asked]).toEqual([500, asked]);
  });

  it('is not lost on its successor when it came for a connection that was displaced', async () => {
    let release: () => void = () => undefined;
    core.hold = new Promise((resolve) => { release = resolve; });
    core.waiting.push(delivery(1));
    const older = await connect();
    const newer = await connect();
    expect(older.isClosed).toBe(true);
    release();
    await until(() => newer.got.length === 1);
    exchange.closed(older.it);
    exchange.heard(newer.it);
    core.waiting.push(delivery(2));
    core.renewed.push(HASH);
    comesBack();
    await until(() => newer.got.length === 2);
    expect([older.got, newer.got]).toEqual([[], ['event 1', 'event 2']]);
  });
});

describe('a phone of which the database forgot who holds it', () => {
  it('gets what it missed as soon as that is told anew', async () => {
    const phone = await connect();
    await until(() => core.asked === 1);
    core.waiting.push(delivery(1));
    core.renewed.push(HASH);
    comesBack();
    await until(() => phone.got.length === 1);
  });

  it('is let go when somebody else holds it by now', async () => {
    const phone = await connect();
    core.lost = [HASH];
    comesBack();
    await until(() => phone.isClosed);
  });
});

describe('an event that is known to be written', () => {
  it('is not written again, before it was confirmed nor after', async () => {
    core.waiting.push(delivery(1));
    const phone = await connect();
    await until(() => phone.got.length === 1);
    for (let i = 0; i < 3; i++) {
      const { asked } = core;
      core.renewed.push(HASH);
      comesBack();
      await until(() => core.asked > asked);
      exchange.heard(phone.it);
    }
    expect(phone.got).toEqual(['event 1']);
  });
});
