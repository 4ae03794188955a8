import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Param, Req } from '@nestjs/common';
import { SystemClock, type Actor } from '@ringpost/domain';
import type { FastifyRequest } from 'fastify';
import { Caller } from '../auth/decorators.js';
import { signToken } from '../auth/sign-token.js';
import { Metrics } from '../operations/metrics.js';
import { installHealthRoutes } from '../operations/health-routes.js';
import { HealthService } from '../operations/health.js';
import { capturedLog } from '../testing/captured-log.js';
import { get, SECRET, serve } from '../testing/serve.js';
import { createHttp } from './create-http.js';

@Controller('notifications')
class Notifications {
  @Get(':id') one(@Caller() actor: Actor, @Param('id') id: string): object {
    return { id, user: actor.userId };
  }
  @Get(':id/broken') broken(@Req() request: FastifyRequest): never {
    throw new Error(`cannot use ${request.headers.authorization}`, { cause: { headers: request.headers } });
  }
}

const clock = new SystemClock();
const captured = capturedLog();
const metrics = new Metrics();
let served: Awaited<ReturnType<typeof serve>>, token: string;
beforeAll(async () => {
  served = await serve({ controllers: [Notifications], log: captured.log, clock, metrics });
  token = await signToken(SECRET, { user: 'usr_1', tenant: 'tnt_1', ttlSeconds: 60, now: new Date() });
});
afterAll(() => served.app.close());
const ask = (path: string, headers: Record<string, string> = {}) => get(served.url + path, { authorization: `Bearer ${token}`, ...headers });
/** The line of a request, which is written after its answer has arrived. */
const lineOf = async (id: string, message = 'request'): Promise<Record<string, unknown> | undefined> => {
  for (let i = 0; i < 50; i++) {
    const line = captured.lines.find((one) => one.request_id === id && one.msg === message);
    if (line !== undefined) return line;
    await sleep(10);
  }
  return undefined;
};

describe('an HTTP server', () => {
  it('serves the same under the prefixes of the family', async () => {
    expect((await ask('/bff/notification/api/v1/notifications/7')).body).toEqual({ id: '7', user: 'usr_1' });
  });

  it('answers with the id of the request', async () => {
    expect((await ask('/notifications/7', { 'x-request-id': 'abc' })).headers.get('x-request-id')).toBe('abc');
    expect((await ask('/notifications/7', { 'x-request-id': 'not usable' })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect((await get(`${served.url}/nothing`)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const undecodable = await get(`${served.url}/notifications/%ff`, { 'x-request-id': 'abc' });
    expect([undecodable.headers.get('x-request-id'), undecodable.body.request_id]).toEqual(['abc', 'abc']);
  });

  it('serves what arrives on an open connection while it stops', async () => {
    const server = createHttp({ config: { trustProxy: false }, log: captured.log, clock });
    server.get('/slow', async () => { await sleep(150); return { done: true }; });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const slow = get(`${server.listeningOrigin}/slow`);
    await sleep(50);
    const closed = server.close();
    expect(await slow).toMatchObject({ status: 200, body: { done: true } });
    await closed;
  });

  it('believes the proxies that it was told to', async () => {
    const seen = async (trustProxy: boolean | string[]): Promise<unknown> => {
      const server = createHttp({ config: { trustProxy }, log: captured.log, clock });
      server.get('/ip', ({ ip }) => ({ ip }));
      await server.listen({ host: '127.0.0.1', port: 0 });
      const { body } = await get(`${server.listeningOrigin}/ip`, { 'x-forwarded-for': '203.0.113.9' });
      await server.close();
      return body.ip;
    };
    expect([await seen(false), await seen(true), await seen(['127.0.0.0/8']), await seen(['10.0.0.1'])]).toEqual(['127.0.0.1', '203.0.113.9', '203.0.113.9', '127.0.0.1']);
  });

  it('takes an empty body of JSON for none', async () => {
    const server = createHttp({ config: { trustProxy: false }, log: captured.log, clock });
    server.delete('/it', ({ body }) => ({ empty: body === undefined }));
    await server.listen({ host: '127.0.0.1', port: 0 });
    for (const body of [undefined, '']) expect(await (await fetch(`${server.listeningOrigin}/it`, { method: 'DELETE', body, headers: { 'content-type': 'application/json' } })).json()).toEqual({ empty: true });
    expect(await (await fetch(`${server.listeningOrigin}/it`, { method: 'DELETE', body: '{}', headers: { 'content-type': 'application/json' } })).json()).toEqual({ empty: false });
    await server.close();
  });

  it('keeps a connection open for the next request', async () => {
    const answer = await new Promise<IncomingMessage>((resolve) => httpRequest(`${served.url}/nothing`, { headers: { connection: 'keep-alive' } }, resolve).end());
    answer.resume();
    expect(answer.headers['keep-alive']).toBe('timeout=65');
  });
});

describe('the log of requests', () => {
  it('has one line with what happened', async () => {
    await ask('/notifications/7?secret=value', { 'x-request-id': 'logged-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    expect(await lineOf('logged-1')).toEqual({
      level: 'info', time: expect.any(String) as string, method: 'GET', path: '/notifications/7', status: 200, ms: expect.any(Number) as number, request_id: 'logged-1',
      trace_id: '0af7651916cd43dd8448eb211c80319c', tenant: 'tnt_1', user: 'usr_1', msg: 'request',
    });
    expect(captured.lines.filter((line) => line.request_id === 'logged-1')).toHaveLength(1);
  });

  it('never has a token, whatever goes wrong', async () => {
    const statuses = [
      await ask('/notifications/7?access_token=' + token), await ask('/notifications/7/broken', { 'x-request-id': 'logged-2' }), await ask('/notifications/%ff'), await ask('/nothing'),
      await ask('/notifications/7', { 'x-tenant-id': 'tnt_2' }), await get(`${served.url}/notifications/7`, { authorization: `Bearer ${token}x` }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 500, 400, 404, 403, 401]);
    expect(await lineOf('logged-2')).toMatchObject({ status: 500 });
    expect(await lineOf('logged-2', 'a request failed')).toMatchObject({ err: { message: 'cannot use Bearer [token]' } });
    for (const part of token.split('.')) expect(captured.text()).not.toContain(part);
    expect(captured.text()).not.toContain('access_token');
  });

  it('redacts headers that somebody logs', () => {
    captured.log.info({ headers: { authorization: `Bearer ${token}` }, req: { headers: { authorization: token } }, authorization: token }, 'careless');
    expect(captured.text()).not.toContain(token);
  });

  it('is quiet about probes', async () => {
    const server = createHttp({ config: { trustProxy: false }, log: captured.log, clock });
    installHealthRoutes(server, { health: new HealthService([], captured.log), metrics });
    await server.listen({ host: '127.0.0.1', port: 0 });
    await get(`${server.listeningOrigin}/health/live`, { 'x-request-id': 'probe' });
    expect(await lineOf('probe')).toMatchObject({ level: 'debug' });
    await server.close();
  });
});

describe('the figures of requests', () => {
  it('are kept by the pattern of the route', async () => {
    await ask('/notifications/8');
    await ask('/unheard/of');
    await lineOf('x', 'none');
    const text = await metrics.text();
    expect(text).toMatch(/ringpost_http_requests_total\{method="GET",route="\/notifications\/:id",status="200"\} \d+/);
    expect(text).toMatch(/ringpost_http_requests_total\{method="GET",route="unmatched",status="404"\} \d+/);
    expect(text).toMatch(/ringpost_http_request_duration_seconds_bucket\{le="0.05",method="GET",route="\/notifications\/:id"\} \d+/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('/unheard/of');
  });
});
