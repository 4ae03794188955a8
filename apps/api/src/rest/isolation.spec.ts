import { TestApi, type Who } from '../testing/test-api.js';

const OWNER: Who = { user: 'usr_same', tenant: 'tnt_a', scopes: ['communication:send', 'notification:send', 'tenant:admin'] };
const NEIGHBOUR: Who = { user: 'usr_same', tenant: 'tnt_b', scopes: ['communication:send', 'notification:send', 'tenant:admin'] };
const STRANGER: Who = { user: 'usr_stranger', tenant: 'tnt_a' };

describe('tenants and users are kept apart over HTTP', () => {
  let api: TestApi;
  let token: string, notification: string;
  beforeAll(async () => {
    api = await TestApi.start();
    token = (await api.call('POST', '/communication/push-tokens', { as: OWNER, body: { platform: 'ios', token: 'one address', device_id: 'phone' } })).body.data.id;
    notification = (await api.call('POST', '/notifications', { as: OWNER, body: { user_id: 'usr_same', title: 'a', content: 'b' } })).body.data.id;
    await api.call('PUT', '/communication/devices/DB-1', { as: OWNER, body: { name: 'Door', owner: 'usr_same' } });
    await api.call('PUT', '/communication/recipients/usr_same', { as: OWNER, body: { name: 'A' } });
  });
  afterAll(() => api.stop());

  describe.each([['the same user id in another tenant', NEIGHBOUR], ['another user of the tenant', STRANGER]])('%s', (_who, as) => {
    it.each(['/communication/push-tokens', '/notifications', '/notifications/unread', '/communication/devices', '/communication/logs'])('sees nothing in %s', async (path) => {
      expect((await api.call('GET', path, { as })).body).toMatchObject({ items: [], total: 0 });
    });

    it('meets 404 at every row, as if there were none', async () => {
      const attempts: [string, string, object?][] = [
        ['GET', `/notifications/${notification}`], ['PUT', `/notifications/${notification}/read`], ['PUT', `/notifications/${notification}/unread`], ['DELETE', `/notifications/${notification}`],
        ['PUT', `/communication/push-tokens/${token}`, { is_active: false }], ['DELETE', `/communication/push-tokens/${token}`],
        ['GET', '/communication/devices/DB-1/members'], ['PUT', '/communication/devices/DB-1/members/usr_x', { permission: 1 }], ['DELETE', '/communication/devices/DB-1/members/usr_same'],
        ['GET', '/communication/recipients/usr_same'],
      ];
      for (const [method, path, body] of attempts) expect([method, path, (await api.call(method, path, { as, body })).status]).toEqual([method, path, 404]);
    });

    it('changes nothing of the owner', async () => {
      await api.call('PUT', '/notifications/read-all', { as });
      expect((await api.call('GET', '/notifications/unread-count', { as: OWNER })).body.data.unread_count).toBe(1);
      expect((await api.call('GET', '/communication/push-tokens', { as: OWNER })).body.items[0].is_active).toBe(true);
    });
  });

  it('keeps a tenant’s accounts at providers to its administrators', async () => {
    const body = { channel: 'email', provider: 'smtp', config: { host: 'mail.example.com', from: 'a@example.com', username: 'a', password: 'hunter2' } };
    const { id } = (await api.call('POST', '/admin/communication/providers', { as: OWNER, body })).body.data;
    const attempts: [string, string, object?][] = [['GET', `/communication/providers/${id}`], ['PUT', `/admin/communication/providers/${id}`, { is_active: false }], ['DELETE', `/admin/communication/providers/${id}`]];
    for (const [as, status] of [[NEIGHBOUR, 404], [STRANGER, 403], [{ ...OWNER, scopes: ['communication:send', 'notification:send'] }, 403]] as [Who, number][]) {
      for (const [method, path, change] of attempts) expect([method, path, (await api.call(method, path, { as, body: change })).status]).toEqual([method, path, status]);
    }
    expect((await api.call('GET', '/communication/providers', { as: NEIGHBOUR })).body).toMatchObject({ items: [], total: 0 });
    expect((await api.call('GET', '/communication/providers', { as: STRANGER })).status).toBe(403);
    expect((await api.call('POST', '/admin/communication/providers', { as: NEIGHBOUR, body })).status).toBe(201);
    const { body: mine } = await api.call('GET', '/communication/providers', { as: OWNER });
    expect(mine.items.map((item: any) => [item.id, item.is_active])).toEqual([[id, true]]);
    expect(JSON.stringify([mine, api.lines])).not.toContain('hunter2');
  });

  it('lets two tenants hold the same address, each its own', async () => {
    const { status } = await api.call('POST', '/communication/push-tokens', { as: NEIGHBOUR, body: { platform: 'ios', token: 'one address' } });
    expect(status).toBe(201);
    expect((await api.call('GET', '/communication/push-tokens', { as: OWNER })).body.items[0].is_active).toBe(true);
  });

  it('keeps the keys of idempotency of two tenants and two users apart', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const send = (as: Who, title: string) => api.call('POST', '/notifications', { as, headers, body: { user_id: 'usr_keys', title, content: 'c' } });
    const other: Who = { ...OWNER, user: 'usr_other_sender' };
    expect([(await send(OWNER, 'one')).status, (await send(NEIGHBOUR, 'two')).status, (await send(other, 'three')).status]).toEqual([201, 201, 201]);
  });

  it('lets a platform administrator choose the tenant, and nobody else', async () => {
    const platform: Who = { user: 'usr_same', tenant: 'tnt_home', scopes: ['platform:admin'] };
    const headers = { 'x-tenant-id': 'tnt_a' };
    expect((await api.call('GET', '/notifications', { as: platform, headers })).body.total).toBe(1);
    expect((await api.call('GET', '/notifications', { as: NEIGHBOUR, headers })).status).toBe(403);
    expect((await api.call('GET', '/notifications', { as: OWNER, headers })).status).toBe(200);
  });

  it('does not let a user register phones for somebody else', async () => {
    const body = { platform: 'ios', token: 'for another', user_id: 'usr_same' };
    expect((await api.call('POST', '/communication/push-tokens', { as: STRANGER, body })).status).toBe(403);
    expect((await api.call('POST', '/communication/push-tokens', { as: OWNER, body: { ...body, user_id: 'usr_third' } })).body.data.user_id).toBe('usr_third');
  });

  it('moves an address to the user who registers it, and tells the previous owner that it went', async () => {
    const body = { platform: 'android', token: 'a phone that is sold', device_id: 'sold' };
    const before = await api.call('POST', '/communication/push-tokens', { as: { user: 'usr_seller', tenant: 'tnt_a' }, body });
    await api.call('POST', '/communication/push-tokens', { as: { user: 'usr_seller', tenant: 'tnt_a' }, body: { ...body, purpose: 'ring' } });
    const after = await api.call('POST', '/communication/push-tokens', { as: { user: 'usr_buyer', tenant: 'tnt_a' }, body });
    expect(after.status).toBe(201);
    expect(after.body.data.id).not.toBe(before.body.data.id);
    const { body: left } = await api.call('GET', '/communication/push-tokens', { as: { user: 'usr_seller', tenant: 'tnt_a' } });
    expect(left.items.map((item: any) => item.is_active)).toEqual([false, false]);
    expect(await api.sql("select 1 from push_token where user_id = 'usr_seller' and (token_hash is not null or token_sealed is not null)")).toEqual([]);
  });

  it('learns of a person from the identity token, and believes an address only when it is verified', async () => {
    const as: Who = { user: 'usr_claims', tenant: 'tnt_a', claims: { name: 'Carla', email: 'carla@example.com', email_verified: true, phone_number: '+3612345678', locale: 'hu' } };
    await api.call('GET', '/notifications', { as });
    expect((await api.call('GET', '/communication/recipients/usr_claims', { as })).body.data).toMatchObject({ name: 'Carla', email: 'carla@example.com', email_verified: true, phone: '+3612345678', phone_verified: false, locale: 'hu' });
  });
});
