import { answerFaults } from '@ringpost/contracts/testing';
import { TestApi, type Answered, type Who } from '../../testing/test-api.js';

const GATEWAY: Who = { user: 'usr_gateway', tenant: 'tnt_a', scopes: ['communication:send'] };
const ANNA: Who = { user: 'usr_anna', tenant: 'tnt_a' }, BERT: Who = { user: 'usr_bert', tenant: 'tnt_a' };

let api: TestApi;
let turn = 0;
let [udid, phone] = ['', ''];
beforeAll(async () => { api = await TestApi.start(); });
afterAll(() => api.stop());
beforeEach(async () => {
  udid = `DB-${++turn}`;
  await api.call('PUT', `/communication/devices/${udid}`, { as: GATEWAY, body: { name: 'Front door', owner: ANNA.user } });
  await api.call('PUT', `/communication/devices/${udid}/members/${BERT.user}`, { as: ANNA, body: { permission: 1 } });
  phone = (await api.call('POST', '/communication/push-tokens', { as: ANNA, body: { platform: 'ios', purpose: 'ring', token: 'the voip token of anna', device_id: 'phone' } })).body.data.id;
});

const kept = (operation: string, answer: Answered): Answered => {
  expect(answerFaults(operation, answer.status, answer.body)).toEqual([]);
  return answer;
};
const press = async (body: object = {}): Promise<Answered> => kept('pressRing', await api.call('POST', '/communication/rings', { as: GATEWAY, body: { device: udid, ...body } }));
const act = async (what: 'answer' | 'reject' | 'ack', ring: string, as: Who, body?: object): Promise<Answered> =>
  kept({ answer: 'answerRing', reject: 'rejectRing', ack: 'acknowledgeRing' }[what], await api.call('POST', `/communication/rings/${ring}/${what}`, { as, body }));
const trace = async (ring: string, as: Who = GATEWAY): Promise<Answered> => kept('traceRing', await api.call('GET', `/communication/rings/${ring}`, { as }));

describe('a ring over REST', () => {
  it('is pressed, rings, is answered, and tells all of it', async () => {
    const { status, body } = await press({ guid: 'g-1', title: 'Door', data: { floor: 3 }, snapshot_url: 'https://example.com/1.jpg', ttl_s: 60 });
    expect([status, body.data]).toEqual([202, { ring_id: expect.stringMatching(/^ring_[0-9a-z]{26}$/), status: 'ringing', targets: 1 }]);
    const ring = body.data.ring_id;
    expect((await press({ guid: 'g-1' })).body.data).toEqual(body.data);
    expect(await act('ack', ring, ANNA, { push_token_id: phone })).toMatchObject({ status: 200 });
    expect((await act('answer', ring, ANNA, { device_id: 'phone' })).body.data).toEqual({ ring_id: ring, status: 'answered', answered_by: 'usr_anna' });
    expect(await act('answer', ring, BERT)).toMatchObject({ status: 409, body: { detail: 'the ring is answered' } });
    expect((await trace(ring)).body.data).toEqual({
      ring_id: ring, device: udid, type: 1, status: 'answered', created_at: expect.any(String), expires_at: expect.any(String), answered_by: 'usr_anna',
      targets: [
        { push_token_id: phone, user_id: 'usr_anna', platform: 'ios', provider: 'apns', status: 'delivered', acked_at: expect.any(String), explanation: expect.stringContaining('the phone rang'), attempts: [] },
        { user_id: 'usr_bert', status: 'failed', error: 'no_token', explanation: 'no push token is registered', attempts: [] },
      ],
    });
  });

  it('takes requests without a body, and null for what is left out', async () => {
    expect((await press({ type: null, guid: null, title: null, body: null, snapshot_url: null, data: null, ttl_s: null })).status).toBe(202);
    const ring = (await press({ type: 2 })).body.data.ring_id;
    expect((await act('ack', ring, ANNA)).status).toBe(200);
    expect((await act('reject', ring, ANNA)).body.data).toEqual({ ring_id: ring, status: 'rejected' });
  });

  it('is cancelled by its sender', async () => {
    const ring = (await press()).body.data.ring_id;
    const another: Who = { ...GATEWAY, user: 'usr_another' };
    expect(kept('cancelRing', await api.call('DELETE', `/communication/rings/${ring}`, { as: another }))).toMatchObject({ status: 403, body: { code: 40301003, detail: 'tenant:admin' } });
    for (const _twice of [1, 2]) expect(kept('cancelRing', await api.call('DELETE', `/communication/rings/${ring}`, { as: GATEWAY })).body.data).toEqual({ ring_id: ring, status: 'cancelled' });
  });

  it.each<[string, object]>([
    ['device', { device: 'a b' }], ['device', { device: undefined }], ['type', { type: 65_536 }], ['guid', { guid: '' }], ['snapshot_url', { snapshot_url: 'javascript:alert(1)' }], ['data', { data: [1] }], ['ttl_s', { ttl_s: 4 }], ['ttl_s', { ttl_s: 121 }],
    ['title', { title: 'x'.repeat(201) }], ['body', { body: 'x'.repeat(1_001) }],
  ])('is refused for a wrong %s: %j', async (field, body) => {
    expect(await press(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('is refused when a push service would refuse it for its size', async () => {
    expect(await press({ data: { filler: 'x'.repeat(6_000) } })).toMatchObject({ status: 413, body: { code: 41306001 } });
  });

  it('that an unknown phone says it heard went to another', async () => {
    const ring = (await press()).body.data.ring_id;
    for (const push_token_id of ['pt_01h2xcejqtf2nbrexx3vqjhp41', 'whatever']) expect(await act('ack', ring, ANNA, { push_token_id })).toMatchObject({ status: 404, body: { code: 40407003 } });
  });

  it('is nobody else’s', async () => {
    const ring = (await press()).body.data.ring_id;
    const strangers: Who[] = [{ user: 'usr_stranger', tenant: 'tnt_a' }, { user: 'usr_anna', tenant: 'tnt_b', scopes: ['communication:send', 'tenant:admin'] }];
    for (const as of strangers) {
      for (const what of ['answer', 'reject', 'ack'] as const) expect(await act(what, ring, as, { push_token_id: phone })).toMatchObject({ status: 404, body: { code: 40407001 } });
      expect((await trace(ring, as)).status).toBe(404);
      expect((await api.call('DELETE', `/communication/rings/${ring}`, { as })).status).toBe(as.scopes ? 404 : 403);
      expect((await api.call('POST', '/communication/rings', { as, body: { device: udid } })).status).toBe(as.scopes ? 404 : 403);
    }
    expect((await trace(ring)).body.data.status).toBe('ringing');
    expect((await trace('no-id', ANNA)).status).toBe(404);
  });
});

describe('an event over REST', () => {
  const send = async (body: object = {}): Promise<Answered> => kept('sendEvent', await api.call('POST', '/communication/events', { as: GATEWAY, body: { device: udid, ...body } }));

  it('goes to the phones that take messages, once for its guid', async () => {
    await api.call('POST', '/communication/push-tokens', { as: BERT, body: { platform: 'android', token: 'the phone of bert' } });
    const { status, body } = await send({ guid: 'g-1', type: 10 });
    expect([status, body.data]).toEqual([202, { event_id: expect.stringMatching(/^msg_[0-9a-z]{26}$/), targets: 1 }]);
    expect((await send({ guid: 'g-1' })).body.data).toEqual(body.data);
    expect((await api.call('GET', '/communication/logs', { as: BERT })).body.items[0]).toMatchObject({ provider: 'fcm', content: 'Front door\nThere is a sound', status: 'pending' });
  });

  it('is worth something for a day, or as long as its sender says', async () => {
    await send();
    await send({ ttl_s: 60 });
    const rows = await api.sql("select extract(epoch from d.expires_at - d.due_at)::int as seconds from delivery d where d.tenant_id = 'tnt_a' and d.lane = 'message' order by id desc limit 4");
    expect(rows.map(({ seconds }) => seconds)).toEqual([60, 60, 86_400, 86_400]);
    expect(await send({ ttl_s: 2_592_001 })).toMatchObject({ status: 400, body: { errors: [{ field: 'ttl_s' }] } });
  });
});
