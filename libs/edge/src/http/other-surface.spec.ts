import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Controller, Get, Post, Req, type INestApplication } from '@nestjs/common';
import { DomainError, SystemClock, type ErrorCode } from '@ringpost/domain';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/decorators.js';
import type { ErrorForm } from '../errors/error-form.js';
import { capturedLog } from '../testing/captured-log.js';
import { serve } from '../testing/serve.js';
import { makeKeyPair } from '../tls/make-key-pair.js';
import { createHttp, type HttpTools } from './create-http.js';

/** An error form unlike REST's: its own statuses, one member, no challenge. */
const errorForm: ErrorForm = ({ code }, { status }) => ({ status: status ?? (code === 'token_invalid' ? 401 : code === 'too_many_requests' ? 429 : 400), body: { message: code } });

const bodyOf = ({ body }: FastifyRequest): object => ({ bytes: body === undefined ? null : Buffer.isBuffer(body) ? body.toString('hex') : 'something else' });

@Public()
@Controller('v1/things')
class Things {
  @Post() add(@Req() request: FastifyRequest): object {
    return bodyOf(request);
  }
  @Get(':id') one(@Req() { params }: FastifyRequest): object {
    return params as object;
  }
  @Get(':id/fail/:code') fail(@Req() { params }: FastifyRequest): never {
    throw new DomainError((params as { code: ErrorCode }).code, { retryAfter: 7, cause: new Error('the reason') });
  }
}

const clock = new SystemClock();
const captured = capturedLog();
const stops: (() => Promise<unknown>)[] = [];
const origins: Record<string, string> = {};

beforeAll(async () => {
  const { cert, key } = await makeKeyPair('rsa', clock.now());
  const plain: HttpTools = { config: { trustProxy: false }, log: captured.log, clock, errorForm, parseBody: (bytes) => bytes, ignoreTrailingSlash: true, familyAddresses: false };
  const tls: HttpTools = { ...plain, https: { cert, key } };
  for (const [name, tools] of Object.entries({ 'nest http': plain, 'nest https': tls })) {
    const { app, url } = await serve({ controllers: [Things], log: captured.log, clock, surface: tools });
    origins[name] = tools.https === undefined ? url : url.replace('http:', 'https:');
    stops.push(() => (app as INestApplication).close());
  }
  const bare = createHttp(tls);
  bare.post('/v1/things', (request) => bodyOf(request));
  bare.get('/v1/things/:id', ({ params }) => params);
  bare.get<{ Params: { code: ErrorCode } }>('/v1/things/:id/fail/:code', ({ params }) => { throw new DomainError(params.code, { retryAfter: 7, cause: new Error('the reason') }); });
  await bare.listen({ host: '127.0.0.1', port: 0 });
  origins['bare https'] = bare.listeningOrigin;
  stops.push(() => bare.close());
});
afterAll(async () => { for (const stop of stops) await stop(); });

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: unknown;
}

const send = (kind: string, method: string, path: string, headers: OutgoingHttpHeaders = {}, body?: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const origin = origins[kind]!;
    const start = origin.startsWith('https') ? httpsRequest : httpRequest;
    const request = start(origin + path, { method, headers, agent: false, ...(origin.startsWith('https') && { rejectUnauthorized: false }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }));
    });
    request.on('error', reject).end(body);
  });

const portOf = (kind: string): number => Number(new URL(origins[kind]!).port);

/** All bytes that a connection brings until it ends. */
const readAll = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => { text += chunk; }).on('error', () => undefined).on('close', () => resolve(text));
  });

describe.each(['nest http', 'nest https', 'bare https'])('another surface (%s)', (kind) => {
  it('answers errors in its own form, without what belongs to REST', async () => {
    const answer = await send(kind, 'GET', '/v1/things/1/fail/token_invalid', { 'x-request-id': 'mine' });
    expect(answer).toMatchObject({ status: 401, body: { message: 'token_invalid' } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'mine', 'retry-after': '7' });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  it('says when to come back', async () => {
    const answer = await send(kind, 'GET', '/v1/things/1/fail/too_many_requests');
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: { message: 'too_many_requests' } });
  });

  it('logs what is ours to mend', async () => {
    expect(await send(kind, 'GET', '/v1/things/1/fail/internal', { 'x-request-id': `${kind[0]}-fault` })).toMatchObject({ body: { message: 'internal' } });
    expect(captured.lines.find((line) => line.request_id === `${kind[0]}-fault` && line.level === 'error')).toMatchObject({ err: { message: 'the reason' } });
  });

  it('names the methods that a path has, with and without a slash at its end', async () => {
    for (const path of ['/v1/things', '/v1/things/', '/v1/things/?x=1']) expect(await send(kind, 'PATCH', path)).toMatchObject({ headers: { allow: 'POST, OPTIONS' }, body: { message: 'method_not_allowed' } });
    expect(await send(kind, 'GET', '/nothing')).toMatchObject({ body: { message: 'route_not_found' } });
  });

  it('serves a path with a slash at its end', async () => {
    expect((await send(kind, 'GET', '/v1/things/7/?x=1')).body).toEqual({ id: '7' });
    expect((await send(kind, 'POST', '/v1/things/', {}, Buffer.from('a'))).body).toEqual({ bytes: '61' });
  });

  it.each(['application/json', 'application/json; charset=gbk', 'text/plain', 'application/x-www-form-urlencoded', 'json', ';', ''])('takes the bytes of a body of type %j', async (type) => {
    expect((await send(kind, 'POST', '/v1/things', { 'content-type': type }, Buffer.from([0x7b, 0xff, 0x00]))).body).toEqual({ bytes: '7bff00' });
  });

  it('takes a body without a type, and none', async () => {
    expect((await send(kind, 'POST', '/v1/things', {}, Buffer.from('{}'))).body).toEqual({ bytes: '7b7d' });
    expect((await send(kind, 'POST', '/v1/things', { 'transfer-encoding': 'chunked' }, Buffer.from('{}'))).body).toEqual({ bytes: '7b7d' });
    expect((await send(kind, 'POST', '/v1/things', { 'content-length': 0 })).body).toEqual({ bytes: null });
    expect((await send(kind, 'POST', '/v1/things', { 'content-type': 'application/json', 'content-length': 0 })).body).toEqual({ bytes: null });
    expect((await send(kind, 'GET', '/v1/things/7', { 'content-type': 'application/json', 'content-length': 0 })).body).toEqual({ id: '7' });
  });

  it('refuses a body over 1 MiB', async () => {
    expect(await send(kind, 'POST', '/v1/things', { 'content-type': 'nonsense' }, Buffer.alloc(1_048_577))).toMatchObject({ body: { message: 'body_too_large' } });
  });

  it('has addresses of its own', async () => {
    expect((await send(kind, 'GET', '/v1/things/a%00b')).body).toEqual({ id: 'a\0b' });
    expect((await send(kind, 'GET', '/communication/api/v1/v1/things/7')).body).toEqual({ message: 'route_not_found' });
    expect((await send(kind, 'GET', '/v1/things/%ff')).body).toEqual({ message: 'malformed_request' });
  });

  it('answers bytes that are no request', async () => {
    const socket = kind.endsWith('https') ? connectTls({ port: portOf(kind), host: '127.0.0.1', rejectUnauthorized: false }) : connect(portOf(kind), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(?:[\w-]+: [^\r]+\r\n)+\r\n\{"message":"malformed_request"\}$/);
  });
});

describe('a server that speaks TLS', () => {
  it('ends a connection that does not, and serves the next', async () => {
    const socket = connect(portOf('bare https'), '127.0.0.1');
    socket.write('GET /v1/things/7 HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await readAll(socket)).not.toContain('HTTP');
    expect((await send('bare https', 'GET', '/v1/things/7')).body).toEqual({ id: '7' });
  });
});
