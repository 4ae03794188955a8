import net from 'node:net';
import { ERRORS, type Scope } from '@ringpost/domain';
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

  describe.each([['/communication/bulk', 'communication:send'], ['/notification/api/v1/notifications/send-batch', 'notification:send']] as const)('a long list at %s', (path, scope) => {
    const status = async (headers: Record<string, string>, body: Buffer = Buffer.alloc(16_000_000, 'x')): Promise<[number, number, boolean]> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
      const { code, request_id } = await answer.json() as { code: number; request_id: string };
      return [answer.status, code, answer.headers.get('x-request-id') === request_id];
    };
    const bearer = async (...scopes: Scope[]): Promise<Record<string, string>> => ({ authorization: `Bearer ${await api.token({ scopes })}` });

    it.each([16_000_000, 17_000_000, 1])('of a stranger is not read, whatever is in its %i bytes', async (bytes) => {
      expect(await status({}, Buffer.alloc(bytes, 'x'))).toEqual([401, ERRORS.token_missing.number, true]);
      expect(await status({ authorization: 'Bearer nonsense' }, Buffer.alloc(bytes, 'x'))).toEqual([401, ERRORS.token_invalid.number, true]);
    });

    it('is read only of who may send it', async () => {
      expect(await status(await bearer('tenant:admin'))).toEqual([403, ERRORS.scope_missing.number, true]);
      expect(await status(await bearer(scope))).toEqual([400, ERRORS.malformed_body.number, true]);
      expect(await status({ ...(await bearer(scope)), 'x-tenant-id': 'tnt_2' })).toEqual([403, ERRORS.tenant_mismatch.number, true]);
    });
  });

  it('goes on serving others', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/notifications`, { headers: { authorization: `Bearer ${await api.token()}` } });
    expect(answer.status).toBe(200);
  });
});
