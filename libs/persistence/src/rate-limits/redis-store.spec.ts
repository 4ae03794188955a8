import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimit, RateVerdict } from '@ringpost/domain';
import type { Database } from '../database.js';
import { RateLimits } from './rate-limits.js';

const AVAILABLE = spawnSync('redis-server', ['--version']).status === 0;
if (!AVAILABLE) console.warn('no redis-server on this machine: limits in Redis are not tested');
const NO_DATABASE = undefined as unknown as Database; // nothing is asked of it

const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));
const takeMany = (limit: RateLimit, n: number, key = 'tnt_a/anna'): Promise<RateVerdict[]> => Promise.all(times(n, () => limit.take(key)));
const allowedOf = (verdicts: RateVerdict[]): number => verdicts.filter(({ allowed }) => allowed).length;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function startRedis(port: number): Promise<ChildProcess> {
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--requirepass', 'hunter2'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve) => server.stdout.on('data', (data) => { if (String(data).includes('Ready to accept connections')) resolve(); }));
  return server;
}

const stopRedis = (server: ChildProcess): Promise<unknown> => {
  const over = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  return over;
};

(AVAILABLE ? describe : describe.skip)('limits in Redis', () => {
  const OUTAGE = 'rate limits are not shared: each process counts for itself', RECOVERY = 'rate limits are shared again';
  let port: number, url: string, server: ChildProcess, said: string[];
  const opened: RateLimits[] = [];
  const open = async (redisUrl = url, patienceMs = 20_000): Promise<RateLimits> => {
    const limits = await RateLimits.open(NO_DATABASE, { redisUrl, patienceMs, log: { warn: (context, message) => said.push(message, JSON.stringify(context)), info: (_, message) => said.push(message) } });
    opened.push(limits);
    return limits;
  };
  const messages = (): string[] => said.filter((line) => !line.startsWith('{'));
  const until = async (done: () => boolean): Promise<void> => { while (!done()) await sleep(5); };

  beforeAll(async () => {
    port = await freePort();
    url = `redis://:hunter2@127.0.0.1:${port}`;
    server = await startRedis(port);
  });
  afterAll(() => stopRedis(server));
  beforeEach(() => { said = []; });
  afterEach(() => Promise.all(opened.splice(0).map((limits) => limits.close())));

  it('allow together exactly what one would, window after window', async () => {
    const limits = await Promise.all(times(3, async () => (await open()).limit({ name: 'shared', points: 100, windowSeconds: 2 })));
    for (let window = 0; window < 2; window++) {
      const verdicts = (await Promise.all(limits.map((limit) => takeMany(limit, 200)))).flat();
      expect(allowedOf(verdicts)).toBe(100);
      expect(verdicts.filter(({ allowed }) => allowed).map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual(times(100, (i) => i));
      for (const { resetMs } of verdicts) expect(resetMs > 0 && resetMs <= 2_000).toBe(true);
      await sleep(Math.max(...verdicts.map(({ resetMs }) => resetMs)) + 2);
    }
    expect(said).toEqual([]);
  });

  it('take any text for a key, and store nothing of it', async () => {
    const limit = (await open()).limit({ name: 'odd', points: 1, windowSeconds: 60 });
    const keys = ['', ' ', '\0', '{a}', '\ud800', '\ud801', '用户', 'x'.repeat(100_000)];
    for (const allowed of [true, false]) expect(await Promise.all(keys.map(async (key) => (await limit.take(key)).allowed))).toEqual(keys.map(() => allowed));
    const stored = spawnSync('redis-cli', ['-p', String(port), '-a', 'hunter2', 'keys', 'ringpost:odd:*'], { encoding: 'utf8' }).stdout.trim().split('\n');
    expect(stored).toEqual(keys.map(() => expect.stringMatching(/^ringpost:odd:[0-9a-f]{32}$/)));
  });

  it('are counted by each process while Redis is away, which is told once, and so is the recovery', async () => {
    const limit = (await open()).limit({ name: 'away', points: 10, windowSeconds: 60 });
    expect(await limit.take('k')).toMatchObject({ remaining: 9 });
    await stopRedis(server);
    expect(allowedOf(await takeMany(limit, 30))).toBe(10);
    expect(await limit.take('k')).toMatchObject({ remaining: 9 });
    server = await startRedis(port);
    await until(() => messages().length > 1);
    expect(await limit.take('k')).toMatchObject({ remaining: 9 }); // of a Redis that was started anew
    expect(messages()).toEqual([OUTAGE, RECOVERY]);
  });

  it('do not wait for a Redis that hangs', async () => {
    const limit = (await open(url, 250)).limit({ name: 'hangs', points: 10, windowSeconds: 60 });
    await limit.take('k');
    server.kill('SIGSTOP');
    expect(allowedOf(await takeMany(limit, 30))).toBe(10);
    for (let i = 0; i < 100; i++) expect(await limit.take(`k${i}`)).toMatchObject({ remaining: 9 });
    server.kill('SIGCONT');
    await until(() => messages().length > 1);
    expect(messages()).toEqual([OUTAGE, RECOVERY]);
  });

  it('start without a Redis, and tell of it without its password', async () => {
    for (const [address, points, reason] of [['redis://:hunter3@127.0.0.1:1', 5, 'ECONNREFUSED'], [url.replace('hunter2', 'hunter3'), 7, 'WRONGPASS']] as const) {
      said = [];
      const limit = (await open(address)).limit({ name: 'none', points, windowSeconds: 60 });
      expect(allowedOf(await takeMany(limit, 20))).toBe(points);
      expect(messages()).toEqual([OUTAGE]);
      expect(said.join()).toContain(reason);
      expect(said.join()).not.toContain('hunter');
    }
  });
});
