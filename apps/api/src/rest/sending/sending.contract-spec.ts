import { answerFaults } from '@ringpost/contracts/testing';
import { ERRORS, type ErrorCode } from '@ringpost/domain';
import { TestApi, type Answered, type Who } from '../../testing/test-api.js';

const SENDER: Who = { user: 'usr_sender', tenant: 'tnt_1', scopes: ['communication:send'] };
const OPERATIONS = { push: 'sendPush', sms: 'sendSms', email: 'sendEmail', bulk: 'sendBulk' } as const;
const SMS = { phone: '13800138000', content: 'Hello' };
const EMAIL = { to: ['user@example.com'], subject: 'Hello', content: 'There' };
const LATER = new Date(Date.now() + 86_400_000).toISOString();

let api: TestApi;
beforeAll(async () => { api = await TestApi.start(); });
afterAll(() => api.stop());

let turn = 0;
async function post(what: keyof typeof OPERATIONS, body: unknown, { as = SENDER, headers = {} }: { as?: Who; headers?: Record<string, string> } = {}): Promise<Answered> {
  const answer = await api.call('POST', `/communication/${what}`, { as, body, headers });
  expect(answerFaults(OPERATIONS[what], answer.status, answer.body)).toEqual([]);
  return answer;
}
/** Somebody with a phone on each of these platforms. */
async function owner(...platforms: string[]): Promise<string> {
  const user = `usr_owner_${++turn}`;
  for (const platform of platforms) await api.call('POST', '/communication/push-tokens', { as: { ...SENDER, user }, body: { platform, token: `${user} ${platform}` } });
  return user;
}
const pushTo = (user_id: string, more: object = {}) => ({ user_id, title: 'Hello', body: 'There', ...more });
const logOf = async (user: string): Promise<any[]> => (await api.call('GET', '/communication/logs', { as: { ...SENDER, user } })).body.items;
const told = ({ status, body }: Answered): [number, number] => [status, body.code];
const refusal = (status: number, code: ErrorCode): [number, number] => [status, ERRORS[code].number];
const cancel = async (id: string, { as = SENDER, ...call }: { as?: Who; body?: unknown } = {}): Promise<Answered> => {
  const answer = await api.call('DELETE', `/communication/scheduled/${id}`, { as, ...call });
  expect(answerFaults('cancelScheduled', answer.status, answer.body)).toEqual([]);
  return answer;
};

describe('a push', () => {
  it('goes to each phone of the user, once, and is in that user’s log', async () => {
    const user = await owner('ios', 'android');
    const { status, body } = await post('push', pushTo(user, { data: { a: [1, { b: null }] }, channel: 'whatever' }));
    expect([status, body.data]).toEqual([200, { sent: true, tokens_sent: 2, tokens_failed: 0, message_id: expect.stringMatching(/^msg_/) }]);
    expect((await logOf(user)).map(({ channel, status: state, content }) => [channel, state, content])).toEqual([['push', 'pending', 'Hello\nThere'], ['push', 'pending', 'Hello\nThere']]);
  });

  it('goes to the phones of one platform, or to one phone', async () => {
    const user = await owner('ios', 'android');
    const counts = async (more: object): Promise<number> => (await post('push', pushTo(user, more))).body.data.tokens_sent;
    expect([await counts({ platform: 'ios' }), await counts({ platform: 'all' }), await counts({ device_token: `${user} android` }), await counts({ platform: null, device_token: null })]).toEqual([1, 2, 1, 2]);
  });

  it.each([
    ['nobody knows', async () => pushTo('usr_nobody')],
    ['has no phone', async () => pushTo(await owner())],
    ['has none of the platform', async () => pushTo(await owner('ios'), { platform: 'web' })],
    ['has another token', async () => pushTo(await owner('ios'), { device_token: 'of somebody else' })],
  ])('to a user who %s is 404, and nothing is stored', async (_who, body) => {
    const draft = await body();
    const [before] = await api.sql('select count(*)::int as n from message');
    expect(told(await post('push', draft))).toEqual(refusal(404, 'user_unreachable'));
    expect([await logOf(draft.user_id), await api.sql('select count(*)::int as n from message')]).toEqual([[], [before]]);
  });

  it('reaches nobody of the same name in another tenant', async () => {
    const user = await owner('ios');
    expect(told(await post('push', pushTo(user), { as: { ...SENDER, tenant: 'tnt_2' } }))).toEqual(refusal(404, 'user_unreachable'));
  });

  it('that is larger than the push service takes is 413', async () => {
    const user = await owner('ios');
    expect(told(await post('push', pushTo(user, { data: { filler: 'x'.repeat(4_200) } })))).toEqual(refusal(413, 'payload_too_large'));
    expect(await logOf(user)).toEqual([]);
  });

  it('says what it says in any script, and counts characters', async () => {
    const user = await owner('android');
    expect((await post('push', pushTo(user, { title: '🔔'.repeat(200), body: '门口有人 — кто-то у двери' }))).status).toBe(200);
    expect((await logOf(user))[0].content).toBe(`${'🔔'.repeat(200)}\n门口有人 — кто-то у двери`);
    expect((await post('push', pushTo(user, { title: '🔔'.repeat(201) }))).status).toBe(400);
  });
});

describe('a text message', () => {
  it('is answered with its row, the number and the code masked', async () => {
    const { body } = await post('sms', { phone: '13800138000', content: 'Your verification code is 123456.' });
    expect(body.data).toEqual({
      id: expect.stringMatching(/^log_/), tenant_id: 'tnt_1', user_id: 'usr_sender', channel: 'sms', recipient: expect.stringContaining('****8000'), content: 'Your verification code is ******.',
      status: 'pending', created_at: expect.any(String), updated_at: expect.any(String),
    });
  });

  it('is in the log of whom it is sent for', async () => {
    const { body } = await post('sms', { ...SMS, user_id: 'usr_for_sms', variables: { a: 'b' } });
    expect(await logOf('usr_for_sms')).toEqual([body.data]);
  });
});

describe('an e-mail', () => {
  it('is one row, whomever it names', async () => {
    const { body } = await post('email', { ...EMAIL, cc: ['admin@example.com'], bcc: ['manager@example.com'], is_html: true, content: '<h1>Welcome!</h1>', user_id: 'usr_mailed' });
    expect(body.data).toMatchObject({ channel: 'email', recipient: 'u***@example.com', content: 'Hello\n<h1>Welcome!</h1>' });
    expect(await logOf('usr_mailed')).toEqual([body.data]);
  });
});

describe('a bad message', () => {
  const long = (count: number): string => 'x'.repeat(count);

  it.each([
    ['push', 'user_id', { title: 'a', body: 'b' }, 'required'],
    ['push', 'user_id', pushTo(''), 'length'],
    ['push', 'title', pushTo('u', { title: long(201) }), 'length'],
    ['push', 'title', pushTo('u', { title: 7 }), 'type'],
    ['push', 'body', pushTo('u', { body: '' }), 'length'],
    ['push', 'body', pushTo('u', { body: long(4_001) }), 'length'],
    ['push', 'data', pushTo('u', { data: [1] }), 'type'],
    ['push', 'data', pushTo('u', { data: 'text' }), 'type'],
    ['push', 'platform', pushTo('u', { platform: 'symbian' }), 'enum'],
    ['push', 'device_token', pushTo('u', { device_token: '' }), 'length'],
    ['push', 'send_at', pushTo('u', { send_at: 'tomorrow' }), 'format'],
    ['push', 'send_at', pushTo('u', { send_at: '2026-02-31T00:00:00Z' }), 'format'],
    ['push', 'send_at', pushTo('u', { send_at: 1_772_457_300 }), 'format'],
    ['push', 'send_at', pushTo('u', { send_at: '9999-01-01T00:00:00Z' }), 'range'],
    ['push', 'cancel_key', pushTo('u', { cancel_key: long(129) }), 'length'],
    ['sms', 'phone', { content: 'Hello' }, 'required'],
    ['sms', 'phone', { ...SMS, phone: 'not a number' }, 'format'],
    ['sms', 'phone', { ...SMS, phone: '123' }, 'format'],
    ['sms', 'phone', { ...SMS, phone: '+999123456789' }, 'format'],
    ['sms', 'phone', { ...SMS, phone: 13800138000 }, 'type'],
    ['sms', 'phone', { ...SMS, phone: long(100_000) }, 'length'],
    ['sms', 'content', { phone: SMS.phone }, 'required'],
    ['sms', 'content', { ...SMS, content: long(1_601) }, 'length'],
    ['sms', 'template', { phone: SMS.phone, template: 'verify_code' }, 'enum'],
    ['sms', 'variables', { ...SMS, variables: ['a'] }, 'type'],
    ['email', 'to', { subject: 'a', content: 'b' }, 'required'],
    ['email', 'to', { ...EMAIL, to: [] }, 'length'],
    ['email', 'to', { ...EMAIL, to: 'user@example.com' }, 'type'],
    ['email', 'to', { ...EMAIL, to: Array(51).fill('user@example.com') }, 'length'],
    ['email', 'to', { ...EMAIL, to: ['user@example.com', 'nobody'] }, 'format'],
    ['email', 'to', { ...EMAIL, to: ['Anna <user@example.com>'] }, 'format'],
    ['email', 'to', { ...EMAIL, to: ['user@example.com\r\nBcc: victim@example.com'] }, 'format'],
    ['email', 'to', { ...EMAIL, to: ['user@example.com\n'] }, 'format'],
    ['email', 'to', { ...EMAIL, to: ['"user"@example.com'] }, 'format'],
    ['email', 'cc', { ...EMAIL, cc: ['user@example.com', 'us..er@example.com'] }, 'format'],
    ['bulk', 'recipients[1]', { channel: 'email', recipients: ['user@example.com', '"user"@example.com'], subject: 's', content: 'a' }, 'format'],
    ['email', 'to', { ...EMAIL, to: [7] }, 'type'],
    ['email', 'cc', { ...EMAIL, cc: ['a@b@c'] }, 'format'],
    ['email', 'bcc', { ...EMAIL, bcc: ['"\r\n"@example.com'] }, 'format'],
    ['email', 'subject', { ...EMAIL, subject: 'Hello\r\nBcc: victim@example.com' }, 'format'],
    ['email', 'subject', { ...EMAIL, subject: 'Hello\u0085there' }, 'format'],
    ['email', 'subject', { ...EMAIL, subject: '' }, 'length'],
    ['email', 'subject', { ...EMAIL, subject: 'ő'.repeat(500) }, 'length'],
    ['email', 'content', { ...EMAIL, content: undefined }, 'required'],
    ['email', 'content', { ...EMAIL, content: long(500_001) }, 'length'],
    ['email', 'is_html', { ...EMAIL, is_html: 'yes' }, 'type'],
    ['email', 'template', { ...EMAIL, content: undefined, template: 'welcome_email' }, 'enum'],
    ['bulk', 'channel', { channel: 'fax', recipients: ['1'], content: 'a' }, 'enum'],
    ['bulk', 'recipients', { channel: 'sms', recipients: [], content: 'a' }, 'length'],
    ['bulk', 'recipients', { channel: 'sms', recipients: [7], content: 'a' }, 'type'],
    ['bulk', 'recipients[1]', { channel: 'sms', recipients: ['13800138000', 'nobody'], content: 'a' }, 'format'],
    ['bulk', 'recipients[0]', { channel: 'email', recipients: ['user@example.com\r\nBcc: x@example.com'], subject: 's', content: 'a' }, 'format'],
    ['bulk', 'recipients[0]', { channel: 'push', recipients: [''], subject: 's', content: 'a' }, 'format'],
    ['bulk', 'subject', { channel: 'email', recipients: ['user@example.com'], content: 'a' }, 'required'],
    ['bulk', 'subject', { channel: 'push', recipients: ['usr_1'], subject: 'a\nb', content: 'a' }, 'format'],
    ['bulk', 'template', { channel: 'sms', recipients: ['13800138000'], template: 'x' }, 'enum'],
  ] as const)('(%s) is refused for its %s: %j', async (what, field, body, code) => {
    const [before] = await api.sql('select count(*)::int as n from message');
    const answer = await post(what, body);
    expect(told(answer)).toEqual(refusal(400, 'invalid_request'));
    expect(answer.body.errors).toEqual([{ field, code, description: expect.stringMatching(/./) }]);
    expect(await api.sql('select count(*)::int as n from message')).toEqual([before]);
  });

  it('for its template says that there is none, and asks for nothing else', async () => {
    expect((await post('sms', { phone: SMS.phone, template: 'verify_code' })).body.errors).toEqual([{ field: 'template', code: 'enum', description: 'there is no such template' }]);
  });

  it('with text that cannot be stored is refused', async () => {
    expect(told(await post('push', '{"user_id":"u","title":"a\\u0000","body":"b","data":{"\\ud800":1}}'))).toEqual(refusal(400, 'invalid_request'));
  });

  it('of who may not send is 403, whatever it says', async () => {
    for (const what of ['push', 'sms', 'email', 'bulk'] as const) {
      const body = { push: pushTo('u'), sms: SMS, email: EMAIL, bulk: { channel: 'sms', recipients: ['13800138000'], content: 'a' } }[what];
      expect(told(await post(what, body, { as: { ...SENDER, scopes: ['notification:send', 'tenant:admin'] } }))).toEqual(refusal(403, 'scope_missing'));
    }
  });
});

describe('a message to many', () => {
  it('is answered with its rows, each recipient once', async () => {
    const { body } = await post('bulk', { channel: 'sms', recipients: ['13800138000', '+8613800138000', '13900139000'], content: 'Hello' });
    expect(body).toMatchObject({ total: 2, pagination: { page: 1, page_size: 2, total: 2, total_pages: 1, has_next: false, has_prev: false }, message_id: expect.stringMatching(/^msg_/) });
    expect(body.items.map(({ channel, status }: any) => [channel, status])).toEqual([['sms', 'pending'], ['sms', 'pending']]);
    expect(body).not.toHaveProperty('data');
  });

  it('tells of each phone of each user, and of who has none', async () => {
    const [two, none] = [await owner('ios', 'android'), await owner()];
    const { body } = await post('bulk', { channel: 'push', recipients: [two, none], subject: 'Hello', content: 'There' });
    expect(body.items.map(({ user_id, status, error }: any) => [user_id, status, error])).toEqual([[two, 'pending', undefined], [two, 'pending', undefined], [none, 'failed', 'no_token']]);
  });

  it('has no rows yet when they are more than a thousand, in a body of more than a MiB', async () => {
    const recipients = Array.from({ length: 60_000 }, (_, i) => `user-${i}@example.com`);
    const { status, body } = await post('bulk', { channel: 'email', recipients, subject: 'Hello', content: 'There' });
    expect([status, body.items, body.total]).toEqual([200, [], 60_000]);
    expect(await api.sql('select count(*)::int as parts from audience where tenant_id = $1', ['tnt_1'])).toEqual([{ parts: 60 }]);
  });
});

describe('what is scheduled', () => {
  it.each([
    ['its key', async (key: string) => key],
    ['its message', async (_key: string, message: string) => message],
    ['a row of the log', async (_key: string, _message: string, user: string) => (await logOf(user))[0].id as string],
  ])('waits, and is called off by %s', async (_by, idOf) => {
    const user = await owner('ios', 'android'), key = `key-${++turn}`;
    const { body } = await post('push', pushTo(user, { send_at: LATER, cancel_key: key }));
    expect(body.data).toMatchObject({ sent: true, tokens_sent: 2 });
    expect((await logOf(user)).map(({ status }) => status)).toEqual(['scheduled', 'scheduled']);
    const id = await idOf(key, body.data.message_id, user);
    expect((await cancel(id, { body: { cancel_key: 'of something else' } })).body.data).toEqual({ cancelled: 2 });
    expect((await logOf(user)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(told(await cancel(id))).toEqual(refusal(404, 'scheduled_not_found'));
  });

  it('is not called off by another tenant, nor by who may not send', async () => {
    const key = `key-${++turn}`, { body } = await post('sms', { ...SMS, send_at: LATER, cancel_key: key });
    for (const id of [key, body.data.id]) expect(told(await cancel(id, { as: { ...SENDER, tenant: 'tnt_2' } }))).toEqual(refusal(404, 'scheduled_not_found'));
    expect(told(await cancel(key, { as: { ...SENDER, scopes: [] } }))).toEqual(refusal(403, 'scope_missing'));
    expect((await cancel(key)).body.data).toEqual({ cancelled: 1 });
  });

  it.each(['nothing', 'msg_01h2xcejqtf2nbrexx3vqjhp41', 'log_01h2xcejqtf2nbrexx3vqjhp41', 'ntf_01h2xcejqtf2nbrexx3vqjhp41', '%20'])('is not %s', async (id) => {
    expect(told(await cancel(id))).toEqual(refusal(404, 'scheduled_not_found'));
  });

  it('cannot be called off once it is under way', async () => {
    expect(told(await cancel((await post('sms', SMS)).body.data.id))).toEqual(refusal(404, 'scheduled_not_found'));
  });

  it('has a key of its own', async () => {
    const key = `key-${++turn}`;
    await post('sms', { ...SMS, send_at: LATER, cancel_key: key });
    expect(told(await post('email', { ...EMAIL, send_at: LATER, cancel_key: key }))).toEqual(refusal(409, 'cancel_key_taken'));
    expect((await post('sms', { ...SMS, send_at: LATER, cancel_key: key }, { as: { ...SENDER, tenant: 'tnt_2' } })).status).toBe(200);
    await cancel(key);
    expect((await post('bulk', { channel: 'sms', recipients: ['13800138000'], content: 'a', send_at: LATER, cancel_key: key })).status).toBe(200);
  });

  it.each(['msg_01h2xcejqtf2nbrexx3vqjhp42', 'log_01h2xcejqtf2nbrexx3vqjhp42'])('may be named as something else is: %s', async (key) => {
    await post('sms', { ...SMS, send_at: LATER, cancel_key: key });
    expect((await cancel(key)).body.data).toEqual({ cancelled: 1 });
    expect(told(await cancel(key))).toEqual(refusal(404, 'scheduled_not_found'));
  });

  it('for the past goes at once, and needs no name', async () => {
    expect((await post('sms', { ...SMS, send_at: '2020-01-01T00:00:00+02:00', cancel_key: 'unused' })).body.data.status).toBe('pending');
  });
});

describe('a notification on channels', () => {
  const notify = async (body: object, headers: Record<string, string> = {}): Promise<Answered> => {
    const answer = await api.call('POST', '/notifications', { as: { ...SENDER, scopes: ['notification:send'] }, body: { title: 'Hello', content: 'There', ...body }, headers });
    expect(answerFaults('createNotification', answer.status, answer.body)).toEqual([]);
    return answer;
  };

  it('is in the inbox and on its way, once under one key', async () => {
    const user_id = await owner('ios');
    for (let i = 0; i < 2; i++) expect((await notify({ user_id, channels: ['push', 'email'] }, { 'idempotency-key': 'tell' })).status).toBe(201);
    expect((await api.call('GET', '/notifications', { as: { ...SENDER, user: user_id } })).body.total).toBe(1);
    expect((await logOf(user_id)).map(({ channel, status, error }) => [channel, status, error])).toEqual([['email', 'failed', 'no_address'], ['push', 'pending', undefined]]);
  });

  it.each([[['fax'], 'enum'], ['push', 'type'], [['push', 'sms', 'email', 'push'], 'length']])('that are %j is refused', async (channels, code) => {
    expect((await notify({ user_id: 'usr_u', channels })).body.errors).toEqual([{ field: 'channels', code, description: expect.any(String) }]);
  });

  it.each([[], null])('may be on none: %j', async (channels) => {
    expect((await notify({ user_id: 'usr_u', channels })).status).toBe(201);
    expect(await logOf('usr_u')).toEqual([]);
  });
});
