import { answerFaults } from '@ringpost/contracts/testing';
import { TestApi, type Answered, type Who } from '../../testing/test-api.js';

const ANNA: Who = { user: 'anna', tenant: 'tnt_1' };
const ADMIN: Who = { user: 'admin', tenant: 'tnt_1', scopes: ['tenant:admin'] };

describe('the history of a push token', () => {
  let api: TestApi;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.stop());

  const register = async (body: object): Promise<string> => (await api.call('POST', '/communication/push-tokens', { as: ANNA, body: { platform: 'ios', ...body } })).body.data.id;
  async function historyOf(id: string, { as = ANNA, query = '' }: { as?: Who; query?: string } = {}): Promise<Answered> {
    const answer = await api.call('GET', `/communication/push-tokens/${id}/history${query}`, { as });
    expect(answerFaults('listPushTokenHistory', answer.status, answer.body)).toEqual([]);
    return answer;
  }

  it('tells what its owner did, newest first', async () => {
    const id = await register({ token: 't1', app_id: 'com.example', environment: 'sandbox' });
    await api.call('DELETE', `/communication/push-tokens/${id}`, { as: ANNA });
    await register({ token: 't1', app_id: 'com.example', environment: 'production' });
    const { status, body } = await historyOf(id);
    expect([status, body.total]).toEqual([200, 3]);
    expect(body.items).toEqual([
      { at: expect.any(String), event: 'revived', state: 'active', environment: 'production', app_id: 'com.example' },
      { at: expect.any(String), event: 'inactive', state: 'inactive', environment: 'sandbox', app_id: 'com.example', reason: 'deactivated' },
      { at: expect.any(String), event: 'registered', state: 'active', environment: 'sandbox', app_id: 'com.example' },
    ]);
  });

  it('tells what a provider said, of both environments', async () => {
    const id = await register({ token: 't2' });
    const [first, second] = ['production', 'sandbox'].map((environment) => ({ reason: 'BadDeviceToken', provider: 'apns', response: '400', environment, at: '2026-03-01T12:00:00.123Z' }));
    const evidence = { ...second, since: '2026-03-01T11:59:59.500Z', earlier: first };
    await api.sql("update push_token set state = 'dead', ended_at = now(), environment = 'sandbox', evidence = $2 where token_hash is not null and state = 'active' and user_id = $1", ['anna', JSON.stringify(evidence)]);
    expect((await historyOf(id)).body.items[0]).toEqual({
      at: expect.any(String), event: 'dead', state: 'dead', environment: 'sandbox', reason: 'BadDeviceToken', provider: 'apns', response: '400', tried_environment: 'sandbox', since: '2026-03-01T11:59:59Z',
      earlier: { reason: 'BadDeviceToken', provider: 'apns', response: '400', tried_environment: 'production' },
    });
  });

  it('is walked by cursor, meeting each event once', async () => {
    const id = await register({ token: 't3' });
    for (const app_id of ['a', 'b', 'c', 'd']) await register({ token: 't3', app_id });
    const met: string[] = [];
    let { body } = await historyOf(id, { query: '?page_size=2' });
    for (met.push(...body.items.map((item: any) => item.app_id)); body.pagination.has_next; met.push(...body.items.map((item: any) => item.app_id))) {
      ({ body } = await historyOf(id, { query: `?page_size=2&cursor=${body.pagination.next_cursor}` }));
    }
    expect(met).toEqual(['d', 'c', 'b', 'a', undefined]);
    expect((await historyOf(id, { query: '?page=9' })).body).toMatchObject({ items: [], total: 5 });
    expect((await historyOf(id, { query: '?cursor=nonsense' })).status).toBe(400);
  });

  it('is for its owner and who administers the tenant', async () => {
    const id = await register({ token: 't4' });
    expect((await historyOf(id, { as: ADMIN })).body.total).toBe(1);
    for (const as of [{ user: 'bert', tenant: 'tnt_1' }, { ...ANNA, tenant: 'tnt_2' }, { ...ADMIN, tenant: 'tnt_2' }]) expect((await historyOf(id, { as })).status).toBe(404);
    for (const wrong of ['nonsense', id.replace('pt_', 'ntf_')]) expect((await historyOf(wrong)).status).toBe(404);
  });
});
