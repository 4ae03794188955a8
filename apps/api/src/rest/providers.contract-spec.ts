import { generateKeyPairSync } from 'node:crypto';
import { answerFaults } from '@ringpost/contracts/testing';
import { ERRORS } from '@ringpost/domain';
import { TestApi, type Answered } from '../testing/test-api.js';

const ADA = { user: 'usr_ada', tenant: 'tnt_ada', scopes: ['tenant:admin'] as const };
const CONFIG = { host: 'mail.example.com', from: 'doorbell@example.com', username: 'doorbell', password: 'hunter2' };
const MASKED = '{"host":"mail.example.com","from":"doorbell@example.com","username":"doorbell","password":"***"}';
const keyFor = (type: 'ec' | 'rsa'): string => (type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const TEAM = { team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: keyFor('ec') };
const GOOGLE = { project_id: 'doorbells', client_email: 'push@doorbells.example', private_key: keyFor('rsa') };
const SMTP = { channel: 'email', provider: 'smtp', config: CONFIG };

let api: TestApi;
beforeAll(async () => { api = await TestApi.start(); });
afterAll(() => api.stop());
afterEach(() => api.sql('delete from provider_account'));

const kept = (operation: string, answer: Answered): Answered => {
  expect(answerFaults(operation, answer.status, answer.body)).toEqual([]);
  return answer;
};
const create = async (body: object = {}): Promise<Answered> => kept('createProviderAccount', await api.call('POST', '/admin/communication/providers', { as: ADA, body: { ...SMTP, ...body } }));
const change = async (id: string, body: object): Promise<Answered> => kept('changeProviderAccount', await api.call('PUT', `/admin/communication/providers/${id}`, { as: ADA, body }));
const list = async (query = ''): Promise<Answered> => kept('listProviderAccounts', await api.call('GET', `/communication/providers${query}`, { as: ADA }));

describe('accounts at providers over REST', () => {
  it('are made of an object or of JSON text, and show JSON text without secrets', async () => {
    const [object, text] = [await create(), await create({ config: JSON.stringify(CONFIG), priority: 0, app_id: 'com.example' })];
    expect([object.status, object.body.data]).toEqual([201, {
      id: expect.stringMatching(/^pvd_[0-9a-z]{26}$/), tenant_id: 'tnt_ada', channel: 'email', provider: 'smtp', priority: 10, is_active: true, config: MASKED,
      created_at: expect.any(String), updated_at: object.body.data.created_at,
    }]);
    expect(text.body.data).toMatchObject({ priority: 0, app_id: 'com.example', config: MASKED });
  });

  it('take null for what is left out', async () => {
    expect((await create({ app_id: null, environment: null, priority: null })).body.data.priority).toBe(10);
  });

  it('keep a secret that comes back as it was shown', async () => {
    const { id } = (await create()).body.data;
    const { body } = await change(id, { config: MASKED.replace('doorbell@', 'bell@'), priority: 3 });
    expect(body.data).toMatchObject({ id, priority: 3, config: MASKED.replace('doorbell@', 'bell@') });
    expect((await change(id, { is_active: false, config: null })).body.data).toMatchObject({ is_active: false, priority: 3, config: MASKED.replace('doorbell@', 'bell@') });
  });

  it('need a secret again where another server would get it', async () => {
    const { id } = (await create()).body.data;
    const { status, body } = await change(id, { config: MASKED.replace('mail.', 'smtp.') });
    expect([status, body.errors[0]]).toMatchObject([400, { field: 'config.password', description: 'config.password has to be given again, because config.host changes' }]);
  });

  it.each([
    ['smtp', 'config.host', { ...CONFIG, host: 'localhost' }], ['smtp', 'config.host', { ...CONFIG, host: '10.0.0.7' }], ['smtp', 'config.host', { ...CONFIG, host: '2130706433' }],
    ['apns', 'config.endpoint', { ...TEAM, endpoint: 'http://[::1]:8080' }], ['apns', 'config.sandbox_endpoint', { ...TEAM, sandbox_endpoint: 'https://169.254.169.254' }],
    ['fcm', 'config.endpoint', { service_account: GOOGLE, endpoint: 'http://192.168.1.1' }], ['fcm', 'config.token_endpoint', { service_account: GOOGLE, token_endpoint: 'http://0x7f.1/token' }],
    ['fcm', 'config.service_account', { service_account: { ...GOOGLE, token_uri: 'http://127.0.0.1:9200/' } }], ['fcm', 'config.token_endpoint', { service_account: GOOGLE, token_endpoint: 'https://a:b@example.com/token' }],
  ])('of %s answer 400 to a private address in %s', async (provider, field, config) => {
    const { status, body } = await create({ provider, channel: provider === 'smtp' ? 'email' : 'push', config });
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });

  it('are found by channel and by whether they are active, and are gone once removed', async () => {
    const [one, two] = [(await create()).body.data.id, (await create({ priority: 11 })).body.data.id];
    await change(one, { is_active: false });
    const listed = async (query: string): Promise<string[]> => (await list(query)).body.items.map(({ id }: { id: string }) => id);
    expect([await listed(''), await listed('?channel=email&is_active=true'), await listed('?is_active=false'), await listed('?channel=push')]).toEqual([[two, one], [two], [one], []]);
    expect(kept('deleteProviderAccount', await api.call('DELETE', `/admin/communication/providers/${two}`, { as: ADA })).status).toBe(200);
    expect(kept('getProviderAccount', await api.call('GET', `/communication/providers/${two}`, { as: ADA })).body.code).toBe(ERRORS.provider_account_not_found.number);
    expect(await listed('')).toEqual([one]);
  });

  it('answer 409 to a second one in the same place', async () => {
    const [, two] = [await create(), await create({ priority: 11 })];
    for (const refused of [await create(), await change(two.body.data.id, { priority: 10 })]) expect([refused.status, refused.body.code]).toEqual([409, ERRORS.provider_account_exists.number]);
  });

  it.each([
    ['an unknown provider', { provider: 'pigeon' }, 'provider', 'smtp'],
    ['another channel', { channel: 'push' }, 'channel', 'email'],
    ['an unknown channel', { channel: 'fax' }, 'channel', 'sms, email, push'],
    ['a config that is none', { config: 'host=mail' }, 'config', 'object or the JSON text of one'],
    ['a config of another type', { config: [] }, 'config', 'object or the JSON text of one'],
    ['no config', { config: null }, 'config', 'required'],
    ['a config without what the provider needs', { config: { from: 'a@example.com' } }, 'config.host', ''],
    ['a config with a slip', { config: { ...CONFIG, pasword: 'hunter2' } }, 'config.pasword', 'smtp'],
    ['an environment for mail', { environment: 'sandbox' }, 'environment', 'push'],
    ['a priority out of range', { priority: 1_001 }, 'priority', '1000'],
    ['a priority that is text', { priority: '7' }, 'priority', ''],
    ['an app without a name', { app_id: '' }, 'app_id', ''],
  ])('answer 400 to %s, and name the member and no secret', async (_what, body, field, words) => {
    const { status, body: answer } = await create(body);
    expect([status, answer.errors[0].field]).toEqual([400, field]);
    expect(answer.errors[0].description).toContain(words);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('store nothing of an answer under an Idempotency-Key that is secret', async () => {
    const call = { as: ADA, body: SMTP, headers: { 'idempotency-key': 'one' } };
    const [first, again] = [await api.call('POST', '/admin/communication/providers', call), await api.call('POST', '/admin/communication/providers', call)];
    expect([again.status, again.body, again.headers['idempotency-replayed']]).toEqual([201, first.body, 'true']);
    expect(JSON.stringify(await api.sql('select body from idempotency_key'))).not.toContain('hunter2');
    expect(await api.sql('select count(*)::int as n from provider_account')).toEqual([{ n: 1 }]);
  });
});
