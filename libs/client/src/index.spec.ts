import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, type ClientOptions } from './index.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

describe('the typed client', () => {
  const seen: Seen[] = [];
  let valid = 'good';
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (data) => { body += data; });
    request.on('end', () => {
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      const known = request.headers.authorization === `Bearer ${valid}`;
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ? { code: 0, message: 'success', data: { user_id: 'usr_1', unread_count: 3 }, timestamp: '2026-01-01T00:00:00Z' } : { code: 40101002, message: 'no', status: 401 }));
    });
  });
  beforeAll(() => new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); }));
  afterAll(() => new Promise((resolve) => { server.close(resolve); }));
  beforeEach(() => { seen.length = 0; valid = 'good'; });
  const clientWith = (options: Omit<ClientOptions, 'baseUrl'>) => createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });

  it('knows the members of an answer', async () => {
    const { data } = await clientWith({ token: 'good' }).GET('/notifications/unread-count');
    const count: number | undefined = data?.data.unread_count;
    expect(count).toBe(3);
  });

  it('sends who asks, for which tenant and in which language', async () => {
    await clientWith({ token: 'good', tenantId: 'tnt_2', language: 'zh-CN' }).GET('/notifications', { params: { query: { page: 2, unread_only: true } } });
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/notifications?page=2&unread_only=true', headers: { authorization: 'Bearer good', 'x-tenant-id': 'tnt_2', 'accept-language': 'zh-CN' } });
  });

  it('gets a fresh token after a 401 and sends the same body once more', async () => {
    valid = 'fresh';
    const asked: boolean[] = [];
    const client = clientWith({ token: (renewed) => (asked.push(renewed), renewed ? 'fresh' : 'stale') });
    const { response } = await client.POST('/communication/push-tokens', { body: { platform: 'ios', token: 'abc' } });
    expect(response.status).toBe(200);
    expect(asked).toEqual([false, true]);
    expect(seen.map(({ body }) => JSON.parse(body).token)).toEqual(['abc', 'abc']);
  });

  it('gives up when the fresh token is the one that was refused', async () => {
    const { error, response } = await clientWith({ token: 'bad' }).GET('/notifications/unread-count');
    expect([response.status, error?.code, seen.length]).toEqual([401, 40101002, 1]);
  });
});
