import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@ringpost/domain';
import { capturedLog } from '../testing/captured-log.js';
import { get } from '../testing/serve.js';
import { HealthProbe, HealthService } from './health.js';
import { startHealthServer } from './health-server.js';
import { Metrics } from './metrics.js';

class Probe extends HealthProbe {
  asked = 0;
  constructor(readonly name: string, private readonly answer: () => Promise<void>) {
    super();
  }
  check(): Promise<void> {
    this.asked++;
    return this.answer();
  }
}
const ready = async (): Promise<void> => {};
const { log, text } = capturedLog();

describe('readiness', () => {
  it('needs every probe, and tells which one failed but not why', async () => {
    const health = new HealthService([new Probe('database', ready), new Probe('keys', () => Promise.reject(new Error('secret host')))], log);
    expect(await health.readiness()).toEqual({ status: 'unavailable', checks: { database: 'ok', keys: 'failed' } });
    expect(text()).toContain('secret host');
  });

  it('does not wait for a probe that hangs, and asks all at once', async () => {
    const health = new HealthService([new Probe('a', () => new Promise(() => {})), new Probe('b', () => new Promise(() => {})), new Probe('c', () => { throw new Error('at once'); })], log, 50);
    const started = performance.now();
    expect((await health.readiness()).checks).toEqual({ a: 'failed', b: 'failed', c: 'failed' });
    expect(performance.now() - started).toBeLessThan(95);
  });

  it('is found out once for callers that arrive together', async () => {
    const probe = new Probe('database', () => sleep(20));
    const health = new HealthService([probe], log);
    await Promise.all([health.readiness(), health.readiness(), health.readiness()]);
    await health.readiness();
    expect(probe.asked).toBe(2);
  });
});

describe('the health server', () => {
  it('serves health and metrics without a token', async () => {
    const health = new HealthService([new Probe('database', ready)], log);
    const server = await startHealthServer({ host: '127.0.0.1', port: 0 }, { health, metrics: new Metrics() }, { config: { trustProxy: false }, log, clock: new SystemClock() });
    const url = server.listeningOrigin;
    expect(await get(`${url}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await get(`${url}/health/ready`)).toMatchObject({ status: 200, body: { status: 'ok', checks: { database: 'ok' } } });
    const metrics = await fetch(`${url}/metrics`);
    expect([metrics.status, metrics.headers.get('content-type'), (await metrics.text()).includes('nodejs_')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', true]);
    expect(await get(`${url}/other`)).toMatchObject({ status: 404, body: { code: 40400001 } });
    health.draining = true;
    expect(await get(`${url}/health/ready`)).toMatchObject({ status: 503, body: { status: 'draining' } });
    expect((await get(`${url}/health/live`)).status).toBe(200);
    await server.close();
  });
});
