import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Actor, type RateLimit, type RateVerdict } from '@ringpost/domain';
import { Database } from '../database.js';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { RateLimits } from './rate-limits.js';

let test: TestDatabase;
beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());

/** A log that remembers. */
class Told {
  readonly said: string[] = [];
  warn(_context: object, message: string): void { this.said.push(message); }
  info(_context: object, message: string): void { this.said.push(message); }
}
const OUTAGE = 'rate limits are not shared: each process counts for itself', RECOVERY = 'rate limits are shared again';

/** What one process of the service has of this: a database and limits of its own. */
class Process {
  readonly log = new Told();
  private constructor(readonly db: Database, readonly limits: RateLimits) {}

  /** Of patience as long as a busy machine may need, unless the test is about patience. */
  static async start(url = test.url, patienceMs = 20_000): Promise<Process> {
    const db = await Database.open({ url, connections: 3 });
    const log = new Told();
    const started = new Process(db, await RateLimits.open(db, { log, patienceMs }));
    return Object.assign(started, { log });
  }

  async stop(): Promise<void> {
    await this.limits.close();
    await this.db.close();
  }
}

/** Between a process and the server, to be cut off and to fall silent. */
class Wire {
  private readonly sockets = new Set<net.Socket>();
  private server: net.Server | undefined;
  private silent = false;
  private port = 0;

  constructor(private readonly target: URL) {}

  async open(): Promise<string> {
    this.silent = false;
    this.server = net.createServer((near) => {
      const far = net.connect(Number(this.target.port), this.target.hostname);
      for (const [from, to] of [[near, far], [far, near]] as const) {
        this.sockets.add(from);
        from.on('data', (data) => { if (!this.silent) to.write(data); }).on('close', () => to.destroy()).on('error', () => undefined);
      }
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as net.AddressInfo).port;
    return Object.assign(new URL(this.target), { hostname: '127.0.0.1', port: String(this.port) }).href;
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server!.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }

  fallSilent(): void {
    this.silent = true;
  }
}

const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));
const takeMany = (limit: RateLimit, n: number, key = 'tnt_a/anna'): Promise<RateVerdict[]> => Promise.all(times(n, () => limit.take(key)));
const allowedOf = (verdicts: RateVerdict[]): number => verdicts.filter(({ allowed }) => allowed).length;
/** Waits as long as the verdicts say. */
const windowOver = (verdicts: RateVerdict[]): Promise<void> => sleep(Math.max(...verdicts.map(({ resetMs }) => resetMs)) + 2);
const until = async (done: () => boolean): Promise<void> => { while (!done()) await sleep(5); };
const rows = (): Promise<Record<string, unknown>[]> => test.sql('select * from rate_limit order by key');
afterEach(() => test.sql('truncate rate_limit'));

describe('a limit', () => {
  let process: Process;
  beforeAll(async () => { process = await Process.start(); });
  afterAll(async () => {
    await process.stop();
    expect(process.log.said).toEqual([]);
  });

  it('allows as many requests as it says, and tells what is left and for how long', async () => {
    const limit = process.limits.limit({ name: 'plain', points: 3, windowSeconds: 60 });
    const verdicts: RateVerdict[] = [];
    for (let i = 0; i < 6; i++) verdicts.push(await limit.take('tnt_a/anna'));
    expect(verdicts.map(({ allowed, limit: of, remaining }) => [allowed, of, remaining])).toEqual([[true, 3, 2], [true, 3, 1], [true, 3, 0], [false, 3, 0], [false, 3, 0], [false, 3, 0]]);
    const resets = verdicts.map(({ resetMs }) => resetMs);
    for (const reset of resets) expect(Number.isInteger(reset) && reset > 50_000 && reset <= 60_000).toBe(true);
    expect(resets).toEqual(resets.toSorted((a, b) => b - a));
  });

  it('counts the requests of one moment in the order they came', async () => {
    const verdicts = await takeMany(process.limits.limit({ name: 'burst', points: 40, windowSeconds: 60 }), 50);
    expect(verdicts.map(({ remaining }) => remaining)).toEqual(times(50, (i) => Math.max(39 - i, 0)));
    expect(verdicts.map(({ allowed }) => allowed)).toEqual(times(50, (i) => i < 40));
  });

  it('is one for each of many keys, also of more than one statement takes', async () => {
    const limit = process.limits.limit({ name: 'many', points: 2, windowSeconds: 60 });
    const keyOf = (i: number): string => `tnt_${i % 3}/usr_${i}`;
    expect(allowedOf(await Promise.all(times(3_000, (i) => limit.take(keyOf(i)))))).toBe(3_000);
    expect(await rows()).toHaveLength(3_000);
    expect(allowedOf(await Promise.all(times(6_000, (i) => limit.take(keyOf(i % 3_000)))))).toBe(3_000);
  });

  it('is apart from another limit, and the same as one of its name', async () => {
    const [one, other, again] = ['one', 'other', 'one'].map((name) => process.limits.limit({ name, points: 1, windowSeconds: 60 }));
    expect(await Promise.all([one, other, again].map(async (limit) => (await limit!.take('k')).allowed))).toEqual([true, true, false]);
  });

  it('takes any text for a key, and stores nothing of it', async () => {
    const limit = process.limits.limit({ name: 'odd', points: 1, windowSeconds: 60 });
    const keys = ['', ' ', 'a', 'A', 'a\0', '{}', '{"a","b"}', '\\x00', "';drop table rate_limit", '\ud800', '\ud801', '\udc00', '用户', 'é', 'e\u0301', '👩‍👩‍👧', 'x'.repeat(1_000_000), `${'x'.repeat(1_000_000)}y`];
    expect(await Promise.all(keys.map(async (key) => (await limit.take(key)).allowed))).toEqual(keys.map(() => true));
    expect(await Promise.all(keys.map(async (key) => (await limit.take(key)).allowed))).toEqual(keys.map(() => false));
    expect((await rows()).map(({ key }) => (key as Buffer).length)).toEqual(keys.map(() => 16));
  });

  it('begins anew when as much time has passed as it said', async () => {
    const limit = process.limits.limit({ name: 'ending', points: 2, windowSeconds: 1 });
    for (let window = 0; window < 2; window++) {
      const verdicts = await takeMany(limit, 4);
      expect(verdicts.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([[true, 1], [true, 0], [false, 0], [false, 0]]);
      await windowOver(verdicts);
    }
    expect(await limit.take('tnt_a/anna')).toMatchObject({ allowed: true, remaining: 1 });
  });

  it('asks the database nothing more in a window that is used up', async () => {
    const limit = process.limits.limit({ name: 'full', points: 5, windowSeconds: 60 });
    await takeMany(limit, 5);
    const before = await rows();
    const refused = await takeMany(limit, 1_000);
    expect(allowedOf(refused)).toBe(0);
    for (const { remaining, resetMs } of refused) expect([remaining, resetMs > 50_000 && resetMs <= 60_000]).toEqual([0, true]);
    expect(await rows()).toEqual(before);
  });

  it('is not extended by requests that are refused', async () => {
    const limit = process.limits.limit({ name: 'fixed', points: 1, windowSeconds: 60 });
    await limit.take('k');
    const [before] = await rows();
    const another = await Process.start();
    await takeMany(another.limits.limit({ name: 'fixed', points: 1, windowSeconds: 60 }), 3, 'k');
    await another.stop();
    expect((await rows())[0]).toEqual({ ...before, points: 4 });
  });

  it('counts a request whose transaction was undone', async () => {
    const limit = process.limits.limit({ name: 'undone', points: 10, windowSeconds: 60 });
    const undone = new Error('changed my mind');
    await expect(process.db.run(Actor.of('tnt_a', 'anna'), async () => {
      expect(await limit.take('k')).toMatchObject({ remaining: 9 });
      throw undone;
    })).rejects.toBe(undone);
    await process.db.run(Actor.of('tnt_b', 'bert'), async () => void expect(await limit.take('k')).toMatchObject({ remaining: 8 }));
  });

  it('does not count in the transaction of a request that came before it in the same moment', async () => {
    const limit = process.limits.limit({ name: 'mixed', points: 10, windowSeconds: 60 });
    const inside = (tenant: string): Promise<RateVerdict> => process.db.run(Actor.of(tenant, 'anna'), () => limit.take(tenant));
    expect(await Promise.all([inside('tnt_a'), limit.take('tnt_c'), inside('tnt_b'), inside('tnt_a')])).toEqual(times(4, () => expect.objectContaining({ allowed: true })));
  });

  it.each([[0, 60], [1.5, 60], [NaN, 60], [-1, 60], [2 ** 31, 60], [1, 0], [1, 0.5], [1, Infinity], [1, 604_801]])('is not made of %d requests in %d s', (points, windowSeconds) => {
    expect(() => process.limits.limit({ name: 'bad', points, windowSeconds })).toThrow(RangeError);
  });
});

describe('several processes', () => {
  let processes: Process[];
  beforeEach(async () => { processes = await Promise.all(times(3, () => Process.start())); });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.stop()));
    for (const { log } of processes) expect(log.said).toEqual([]);
  });

  it('allow together exactly what one would, window after window', async () => {
    const limits = processes.map(({ limits }) => limits.limit({ name: 'shared', points: 100, windowSeconds: 2 }));
    for (let window = 0; window < 2; window++) {
      const verdicts = (await Promise.all(limits.map((limit) => takeMany(limit, 200)))).flat();
      expect(allowedOf(verdicts)).toBe(100);
      expect(verdicts.filter(({ allowed }) => allowed).map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual(times(100, (i) => i));
      await windowOver(verdicts);
    }
  });

  it('share many keys that they take in any order, without a deadlock', async () => {
    const limits = processes.map(({ limits }) => limits.limit({ name: 'crossed', points: 20, windowSeconds: 60 }));
    const verdicts: RateVerdict[] = [];
    for (let round = 0; round < 10; round++) {
      const order = times(300, (i) => (i * 7 + round * 13) % 300);
      verdicts.push(...(await Promise.all(limits.flatMap((limit, p) => (p % 2 ? order : order.toReversed()).map((i) => limit.take(`k${i}`))))));
    }
    expect(allowedOf(verdicts)).toBe(300 * 20);
    expect(await test.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()')).toEqual([{ n: 0 }]);
  });

  it('go on with what one of them left behind', async () => {
    const limit = { name: 'left', points: 5, windowSeconds: 60 };
    await takeMany(processes[0]!.limits.limit(limit), 3);
    expect((await takeMany(processes[1]!.limits.limit(limit), 3)).map(({ remaining, allowed }) => [allowed, remaining])).toEqual([[true, 1], [true, 0], [false, 0]]);
  });
});

describe('a database that is away', () => {
  const limit = { name: 'away', points: 10, windowSeconds: 60 };

  it('lets each process count for itself, which is told once, and so is the recovery', async () => {
    const wire = new Wire(new URL(test.url));
    const process = await Process.start(await wire.open());
    const away = process.limits.limit(limit);
    expect(await away.take('k')).toMatchObject({ remaining: 9 });
    await wire.cut();
    expect(allowedOf(await takeMany(away, 30, 'k'))).toBe(10);
    expect(allowedOf(await takeMany(away, 30, 'another'))).toBe(10);
    expect(await away.take('k')).toMatchObject({ allowed: false, limit: 10, remaining: 0 });
    expect(process.log.said).toEqual([OUTAGE]);
    await wire.open();
    await until(() => process.log.said.length > 1);
    expect(await away.take('k')).toMatchObject({ remaining: 8 });
    expect(process.log.said).toEqual([OUTAGE, RECOVERY]);
    await process.stop();
    await wire.cut();
  });

  it('does not keep the service from starting', async () => {
    const process = await Process.start('postgres://ringpost:x@127.0.0.1:1/ringpost');
    expect(allowedOf(await takeMany(process.limits.limit(limit), 20))).toBe(10);
    expect(process.log.said).toEqual([OUTAGE]);
    await process.stop();
  });

  it('is not told of once the limits are closed', async () => {
    const process = await Process.start();
    await process.stop();
    expect(allowedOf(await takeMany(process.limits.limit(limit), 20))).toBe(10);
    expect(process.log.said).toEqual([]);
  });
});

describe('a database that hangs', () => {
  const PATIENCE_MS = 250;
  const limit = { name: 'hangs', points: 10, windowSeconds: 60 };

  it('holds up the first requests for a moment and those behind them not at all', async () => {
    const process = await Process.start(test.url, PATIENCE_MS);
    const hanging = process.limits.limit(limit);
    await test.sql('begin; lock table rate_limit');
    expect(allowedOf(await takeMany(hanging, 20))).toBe(10);
    for (let i = 0; i < 100; i++) expect(await hanging.take(`k${i}`)).toMatchObject({ remaining: 9 });
    expect(process.log.said).toEqual([OUTAGE]);
    await test.sql('commit');
    await until(() => process.log.said.length > 1);
    await hanging.take('new');
    expect(process.log.said).toEqual([OUTAGE, RECOVERY]);
    await process.stop();
  });

  it('asks for one connection more at most, however long it lasts', async () => {
    const process = await Process.start(test.url, PATIENCE_MS);
    const hanging = process.limits.limit(limit);
    await test.sql('begin; lock table rate_limit');
    for (let i = 0; i < 20; i++) await Promise.all([takeMany(hanging, 3, `k${i}`), sleep(60)]);
    expect(await test.sql("select count(*)::int <= 2 as few from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).toEqual([{ few: true }]);
    await test.sql('commit');
    await until(() => process.log.said.length > 1);
    await process.stop();
  });

  it('may be one whose network lets nothing through any more', async () => {
    const wire = new Wire(new URL(test.url));
    const process = await Process.start(await wire.open(), PATIENCE_MS);
    const silent = process.limits.limit(limit);
    await silent.take('k');
    wire.fallSilent();
    expect(allowedOf(await takeMany(silent, 20, 'k'))).toBe(10);
    await wire.cut();
    await wire.open();
    await until(() => process.log.said.length > 1);
    expect(process.log.said).toEqual([OUTAGE, RECOVERY]);
    await process.stop();
    await wire.cut();
  });
});
