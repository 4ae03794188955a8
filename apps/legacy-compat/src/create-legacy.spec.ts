import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { loadConfig, loadTls } from '@ringpost/edge';
import { TestLegacy } from './testing/test-legacy.js';

/** Everything a server says to these bytes until it closes the connection. */
async function exchange(socket: net.Socket, bytes: string): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

const listening = async (legacy: TestLegacy): Promise<number> => {
  await legacy.app.listen(0, '127.0.0.1');
  return (legacy.app.getHttpServer().address() as AddressInfo).port;
};

const LIST = 'GET /v1/api/user/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n';

describe('over TLS', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'ringpost-legacy-tls-'));
  let legacy: TestLegacy, port: number;
  beforeAll(async () => {
    legacy = await TestLegacy.start({ https: await loadTls(loadConfig({ DATA_DIR: dir, LEGACY_TLS: 'self-signed' }), new Date()) });
    port = await listening(legacy);
  }, 30_000);
  afterAll(async () => {
    await legacy.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each(['AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-ECDSA-AES128-GCM-SHA256'])('serves a phone of 2019 that knows TLS 1.2 and %s', async (cipher) => {
    const { token } = await legacy.phone();
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0` });
    await once(socket, 'secureConnect');
    const answer = await exchange(socket, `${LIST}Token: "${token}"\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
    expect(answer).toMatch(/\r\n\r\n\[\]$/);
  });
});

describe('over plain HTTP', () => {
  let legacy: TestLegacy, port: number;
  beforeAll(async () => {
    legacy = await TestLegacy.start();
    port = await listening(legacy);
  }, 30_000);
  afterAll(() => legacy.stop());

  it('answers on a connection that the client wants closed', async () => {
    const { token } = await legacy.phone();
    expect(await exchange(net.connect(port, '127.0.0.1'), `${LIST}tOkEn: ${token}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\[\]$/);
  });

  it('reads a body in chunks', async () => {
    const { token } = await legacy.phone();
    const body = ['{"push_token":"in-', 'chunks","language":"en"}'].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
    const answer = await exchange(net.connect(port, '127.0.0.1'), `POST /v1/api/user/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nToken: ${token}\r\nTransfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n[^]*\r\n\r\n\{"message":"success"\}$/);
  });

  it.each([['HELO\r\n\r\n', '400 Bad Request'], [`GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, '431 Request Header Fields Too Large']])('answers bytes that are no request in the form of errors', async (bytes, status) => {
    const answer = await exchange(net.connect(port, '127.0.0.1'), bytes);
    expect([answer.startsWith(`HTTP/1.1 ${status}\r\n`), answer.slice(answer.indexOf('\r\n\r\n') + 4)]).toEqual([true, '{"message":"paramer error"}']);
  });
});
