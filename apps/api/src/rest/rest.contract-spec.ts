import { answerFaults, restDocument, restOperations, type DescribedOperation } from '@ringpost/contracts/testing';
import { DomainError, ERRORS, type Scope } from '@ringpost/domain';
import type { Database } from '@ringpost/persistence';
import { TestApi, type Answered, type Call } from '../testing/test-api.js';

const EVERY_SCOPE: Scope[] = ['communication:send', 'notification:send', 'tenant:admin'];
const HOME = { user: 'usr_owner', tenant: 'tnt_contract', scopes: EVERY_SCOPE };
const NOWHERE = { pt: 'pt_01h2xcejqtf2nbrexx3vqjhp41', ntf: 'ntf_01h2xcejqtf2nbrexx3vqjhp41', pvd: 'pvd_01h2xcejqtf2nbrexx3vqjhp41', ring: 'ring_01h2xcejqtf2nbrexx3vqjhp41' };
const TOO_LARGE = JSON.stringify({ filler: 'x'.repeat(1_100_000) });
const FAR_TOO_LARGE = JSON.stringify({ filler: 'x'.repeat(17_000_000) });
// Their lists may be long.
const LARGE_BODIES = new Set(['sendBulk', 'createNotificationBatch']);
// Wants no token: callback.contract-spec.ts.
const ELSEWHERE = new Set(['receiveCallback']);

/** A request that succeeds: how each operation is called, and with what in place. */
interface Sample {
  readonly path?: (api: TestApi) => Promise<string>;
  readonly body?: unknown;
  readonly missing?: string;
  readonly needs?: Scope;
}

let turn = 0;
const token = (): string => `token-of-the-contract-${++turn}`;
const registered = async (api: TestApi): Promise<string> => (await api.call('POST', '/communication/push-tokens', { as: HOME, body: { platform: 'ios', token: token() } })).body.data.id;
const notified = async (api: TestApi): Promise<string> => (await api.call('POST', '/notifications', { as: HOME, body: { user_id: HOME.user, title: 'Hello', content: 'There', metadata: { a: 1 } } })).body.data.id;
const device = async (api: TestApi): Promise<string> => {
  const udid = `DB-${++turn}`;
  await api.call('PUT', `/communication/devices/${udid}`, { as: HOME, body: { name: 'Front door', owner: HOME.user } });
  return udid;
};
const member = async (api: TestApi): Promise<string> => {
  const udid = await device(api);
  await api.call('PUT', `/communication/devices/${udid}/members/usr_guest`, { as: HOME, body: { permission: 1 } });
  return udid;
};

const scheduled = async (api: TestApi): Promise<string> => {
  const key = `later-${++turn}`;
  await api.call('POST', '/communication/sms', { as: HOME, body: { phone: '13800138000', content: 'Hello', send_at: new Date(Date.now() + 86_400_000).toISOString(), cancel_key: key } });
  return key;
};

const ringing = async (api: TestApi): Promise<string> => (await api.call('POST', '/communication/rings', { as: HOME, body: { device: await device(api) } })).body.data.ring_id;
const DOOR = 'DB-DOOR', acknowledged = { push_token_id: '' };
const atTheDoor = (path: string) => async (api: TestApi): Promise<string> => {
  await api.call('PUT', `/communication/devices/${DOOR}`, { as: HOME, body: { owner: HOME.user } });
  return path;
};
const rung = async (api: TestApi): Promise<string> => {
  await registered(api);
  return ringing(api);
};

const SMTP = { channel: 'email', provider: 'smtp', config: { host: 'mail.example.com', from: 'doorbell@example.com', username: 'doorbell', password: 'correct horse' } };
const account = async (api: TestApi): Promise<string> => (await api.call('POST', '/admin/communication/providers', { as: HOME, body: { ...SMTP, app_id: `com.example.app-${++turn}` } })).body.data.id;

const SAMPLES: Record<string, Sample> = {
  listPushTokens: {},
  registerPushToken: { body: { platform: 'ios', token: 'a token' } },
  updatePushToken: { path: async (api) => `/communication/push-tokens/${await registered(api)}`, body: { is_active: false }, missing: `/communication/push-tokens/${NOWHERE.pt}` },
  deactivatePushToken: { path: async (api) => `/communication/push-tokens/${await registered(api)}`, missing: `/communication/push-tokens/${NOWHERE.pt}` },
  listPushTokenHistory: { path: async (api) => `/communication/push-tokens/${await registered(api)}/history`, missing: `/communication/push-tokens/${NOWHERE.pt}/history` },
  sendPush: {
    path: async (api) => {
      await registered(api);
      return '/communication/push';
    },
    body: { user_id: HOME.user, title: 'Hello', body: 'There' },
    needs: 'communication:send',
  },
  sendSms: { body: { phone: '13800138000', content: 'Hello' }, needs: 'communication:send' },
  sendEmail: { body: { to: ['user@example.com'], subject: 'Hello', content: 'There' }, needs: 'communication:send' },
  sendBulk: { body: { channel: 'sms', recipients: ['13800138000', '13900139000'], content: 'Hello' }, needs: 'communication:send' },
  cancelScheduled: { path: async (api) => `/communication/scheduled/${await scheduled(api)}`, missing: '/communication/scheduled/nothing', needs: 'communication:send' },
  listDeliveries: {},
  listNotifications: {},
  createNotification: { body: { user_id: 'usr_2', title: 'Hello', content: 'There' }, needs: 'notification:send' },
  createNotificationBatch: { body: { user_ids: ['usr_2', 'usr_3'], title: 'Hello', content: 'All' }, needs: 'notification:send' },
  listUnreadNotifications: {},
  countUnreadNotifications: {},
  markAllNotificationsRead: {},
  getNotification: { path: async (api) => `/notifications/${await notified(api)}`, missing: `/notifications/${NOWHERE.ntf}` },
  deleteNotification: { path: async (api) => `/notifications/${await notified(api)}`, missing: `/notifications/${NOWHERE.ntf}` },
  markNotificationRead: { path: async (api) => `/notifications/${await notified(api)}/read`, missing: `/notifications/${NOWHERE.ntf}/read` },
  markNotificationUnread: { path: async (api) => `/notifications/${await notified(api)}/unread`, missing: `/notifications/${NOWHERE.ntf}/unread` },
  getRecipient: {
    path: async (api) => {
      await api.call('PUT', '/communication/recipients/usr_owner', { as: HOME, body: { name: 'Olga', email: 'olga@example.com' } });
      return '/communication/recipients/usr_owner';
    },
    missing: '/communication/recipients/usr_nobody',
  },
  changeRecipient: { path: async () => '/communication/recipients/usr_owner', body: { name: 'Olga', phone: '+36301234567', time_zone: 'Europe/Budapest' } },
  listDevices: {},
  putDevice: { path: async () => `/communication/devices/DB-NEW-${++turn}`, body: { name: 'Gate', owner: 'usr_owner' }, needs: 'communication:send' },
  deleteDevice: { path: async (api) => `/communication/devices/${await device(api)}`, missing: '/communication/devices/DB-NONE', needs: 'communication:send' },
  listMembers: { path: async (api) => `/communication/devices/${await member(api)}/members`, missing: '/communication/devices/DB-NONE/members' },
  putMember: { path: async (api) => `/communication/devices/${await device(api)}/members/usr_guest`, body: { permission: 3 }, missing: '/communication/devices/DB-NONE/members/usr_guest' },
  pressRing: { path: atTheDoor('/communication/rings'), body: { device: DOOR }, needs: 'communication:send' },
  sendEvent: { path: atTheDoor('/communication/events'), body: { device: DOOR, type: 4 }, needs: 'communication:send' },
  traceRing: { path: async (api) => `/communication/rings/${await rung(api)}`, missing: `/communication/rings/${NOWHERE.ring}` },
  cancelRing: { path: async (api) => `/communication/rings/${await ringing(api)}`, missing: `/communication/rings/${NOWHERE.ring}`, needs: 'communication:send' },
  answerRing: { path: async (api) => `/communication/rings/${await ringing(api)}/answer`, missing: `/communication/rings/${NOWHERE.ring}/answer` },
  rejectRing: { path: async (api) => `/communication/rings/${await ringing(api)}/reject`, missing: `/communication/rings/${NOWHERE.ring}/reject` },
  acknowledgeRing: {
    path: async (api) => {
      const id = await registered(api);
      acknowledged.push_token_id = id;
      return `/communication/rings/${await ringing(api)}/ack`;
    },
    body: acknowledged,
    missing: `/communication/rings/${NOWHERE.ring}/ack`,
  },
  listProviderAccounts: { needs: 'tenant:admin' },
  createProviderAccount: { body: SMTP, needs: 'tenant:admin' },
  getProviderAccount: { path: async (api) => `/communication/providers/${await account(api)}`, missing: `/communication/providers/${NOWHERE.pvd}`, needs: 'tenant:admin' },
  changeProviderAccount: { path: async (api) => `/admin/communication/providers/${await account(api)}`, body: { is_active: false }, missing: `/admin/communication/providers/${NOWHERE.pvd}`, needs: 'tenant:admin' },
  deleteProviderAccount: { path: async (api) => `/admin/communication/providers/${await account(api)}`, missing: `/admin/communication/providers/${NOWHERE.pvd}`, needs: 'tenant:admin' },
  deleteMember: { path: async (api) => `/communication/devices/${await member(api)}/members/usr_guest`, missing: '/communication/devices/DB-NONE/members/usr_guest' },
};

const authenticated = restOperations.filter(({ id }) => id in SAMPLES);
const writes = authenticated.filter(({ method }) => method !== 'get');
const withBody = authenticated.filter(({ responses }) => '413' in responses);
const idIn = (path: string): string => (path.startsWith('/notifications') ? NOWHERE.ntf : path.includes('/providers') ? NOWHERE.pvd : NOWHERE.pt);
const anyPath = ({ path }: DescribedOperation): string => path.replace('{id}', idIn(path)).replace('{udid}', 'DB-1').replace('{ring_id}', NOWHERE.ring).replace('{user_id}', 'usr_owner');
const seen = new Set<string>();

/** The answer, after comparing its body with the contract. */
function kept(operation: DescribedOperation, answer: Answered): Answered {
  expect(answerFaults(operation.id, answer.status, answer.body)).toEqual([]);
  expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
  if (answer.status >= 400 && answer.body.code !== undefined) expect(Math.trunc(answer.body.code / 100_000)).toBe(answer.status);
  seen.add(`${operation.id} ${answer.status}`);
  return answer;
}

describe('the REST contract', () => {
  let api: TestApi;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.stop());

  const request = async (operation: DescribedOperation, call: Call = {}, path?: string): Promise<Answered> =>
    kept(operation, await api.call(operation.method.toUpperCase(), path ?? (await SAMPLES[operation.id]!.path?.(api)) ?? operation.path, { as: HOME, body: SAMPLES[operation.id]!.body, ...call }));

  it('has a sample of every operation', () => {
    expect(restOperations.filter(({ id }) => (!id.startsWith('get') || id in SAMPLES) && !ELSEWHERE.has(id)).map(({ id }) => id).sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  describe.each(authenticated.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
    it('answers what it promises', async () => {
      const answer = await request(operation);
      expect(answer.status).toBeLessThan(300);
      expect(answer.body).toMatchObject({ code: 0, message: 'success' });
    });

    it('answers 401 without a token', async () => {
      expect((await request(operation, { as: null }, anyPath(operation))).status).toBe(401);
    });

    it('answers 403 to a foreign X-Tenant-ID', async () => {
      expect((await request(operation, { headers: { 'x-tenant-id': 'tnt_other' } }, anyPath(operation))).status).toBe(403);
    });

    it('answers 400 to text that cannot be stored', async () => {
      expect((await request(operation, {}, `${anyPath(operation)}?page=%00`)).status).toBe(400);
    });

    it('answers 500 without a word about why when something breaks', async () => {
      const broken = await TestApi.start({ instead: failing(() => new Error('select secret from everything')) });
      const answer = kept(operation, await broken.call(operation.method.toUpperCase(), anyPath(operation), { as: HOME, body: SAMPLES[operation.id]!.body }));
      await broken.stop();
      expect(answer.status).toBe(500);
      expect(JSON.stringify(answer.body)).not.toContain('secret');
    });

    it('answers 503 with a time to come back when the database is away', async () => {
      const away = await TestApi.start({ instead: failing(() => new DomainError('unavailable', { retryAfter: 2 })) });
      const answer = kept(operation, await away.call(operation.method.toUpperCase(), anyPath(operation), { as: HOME, body: SAMPLES[operation.id]!.body }));
      await away.stop();
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('2');
    });
  });

  describe.each(authenticated.filter(({ id }) => SAMPLES[id]!.missing).map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
    it('answers 404 to an id that is not there', async () => {
      expect((await request(operation, {}, SAMPLES[operation.id]!.missing)).status).toBe(404);
    });
  });

  describe.each(authenticated.filter(({ id }) => SAMPLES[id]!.needs).map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
    it('answers 403 without its scope', async () => {
      expect((await request(operation, { as: { ...HOME, scopes: [] } }, anyPath(operation))).body.code).toBe(ERRORS.scope_missing.number);
    });
  });

  describe.each(withBody.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
    it('answers 413 to a body that is too large', async () => {
      expect((await request(operation, { body: LARGE_BODIES.has(operation.id) ? FAR_TOO_LARGE : TOO_LARGE }, anyPath(operation))).status).toBe(413);
    });

    it('answers 415 to a body that is not JSON', async () => {
      expect((await request(operation, { body: '<a/>', headers: { 'content-type': 'text/xml' } }, anyPath(operation))).status).toBe(415);
    });
  });

  describe.each(writes.map((operation) => [operation.id, operation] as const))('%s under an Idempotency-Key', (_id, operation) => {
    it('gives its first answer again, and refuses another body', async () => {
      const path = (await SAMPLES[operation.id]!.path?.(api)) ?? operation.path;
      const headers = { 'idempotency-key': `key-of-${operation.id}` };
      const first = await request(operation, { headers }, path);
      const again = await request(operation, { headers }, path);
      expect([again.status, again.body, again.headers['idempotency-replayed']]).toEqual([first.status, first.body, 'true']);
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect((await request(operation, { headers, body: { other: true } }, path)).status).toBe(422);
    });

    it('answers 409 while the first is still running', async () => {
      const busy = await TestApi.start({ instead: alwaysTaken() });
      const answer = kept(operation, await busy.call(operation.method.toUpperCase(), anyPath(operation), { as: HOME, body: SAMPLES[operation.id]!.body, headers: { 'idempotency-key': 'k' } }));
      await busy.stop();
      expect([answer.status, answer.body.code]).toEqual([409, ERRORS.idempotency_running.number]);
    });
  });

  it('answers 404 to a ring or event that is for nobody', async () => {
    for (const name of ['pressRing', 'sendEvent']) {
      const operation = restOperations.find(({ id }) => id === name)!;
      expect((await request(operation, { body: { device: 'DB-NONE' } })).body.code).toBe(ERRORS.device_not_found.number);
    }
  });

  it('answers 200 when a known phone registers again, a known device or member changes', async () => {
    const [register, putDevice, putMember] = ['registerPushToken', 'putDevice', 'putMember'].map((id) => restOperations.find((operation) => operation.id === id)!);
    expect((await request(register!)).status).toBe(200);
    const udid = await member(api);
    expect((await request(putDevice!, {}, `/communication/devices/${udid}`)).status).toBe(200);
    expect((await request(putMember!, {}, `/communication/devices/${udid}/members/usr_guest`)).status).toBe(200);
  });

  it('answers 201 to a phone that is new', async () => {
    const register = restOperations.find(({ id }) => id === 'registerPushToken')!;
    expect((await request(register, { body: { platform: 'web', token: 'never seen' } })).status).toBe(201);
  });

  it('answers 404 to a push for who has no phone', async () => {
    const push = restOperations.find(({ id }) => id === 'sendPush')!;
    expect((await request(push, { body: { user_id: 'usr_without', title: 'Hello', body: 'There' } })).body.code).toBe(ERRORS.user_unreachable.number);
  });

  it('answers 429 to who takes over more than twenty addresses a day', async () => {
    const register = restOperations.find(({ id }) => id === 'registerPushToken')!;
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) {
      await api.call('POST', '/communication/push-tokens', { as: { user: `usr_victim_${i}`, tenant: HOME.tenant }, body: { platform: 'ios', token: `taken-${i}` } });
      statuses.push((await request(register, { as: { user: 'usr_taker', tenant: HOME.tenant }, body: { platform: 'ios', token: `taken-${i}` } })).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(201), 429]);
  });

  it('tells whether the process lives and can serve', async () => {
    const [live, ready] = ['getLiveness', 'getReadiness'].map((id) => restOperations.find((operation) => operation.id === id)!);
    expect(kept(live!, await api.call('GET', '/health/live', { as: null })).status).toBe(200);
    expect(kept(ready!, await api.call('GET', '/health/ready', { as: null })).body.checks).toEqual({ database: 'ok' });
    const away = await TestApi.start({ instead: failing(() => new Error('gone')) });
    expect(kept(ready!, await away.call('GET', '/health/ready', { as: null })).status).toBe(503);
    await away.stop();
    for (const operation of [live!, ready!]) expect(kept(operation, await api.call('GET', `${operation.path}?x=%00`, { as: null })).status).toBe(400);
  });

  it('was seen with every status that it documents', () => {
    const documented = restOperations.filter(({ id }) => !ELSEWHERE.has(id)).flatMap(({ id, responses }) => Object.keys(responses).map((status) => `${id} ${status}`));
    expect(documented.filter((one) => !seen.has(one))).toEqual([]);
  });

  it('names its errors as the table does', () => {
    const numbers = new Map(Object.values(ERRORS).map((row) => [row.number, row.en]));
    const errors = Object.values(restDocument['components'].examples).map((example: any) => example.value).filter(({ code }: any) => code > 0);
    expect(errors.length).toBeGreaterThan(0);
    for (const { code, message } of errors as any[]) expect(numbers.get(code)).toBe(message);
  });
});

/** A database in which everything fails. */
function failing(error: () => Error): Database {
  const fail = () => Promise.reject(error());
  return { run: fail, ask: fail, askWithoutTenant: fail, ping: fail, attempt: fail, runAsSystem: fail, asOwner: fail } as unknown as Database;
}

/** A database in which somebody else holds every key. */
function alwaysTaken(): Database {
  const tx = { sql: async () => [{ taken: false }], actor: { tenantId: HOME.tenant } };
  return { run: (_actor: unknown, work: (t: unknown) => Promise<unknown>) => work(tx), ask: async (_actor: unknown, { name }: { name: string }) => (name === 'accept' ? [{ accepted: 0 }] : []), askWithoutTenant: async () => [] } as unknown as Database;
}
