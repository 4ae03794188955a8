import { randomBytes } from 'node:crypto';
import { Delivery, ERRORS, IdGenerator, SystemClock } from '@ringpost/domain';
import { DeliveryRepository } from '@ringpost/persistence';
import { Actor } from '@ringpost/domain';
import { TestApi } from '../testing/test-api.js';

const SENDER = { user: 'usr_sender', tenant: 'tnt_1', scopes: ['communication:send', 'notification:send'] as const };

describe('the conventions of the REST surface', () => {
  let api: TestApi;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.stop());

  const notify = async (user: string, count: number, extra: object = {}): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) ids.push((await api.call('POST', '/notifications', { as: SENDER, body: { user_id: user, title: `Number ${i}`, content: 'c', ...extra } })).body.data.id);
    return ids;
  };

  it.each(['/communication/api/v1', '/bff/communication-service/api/v1', '/notification/api/v1', '/bff/notification-service/api/v1', '/bff/notification/api/v1'])('reaches every operation under %s', async (prefix) => {
    for (const path of ['/communication/push-tokens', '/notifications/unread', '/communication/logs']) expect((await api.call('GET', prefix + path)).status).toBe(200);
  });

  it('counts a key under any prefix as the same key', async () => {
    const call = { as: SENDER, body: { user_id: 'usr_prefix', title: 'a', content: 'b' }, headers: { 'idempotency-key': 'one' } };
    const first = await api.call('POST', '/notifications', call);
    const again = await api.call('POST', '/bff/notification/api/v1/notifications', call);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it.each([
    ['unknown path', 'GET', '/communication/nothing', 404, 'route_not_found'],
    ['another method', 'PATCH', '/communication/logs', 405, 'method_not_allowed'],
    ['unknown id', 'GET', '/notifications/ntf_zzz', 404, 'notification_not_found'],
    ['an id of another kind', 'GET', '/notifications/pt_01h2xcejqtf2nbrexx3vqjhp41', 404, 'notification_not_found'],
  ] as const)('answers %s in the form of every error', async (_what, method, path, status, code) => {
    const { body, ...answer } = await api.call(method, path, { headers: { 'x-request-id': 'abc-1' } });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/json; charset=utf-8']);
    expect(body).toMatchObject({ code: ERRORS[code].number, message: ERRORS[code].en, status, request_id: 'abc-1' });
    expect(Object.values(body)).not.toContain(null);
  });

  it('speaks Chinese to who asks for it', async () => {
    const { body } = await api.call('GET', '/notifications/ntf_1', { headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' } });
    expect(body.message).toBe(ERRORS.notification_not_found.zh);
  });

  it('replaces a request id that is not one', async () => {
    const { headers } = await api.call('GET', '/notifications', { headers: { 'x-request-id': 'two words' } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  describe('pages', () => {
    beforeAll(() => notify('usr_pages', 25));
    const as = { user: 'usr_pages' };

    it('holds 20 unless told otherwise, newest first', async () => {
      const { body } = await api.call('GET', '/notifications', { as });
      expect(body.items.map((n: any) => n.title)).toEqual(Array.from({ length: 20 }, (_, i) => `Number ${24 - i}`));
      expect(body).toMatchObject({ total: 25, pagination: { page: 1, page_size: 20, total: 25, total_pages: 2, has_next: true, has_prev: false } });
      expect(body).not.toHaveProperty('data');
    });

    it('is empty past the end and tells the true totals', async () => {
      const { status, body } = await api.call('GET', '/notifications?page=9&page_size=10', { as });
      expect(status).toBe(200);
      expect(body).toMatchObject({ items: [], total: 25, pagination: { page: 9, page_size: 10, total: 25, total_pages: 3, has_next: false, has_prev: true } });
    });

    it('has no pages when there is nothing', async () => {
      const { body } = await api.call('GET', '/notifications', { as: { user: 'usr_empty' } });
      expect(body).toMatchObject({ items: [], total: 0, pagination: { total_pages: 0, has_next: false, has_prev: false } });
    });

    it('counts a size over 100 as 100', async () => {
      expect((await api.call('GET', '/notifications?page_size=5000', { as })).body.pagination.page_size).toBe(100);
    });

    it.each(['page=0', 'page=-1', 'page=1.5', 'page=abc', 'page=1e3', 'page=', 'page=99999999999999999999', 'page_size=0', 'page_size=ten', 'page=1&page=2', 'cursor=nonsense', 'cursor='])('refuses %s and names the member', async (query) => {
      const { status, body } = await api.call('GET', `/notifications?${query}`, { as });
      expect([status, body.code]).toEqual([400, ERRORS.invalid_request.number]);
      expect(body.errors[0].field).toBe(query.split('=')[0]);
    });

    it('meets each row once when walked by number', async () => {
      const titles: string[] = [];
      for (let page = 1; page <= 4; page++) titles.push(...(await api.call('GET', `/notifications?page=${page}&page_size=7`, { as })).body.items.map((n: any) => n.title));
      expect(new Set(titles).size).toBe(25);
      expect(titles).toHaveLength(25);
    });

    it('meets each row once when walked by cursor, without totals', async () => {
      const titles: string[] = [];
      let cursor = '';
      for (let i = 0; i < 10; i++) {
        const { body } = await api.call('GET', `/notifications?page_size=7${cursor && `&cursor=${cursor}`}`, { as });
        titles.push(...body.items.map((n: any) => n.title));
        if (cursor) expect(Object.keys(body.pagination).sort()).toEqual(body.pagination.has_next ? ['has_next', 'next_cursor', 'page_size'] : ['has_next', 'page_size']);
        if (cursor) expect(body).not.toHaveProperty('total');
        cursor = body.pagination.next_cursor;
        if (!cursor) break;
      }
      expect(titles).toEqual(Array.from({ length: 25 }, (_, i) => `Number ${24 - i}`));
    });

    it('ignores parameters it does not know, and user_id', async () => {
      expect((await api.call('GET', '/communication/push-tokens?user_id=usr_other&colour=red', { as })).status).toBe(200);
    });

    it.each([
      ['/communication/push-tokens?platform=symbian', 'platform', 'ios, android, web, desktop'],
      ['/communication/logs?channel=fax', 'channel', 'sms, email, push'],
      ['/communication/logs?status=lost', 'status', 'scheduled, pending, sent, delivered, failed, cancelled, queued'],
      ['/notifications?unread_only=maybe', 'unread_only', ''],
      ['/notifications?type=a%20b', 'type', ''],
    ])('refuses %s and says what is allowed', async (url, field, allowed) => {
      const { status, body } = await api.call('GET', url, { as });
      expect([status, body.errors[0].field]).toEqual([400, field]);
      expect(body.errors[0].description).toContain(allowed);
    });
  });

  describe('unread', () => {
    it('gives up to 100 items and the true total when no page is asked for', async () => {
      await api.call('POST', '/notifications/send-batch', { as: SENDER, body: { user_ids: ['usr_many'], title: 'first', content: 'c' } });
      await Promise.all(Array.from({ length: 104 }, () => notify('usr_many', 1)));
      const { body } = await api.call('GET', '/notifications/unread', { as: { user: 'usr_many' } });
      expect([body.items.length, body.total, body.pagination.page_size]).toEqual([100, 105, 100]);
      expect((await api.call('GET', '/notifications/unread?page=1', { as: { user: 'usr_many' } })).body.items).toHaveLength(20);
    });

    it('answers 200 with nothing in it to who has read everything', async () => {
      await notify('usr_reader', 3);
      expect((await api.call('PUT', '/notifications/read-all', { as: { user: 'usr_reader' } })).body.data).toEqual({ success: true, marked_count: 3 });
      const { status, body } = await api.call('GET', '/notifications/unread', { as: { user: 'usr_reader' } });
      expect([status, body.items, body.total]).toEqual([200, [], 0]);
      expect((await api.call('GET', '/notifications/unread-count', { as: { user: 'usr_reader' } })).body.data).toMatchObject({ user_id: 'usr_reader', unread_count: 0 });
    });
  });

  describe('a notification', () => {
    it.each([
      [{ ip: '1.2.3.4' }, '{"ip":"1.2.3.4"}'],
      ['{"ip": "1.2.3.4"}', '{"ip": "1.2.3.4"}'],
    ])('carries metadata %j as a text of JSON', async (metadata, text) => {
      const [id] = await notify('usr_meta', 1, { metadata });
      const { body } = await api.call('GET', `/notifications/${id}`, { as: { user: 'usr_meta' } });
      expect(body.data.metadata).toBe(text);
    });

    it('leaves out what is not set, and tells when it was read', async () => {
      const [id] = await notify('usr_lean', 1);
      const as = { user: 'usr_lean' };
      expect(Object.keys((await api.call('GET', `/notifications/${id}`, { as })).body.data).sort()).toEqual(['content', 'created_at', 'id', 'is_read', 'priority', 'tenant_id', 'title', 'type', 'user_id']);
      await api.call('PUT', `/notifications/${id}/read`, { as });
      expect((await api.call('GET', `/notifications/${id}`, { as })).body.data).toMatchObject({ is_read: true, read_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) });
    });

    it('may be deleted with a body, even an empty one', async () => {
      const [first, second] = await notify('usr_delete', 2);
      const as = { user: 'usr_delete' };
      expect((await api.call('DELETE', `/notifications/${first}`, { as, body: {} })).body.data).toEqual({ notification_id: first, deleted: true });
      expect((await api.call('DELETE', `/notifications/${second}`, { as, body: '', headers: { 'content-type': 'application/json' } })).status).toBe(200);
      expect((await api.call('DELETE', `/notifications/${second}`, { as })).status).toBe(404);
    });
  });

  describe('a bad body', () => {
    const post = (body: unknown, headers: Record<string, string> = {}) => api.call('POST', '/notifications', { as: SENDER, body, headers });
    const fine = { user_id: 'usr_bad', title: 't', content: 'c' };

    it.each([
      ['broken JSON', '{"title":', 'malformed_body'],
      ['an array', '[1]', 'invalid_request'],
      ['null', 'null', 'invalid_request'],
      ['a number', '7', 'invalid_request'],
      ['nothing', '', 'invalid_request'],
    ] as const)('that is %s is refused', async (_what, text, code) => {
      const { status, body } = await post(text);
      expect([status, body.code]).toEqual([400, ERRORS[code].number]);
    });

    it.each([
      ['title', { ...fine, title: undefined }, 'required'],
      ['title', { ...fine, title: 7 }, 'type'],
      ['title', { ...fine, title: '' }, 'length'],
      ['title', { ...fine, title: 'x'.repeat(201) }, 'length'],
      ['content', { ...fine, content: 'x'.repeat(10_001) }, 'length'],
      ['priority', { ...fine, priority: 'normal' }, 'enum'],
      ['type', { ...fine, type: 'two words' }, 'format'],
      ['metadata', { ...fine, metadata: [1] }, 'type'],
      ['metadata', { ...fine, metadata: '{broken' }, 'format'],
      ['metadata', { ...fine, metadata: { big: 'x'.repeat(17_000) } }, 'length'],
      ['user_id', { ...fine, user_id: 'x'.repeat(129) }, 'length'],
    ])('names %s in %j', async (field, body, code) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toContainEqual({ field, code, description: expect.any(String) });
    });

    it.each(['{"user_id":"usr_bad","title":"a\\u0000b","content":"c"}', '{"user_id":"usr_bad","title":"\\ud83d","content":"c"}'])('with text that cannot be stored is refused: %s', async (text) => {
      const { status, body } = await post(text);
      expect([status, body.errors[0]]).toEqual([400, { field: 'title', code: 'format', description: expect.any(String) }]);
    });

    it('counts characters, not their halves: 200 emoji are a title', async () => {
      expect((await post({ ...fine, title: '🔔'.repeat(200) })).status).toBe(201);
      expect((await post({ ...fine, title: '🔔'.repeat(201) })).status).toBe(400);
    });

    it('stores nothing', async () => {
      await post({ ...fine, user_id: 'usr_untouched', priority: 'normal' });
      expect(await api.sql("select 1 from inbox where user_id = 'usr_untouched'")).toEqual([]);
    });

    it.each(['', 'has space', 'x'.repeat(256), 'ключ'])('is not even looked at under the key %j', async (key) => {
      const { status, body } = await post(fine, { 'idempotency-key': Buffer.from(key).toString('latin1') });
      expect([status, body.code]).toEqual([400, ERRORS.idempotency_key_invalid.number]);
    });
  });

  it('lists the members of a push token that the contract names, and never the token', async () => {
    const as = { user: 'usr_tokens' };
    await api.call('POST', '/communication/push-tokens', { as, body: { platform: 'ios', token: 'very-secret-token', device_id: 'iPhone', purpose: 'ring', app_id: 'com.example', environment: 'sandbox', language: 'en' } });
    await api.call('POST', '/communication/push-tokens', { as, body: { platform: 'web', token: 'other-secret-token' } });
    const { body } = await api.call('GET', '/communication/push-tokens', { as });
    expect(body.items.map((item: object) => Object.keys(item))).toEqual([
      ['id', 'user_id', 'platform', 'is_active', 'created_at'],
      ['id', 'user_id', 'platform', 'device_id', 'is_active', 'created_at'],
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect((await api.call('GET', '/communication/push-tokens?platform=web', { as })).body.total).toBe(1);
  });

  it('logs every request, and neither tokens nor what was sent', async () => {
    const token = await api.token({ user: 'usr_logged' });
    await api.call('POST', '/communication/push-tokens', { as: { user: 'usr_logged' }, body: { platform: 'ios', token: 'address-nobody-may-see' } });
    await api.call('POST', '/communication/push-tokens?x=address-nobody-may-see', { as: { user: 'usr_logged' }, body: '{"token":"address-nobody-may-see"' });
    const lines = api.lines.join('');
    expect(lines).toContain('"user":"usr_logged"');
    expect(lines).not.toContain('address-nobody-may-see');
    expect(lines).not.toContain(token.split('.')[2]);
    expect(lines).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\./);
  });

  describe('the delivery log', () => {
    beforeAll(async () => {
      const now = new Date(), ids = new IdGenerator(new SystemClock(), randomBytes);
      const draft = (channel: 'sms' | 'email' | 'push', recipient: string, content: string) => new Delivery('tnt_1', ids.next(), { userId: 'usr_log', channel, recipient, content }, now);
      const sms = draft('sms', '13812348000', '您的验证码是123456');
      const mail = draft('email', 'user@example.com', 'Welcome');
      const push = draft('push', 'a'.repeat(30) + 'zzzz', 'Ring');
      mail.sent('250 ok', now);
      push.failed('expired', null, now);
      await api.db.run(Actor.of('tnt_1', 'usr_log'), (tx) => new DeliveryRepository(api.db).add(tx, [sms, mail, push]));
    });
    const list = async (query = '') => (await api.call('GET', `/communication/logs${query}`, { as: { user: 'usr_log' } })).body;

    it('masks addresses and codes', async () => {
      expect((await list()).items.map((item: any) => [item.recipient, item.content])).toEqual([['aaaa****zzzz', 'Ring'], ['u***@example.com', 'Welcome'], ['138****8000', '您的验证码是******']]);
    });

    it('filters by channel and status, and takes queued for pending', async () => {
      expect((await list('?channel=email')).items.map((item: any) => item.status)).toEqual(['sent']);
      expect((await list('?status=queued')).items.map((item: any) => item.channel)).toEqual(['sms']);
      expect((await list('?status=pending')).total).toBe(1);
      expect((await list('?status=failed')).items[0]).toMatchObject({ error: 'expired' });
    });

    it('shows nobody the log of another', async () => {
      expect((await api.call('GET', '/communication/logs', { as: { user: 'usr_other' } })).body.total).toBe(0);
      expect((await api.call('GET', '/communication/logs', { as: { user: 'usr_log', tenant: 'tnt_2' } })).body.total).toBe(0);
    });
  });
});
