import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Body, Controller, ForbiddenException, Get, Post, Res, ServiceUnavailableException } from '@nestjs/common';
import { DomainError, SystemClock } from '@ringpost/domain';
import { IsInt } from 'class-validator';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Public } from '../auth/decorators.js';
import { createHttp } from '../http/create-http.js';
import { capturedLog } from '../testing/captured-log.js';
import { serve } from '../testing/serve.js';

class Item {
  @IsInt() n: number;
}

let wanted = '';
const thrown: Record<string, () => unknown> = {
  domain: () => new DomainError('moves_exhausted', { retryAfter: 60 }),
  bug: () => new TypeError('secret statement'),
  syntax: () => new SyntaxError('a bug of ours'),
  text: () => 'just text',
  nothing: () => undefined,
  forbidden: () => new ForbiddenException(),
  nest: () => new ServiceUnavailableException('internals'),
  database: () => new DomainError('unavailable', { retryAfter: 3, cause: new Error('connect ECONNREFUSED') }),
};

@Public()
@Controller('things')
class Things {
  @Get('throw/:what') fail(): never {
    throw thrown[wanted]?.();
  }
  @Get(':id') one(): object {
    return {};
  }
  @Post() add(@Body() item: Item): object {
    return { item };
  }
  @Get(':id/half') half(@Res() reply: FastifyReply): void {
    reply.raw.writeHead(200, { 'content-length': '100' }).write('half');
    throw new Error('too late');
  }
}
const clock = new SystemClock();
const captured = capturedLog();
const stops: (() => Promise<unknown>)[] = [];
const urls: Record<string, string> = {};

beforeAll(async () => {
  const nest = await serve({ controllers: [Things], log: captured.log, clock });
  urls.nest = nest.url;
  const bare: FastifyInstance = createHttp({ config: { trustProxy: false }, log: captured.log, clock });
  bare.get('/things/throw/:what', () => { throw thrown[wanted]?.(); });
  bare.get('/things/:id', () => ({}));
  bare.post('/things', ({ body }) => ({ item: body }));
  await bare.listen({ host: '127.0.0.1', port: 0 });
  urls.bare = bare.listeningOrigin;
  stops.push(() => nest.app.close(), () => bare.close());
});
afterAll(async () => { for (const stop of stops) await stop(); });

const send = async (kind: string, path: string, init: RequestInit = {}) => {
  const response = await fetch(urls[kind] + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
};
const post = (kind: string, body: RequestInit['body'], type = 'application/json') => send(kind, '/things', { method: 'POST', body, headers: { 'content-type': type } });

describe.each(['nest', 'bare'])('an error of a %s server', (kind) => {
  it.each([
    ['domain', 429, 42902001], ['bug', 500, 50009001], ['syntax', 500, 50009001], ['text', 500, 50009001], ['forbidden', 403, 40301003], ['nest', 503, 50309002], ['database', 503, 50309001],
  ])('thrown as %s has the envelope', async (what, status, code) => {
    wanted = what;
    const answer = await send(kind, `/things/throw/${what}`, { headers: { 'x-request-id': 'my.id-1' } });
    expect(answer).toMatchObject({ status, body: { code, status, request_id: 'my.id-1' } });
    expect(answer.headers.get('x-request-id')).toBe('my.id-1');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('is logged with its stack and never shown when it is ours', async () => {
    wanted = 'bug';
    const answer = await send(kind, '/things/throw/bug', { headers: { 'x-request-id': `${kind}-bug`, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|stack|TypeError/);
    expect(captured.lines.find((line) => line.request_id === `${kind}-bug` && line.level === 'error')).toMatchObject({
      msg: 'a request failed', path: '/things/throw/bug', trace_id: '0af7651916cd43dd8448eb211c80319c', err: { type: 'TypeError', message: 'secret statement', stack: expect.stringContaining('errors.http.spec') as string },
    });
  });

  it('is logged as a warning when something is away', async () => {
    wanted = 'database';
    expect((await send(kind, '/things/throw/database')).headers.get('retry-after')).toBe('3');
    expect(captured.lines.filter((line) => line.level === 'warn').at(-1)).toMatchObject({ err: { message: 'connect ECONNREFUSED' } });
  });

  it('is 404 for a path that is not there, and 405 for a method that is not there', async () => {
    expect(await send(kind, '/nothing')).toMatchObject({ status: 404, body: { code: 40400001 } });
    const answer = await send(kind, '/things/1', { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 405, body: { code: 40500001 } });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await send(kind, '/things', { method: 'PATCH' })).headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('does not arise from HEAD and OPTIONS', async () => {
    expect((await send(kind, '/things/1', { method: 'HEAD' })).status).toBe(200);
    const options = await send(kind, '/things/1', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await send(kind, '/nothing', { method: 'OPTIONS' })).status).toBe(404);
    expect((await send(kind, '/nothing', { method: 'HEAD' })).status).toBe(404);
  });

  it.each([
    ['a body that is no JSON', '{"n":', 400, 40000002],
    ['a body of blanks', '  ', 400, 40000002],
    ['a body that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 40000002],
    ['a body over 1 MiB', `{"n":"${'x'.repeat(1_048_576)}"}`, 413, 41300001],
    ['a body with NUL', '{"a":{"b":["x\\u0000"]}}', 400, 40000001],
  ])('arises from %s', async (_, body, status, code) => {
    expect(await post(kind, body as RequestInit['body'])).toMatchObject({ status, body: { code } });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'nonsense'])('arises from a body of type %s', async (type) => {
    expect(await post(kind, 'n=1', type)).toMatchObject({ status: 415, body: { code: 41500001 } });
  });

  it.each(['application/json; charset=utf-8', 'application/merge-patch+json', 'APPLICATION/JSON'])('does not arise from a body of type %s', async (type) => {
    expect(await post(kind, '{"n":1}', type)).toMatchObject({ body: { item: { n: 1 } } });
  });

  it('arises from NUL in the path or the query, naming where', async () => {
    expect(await send(kind, '/things/a%00b')).toMatchObject({ status: 400, body: { code: 40000001, errors: [{ field: 'id', code: 'format' }] } });
    expect(await send(kind, '/things/a?q=%00')).toMatchObject({ status: 400, body: { errors: [{ field: 'q', code: 'format' }] } });
    expect((await send(kind, '/things/a?q=%2500')).status).toBe(200);
  });

  it('arises from a path that cannot be decoded or is too long', async () => {
    expect(await send(kind, '/things/%ff%fe')).toMatchObject({ status: 400, body: { code: 40000003 } });
    expect(await send(kind, `/things/${'x'.repeat(513)}`)).toMatchObject({ status: 404, body: { code: 40400001 } });
  });

  it('is answered in the language that is preferred', async () => {
    expect((await send(kind, '/nothing', { headers: { 'accept-language': 'zh-CN' } })).body).toMatchObject({ message: '地址不存在', title: '未找到' });
  });

  it('arises from bytes that are no request', async () => {
    expect(await raw(kind, 'NONSENSE\r\n\r\n')).toMatchObject({ status: 400, body: { code: 40000003, status: 400, title: 'Bad Request' } });
    const answer = await raw(kind, `GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatchObject({ status: 431, body: { code: 40000003, status: 431, title: 'Request Header Fields Too Large' } });
    expect(answer.head).toContain(`x-request-id: ${String(answer.body.request_id)}`);
  });

  it('arises from a body that is shorter than announced', async () => {
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${urls[kind]}/things`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '50' } });
      request.on('error', () => resolve()).write('{"n":1}', () => request.destroy());
    });
    expect((await send(kind, '/things/1')).status).toBe(200);
  });
});

describe('an error of a Nest server', () => {
  it('names the members of a body that are wrong', async () => {
    expect(await post('nest', '{"n":"x"}')).toMatchObject({ status: 400, body: { code: 40000001, errors: [{ field: 'n', code: 'type' }] } });
    expect(await post('nest', undefined)).toMatchObject({ status: 400, body: { errors: [{ field: 'body', code: 'type' }] } });
  });

  it('cuts off an answer that has begun', async () => {
    await expect(fetch(`${urls.nest}/things/1/half`).then((response) => response.text())).rejects.toThrow();
    expect((await send('nest', '/things/1')).status).toBe(200);
  });
});

/** Writes bytes and reads the answer to its end. */
function raw(kind: string, bytes: string): Promise<{ status: number; head: string; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(urls[kind]!).port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('error', reject).on('end', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, body: JSON.parse(body) as Record<string, unknown> });
    });
  });
}
