import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { until } from '@ringpost/domain/testing';
import { HealthService, Metrics, createLog, loadConfig, loadTls } from '@ringpost/edge';
import { createLegacy } from './create-legacy.js';
import type { HandshakePace } from './socket/handshake-gate.js';
import { TestLegacy } from './testing/test-legacy.js';

const SECRET = 'a secret of the tests, long enough for HS256';
const dir = mkdtempSync(path.join(tmpdir(), 'ringpost-legacy-pace-'));
const log = createLog('silent');
let legacy: TestLegacy;
let app: NestFastifyApplication;
const sockets: net.Socket[] = [];

beforeAll(async () => { legacy = await TestLegacy.start(); }, 30_000);
afterAll(async () => {
  await legacy.stop();
  rmSync(dir, { recursive: true, force: true });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** The surface over HTTPS at a pace of its own. */
async function serve(handshakes: HandshakePace): Promise<void> {
  const { db: database, vault, clock, rateLimits } = legacy;
  const config = loadConfig({ AUTH_JWT_SECRET: SECRET, DATA_DIR: dir, LEGACY_TLS: 'self-signed' });
  const notifications = { listen: async () => undefined, isLive: false, epoch: 0 };
  const https = await loadTls(config, new Date());
  app = await createLegacy({ config, secrets: { jwtSecret: SECRET }, vault, database, rateLimits, notifications, log, clock, health: new HealthService([], log), metrics: new Metrics(), https, handshakes });
  await app.listen(0, '127.0.0.1');
}

const port = (): number => (app.getHttpServer().address() as AddressInfo).port;

/** A connection that says nothing yet. */
async function silent(): Promise<net.Socket> {
  const socket = net.connect(port(), '127.0.0.1');
  sockets.push(socket.on('error', () => undefined).resume()); // it may be closed at any moment
  await once(socket, 'connect');
  return socket;
}

/** What a call without a token is answered with. */
const call = async (agent: Agent | false): Promise<number | undefined> => {
  const asking = request({ port: port(), host: '127.0.0.1', path: '/v1/api/user/token', rejectUnauthorized: false, agent }).end();
  const [response] = await once(asking, 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
};

const connections = (): Promise<number> => new Promise((resolve, reject) => app.getHttpServer().getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count))));

describe('handshakes over HTTPS', () => {
  it('beyond the pace and those that wait are refused before TLS', async () => {
    await serve({ perSecond: 0.01, waiting: 1 });
    const [begun, waits] = [await silent(), await silent()];
    await until(async () => (await connections()) === 2);
    const refused = await silent();
    await until(() => refused.closed);
    expect([refused.bytesRead, begun.closed, waits.closed]).toEqual([0, false, false]);
  });

  it('have their turn one after the other, also one that said hello while it waited', async () => {
    await serve({ perSecond: 20, waiting: 5 });
    expect(await Promise.all(Array.from({ length: 4 }, () => call(false)))).toEqual([400, 400, 400, 400]);
  });

  it('do not concern a connection that is kept', async () => {
    await serve({ perSecond: 0.01, waiting: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) expect(await call(agent)).toBe(400);
    await expect(call(false)).rejects.toThrow(/socket|ECONNRESET/);
    expect(await call(agent)).toBe(400);
    agent.destroy();
  });

  it('are waited for no more by one that is gone: its place is free', async () => {
    await serve({ perSecond: 0.01, waiting: 1 });
    await silent();
    const gone = await silent();
    await until(async () => (await connections()) === 2);
    gone.resetAndDestroy();
    await until(async () => (await connections()) === 1);
    const next = await silent();
    await until(async () => (await connections()) === 2);
    expect(next.closed).toBe(false);
  });

  it('do not keep the server from closing', async () => {
    await serve({ perSecond: 0.01, waiting: 1 });
    const begun = tls.connect({ port: port(), host: '127.0.0.1', rejectUnauthorized: false });
    sockets.push(begun.on('error', () => undefined));
    await once(begun, 'secureConnect');
    const waits = await silent();
    await until(async () => (await connections()) === 2);
    begun.destroy();
    await app.close();
    await until(() => waits.closed);
    expect(waits.bytesRead).toBe(0);
  });
});
