import net from 'node:net';
import { TestApi } from '../testing/test-api.js';

describe('the limits of the wire', () => {
  let api: TestApi;
  let port: number;
  beforeAll(async () => {
    api = await TestApi.start();
    await api.app.listen(0, '127.0.0.1');
    port = (api.app.getHttpServer().address() as net.AddressInfo).port;
  });
  afterAll(() => api.stop());

  /** Sends bytes as they are and answers what came back until the other side closed. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (data) => { answer += data; });
      socket.on('close', () => resolve(answer));
      socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error)));
    });
  const bodyOf = (answer: string): any => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));

  it.each([
    ['bytes that are no HTTP', 'GIVE ME ALL\r\n\r\n', 400],
    ['headers of 64 KiB', `GET /notifications HTTP/1.1\r\nhost: x\r\nx-big: ${'a'.repeat(65_536)}\r\n\r\n`, 431],
    ['a thousand headers', `GET /notifications HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 1_000 }, (_, i) => `x-${i}: ${'a'.repeat(20)}\r\n`).join('')}\r\n`, 431],
    ['two lengths', 'POST /notifications HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx', 400],
  ])('answers %s in the form of every error and closes', async (_what, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(bodyOf(answer)).toMatchObject({ status, code: 40000003, request_id: expect.any(String) });
  });

  it.each([
    ['/communication/sms', 1_100_000, 413, 41300001],
    ['/communication/bulk', 17_000_000, 413, 41300001],
    ['/communication/bulk', 16_000_000, 400, 40000002],
    ['/notifications/send-batch', 16_000_000, 400, 40000002],
  ])('answers a body at %s of %i bytes with %i, and its sender reads why', async (path, bytes, status, code) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST', body: Buffer.alloc(bytes, 'x'), headers: { 'content-type': 'application/json', authorization: `Bearer ${await api.token({ scopes: ['communication:send', 'notification:send'] })}` },
    });
    expect([answer.status, (await answer.json() as { code: number }).code]).toEqual([status, code]);
  });

  it('goes on serving others', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/notifications`, { headers: { authorization: `Bearer ${await api.token()}` } });
    expect(answer.status).toBe(200);
  });
});
