import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Log } from './log.js';
import { createHttp } from './create-http.js';

let server: FastifyInstance;
let port: number;
beforeAll(async () => {
  server = createHttp({ config: { trustProxy: false }, log: pino({ level: 'silent' }) as Log, clock: { now: () => new Date() } });
  server.post('/', (_request, reply) => reply.send({}));
  await server.listen({ port: 0, host: '127.0.0.1' });
  port = (server.server.address() as net.AddressInfo).port;
});
afterAll(() => server.close());

/** What a client reads that sends everything first, as many do. */
async function answerTo(head: string, ...body: Buffer[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}\r\n\r\n`);
  for (const part of body) if (!socket.write(part)) await once(socket, 'drain');
  return text(socket);
}

describe('a body that is too large', () => {
  it.each([['kept open', 'Connection: keep-alive'], ['closed', 'Connection: close']])('is let pass by, so that its sender reads why on a connection that is %s', async (_how, connection) => {
    const part = Buffer.alloc(1_000_000, 'x');
    expect(await answerTo(`${connection}\r\nContent-Length: 10000000`, ...Array<Buffer>(10).fill(part))).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is told of also in chunks', async () => {
    const chunk = Buffer.concat([Buffer.from('f4240\r\n'), Buffer.alloc(1_000_000, 'x'), Buffer.from('\r\n')]);
    expect(await answerTo('Connection: close\r\nTransfer-Encoding: chunked', chunk, chunk, chunk, Buffer.from('0\r\n\r\n'))).toMatch(/^HTTP\/1\.1 413 /);
  });
});
