import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@ringpost/domain';
import { createHttp } from '../http/create-http.js';
import { capturedLog } from '../testing/captured-log.js';
import { get } from '../testing/serve.js';
import { HealthService } from './health.js';
import { closeHttp, closeTogether, installShutdown, type Closer } from './shutdown.js';

/** A process that can be signalled and tells with which code it ended. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  readonly ended = new Promise<number>((resolve) => { this.exit = (code) => { this.exits.push(code as number); resolve(code as number); return undefined as never; }; });
  exit: NodeJS.Process['exit'];
}

const { log, text } = capturedLog();
const plan = (closers: Closer[], deadlineMs?: number) => {
  const fake = new FakeProcess(), health = new HealthService([], log);
  installShutdown({ log, health, closers, deadlineMs, process: fake as unknown as NodeJS.Process });
  return { fake, health };
};
const closer = (name: string, close: () => Promise<unknown>): Closer => ({ name, close });

describe('a process that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'])('closes everything in order and exits 0 on %s', async (signal) => {
    const order: string[] = [];
    const { fake, health } = plan([closer('http', async () => { await sleep(20); order.push(`http ${health.draining}`); }), closer('database', async () => order.push('database'))]);
    fake.emit(signal, signal);
    expect(await fake.ended).toBe(0);
    expect(order).toEqual(['http true', 'database']);
  });

  it('closes the rest when one cannot be closed', async () => {
    const order: string[] = [];
    const { fake } = plan([closer('socket', () => Promise.reject(new Error('stuck'))), closer('database', async () => order.push('database'))]);
    fake.emit('SIGTERM', 'SIGTERM');
    expect([await fake.ended, order]).toEqual([0, ['database']]);
    expect(text()).toContain('"closer":"socket"');
  });

  it('closes what was grouped at the same time, whatever fails among it', async () => {
    const order: string[] = [];
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => { open = resolve; });
    const together = closeTogether('surfaces', [
      closer('api', () => opened.then(() => order.push('api'))), closer('legacy', () => { throw new Error('jammed'); }),
      closer('push socket', () => Promise.reject(new Error('drained too late'))), closer('health', async () => { order.push('health'); open(); }),
    ], log);
    const { fake } = plan([together, closer('database', async () => order.push('database'))]);
    fake.emit('SIGTERM', 'SIGTERM');
    expect([await fake.ended, order]).toEqual([0, ['health', 'api', 'database']]);
    for (const name of ['legacy', 'push socket']) expect(text()).toContain(`"closer":"${name}"`);
  });

  it('gives up at the deadline', async () => {
    const { fake } = plan([closer('never', () => new Promise(() => {}))], 50);
    fake.emit('SIGTERM', 'SIGTERM');
    expect(await fake.ended).toBe(1);
  });

  it('exits at once on a second signal, but not on the echo of the first', async () => {
    const { fake } = plan([closer('slow', () => sleep(3_000, undefined, { ref: false }))]);
    fake.emit('SIGINT', 'SIGINT');
    fake.emit('SIGINT', 'SIGINT');
    await sleep(1_050);
    expect(fake.exits).toEqual([]);
    fake.emit('SIGINT', 'SIGINT');
    expect(fake.exits).toEqual([1]);
  });

  it('lets requests in flight finish, and cuts those that do not', async () => {
    const server = createHttp({ config: { trustProxy: false }, log, clock: new SystemClock() });
    let finish = (): void => undefined, arrive = (): void => undefined;
    const both = new Promise<void>((resolve) => { let missing = 2; arrive = () => { if (--missing === 0) resolve(); }; });
    server.get('/slow', () => new Promise((resolve) => { finish = () => resolve({}); arrive(); }));
    server.get('/endless', () => new Promise(() => arrive()));
    await server.listen({ host: '127.0.0.1', port: 0 });
    const url = server.listeningOrigin;
    const slow = get(`${url}/slow`), endless = fetch(`${url}/endless`).then(() => 'answered', () => 'cut');
    await both;
    const { fake } = plan([closeHttp('api', server.server, () => server.close(), 2_000)]);
    fake.emit('SIGTERM', 'SIGTERM');
    await sleep(20);
    await expect(fetch(`${url}/slow`)).rejects.toThrow();
    finish();
    expect([(await slow).status, await endless, await fake.ended]).toEqual([200, 'cut', 0]);
  });
});
