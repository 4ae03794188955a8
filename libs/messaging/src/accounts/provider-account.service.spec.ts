import { Actor, DomainError, ProviderKinds, toTypeId, type Reach, type Vault } from '@ringpost/domain';
import { codeOf, until, vaultWith } from '@ringpost/domain/testing';
import { ACCOUNT_CHANNEL, AuditRepository, Notifications, ProviderAccountRepository } from '@ringpost/persistence';
import { TestMessaging, TestStrictProvider, actorInNewTenant, colleagueOf } from '../testing/index.js';
import { ProviderAccountService, type ProviderAccountRequest } from './provider-account.service.js';
import { ReachableProviders } from './reachable-providers.js';

let app: TestMessaging;
beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());

const KINDS = new ProviderKinds([new TestStrictProvider('apns'), new TestStrictProvider('fcm'), new TestStrictProvider('smtp', 'email')]);
const CONFIG = { endpoint: 'https://push.example', secret: 'hunter2' };
const MASKED = '{"endpoint":"https://push.example","secret":"***"}';
const APNS: ProviderAccountRequest = { provider: 'apns', config: CONFIG };
const serviceWith = (vault: Vault = app.vault, kinds = KINDS, reach: Reach = 'public'): ProviderAccountService =>
  new ProviderAccountService(app.db, new ProviderAccountRepository(), new AuditRepository(), new ReachableProviders(kinds, reach), vault, app.clock, app.ids);
const administrator = (): Actor => actorInNewTenant('ada', 'tenant:admin');
const make = (actor: Actor, more: Partial<ProviderAccountRequest> = {}): Promise<string> => serviceWith().create(actor, { ...APNS, ...more }).then(({ account }) => toTypeId('pvd', account.id));
const fieldOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing', (error: DomainError) => `${error.fields[0]?.field} ${error.fields[0]?.code}: ${error.fields[0]?.description}`);
const FIRST_PAGE = { by: 'page', page: 1, size: 20 } as const;

describe('an account at a provider', () => {
  it('is made of an object or of JSON, stored sealed, and shown without its secrets', async () => {
    const ada = administrator();
    const made = await serviceWith().create(ada, { ...APNS, channel: 'push', appId: 'com.example.doorbell', environment: 'sandbox' });
    const text = await serviceWith().create(ada, { ...APNS, config: JSON.stringify(CONFIG), priority: 7 });
    expect([made, text]).toMatchObject([
      { account: { provider: 'apns', channel: 'push', appId: 'com.example.doorbell', environment: 'sandbox', priority: 10, isActive: true }, config: MASKED },
      { account: { appId: '', environment: null, priority: 7 }, config: MASKED },
    ]);
    const rows = await app.rows<{ config_sealed: Buffer }>('select config_sealed from provider_account where tenant_id = $1', [ada.tenantId]);
    for (const { config_sealed: sealed } of rows) {
      expect(sealed.includes('hunter2')).toBe(false);
      expect(JSON.parse(app.vault.open(sealed, `provider_account ${ada.tenantId}`))).toEqual(CONFIG);
    }
  });

  it('has to be of a provider that is known, and of its channel', async () => {
    const ada = administrator();
    expect(await fieldOf(make(ada, { provider: 'pigeon' }))).toBe('provider enum: provider must be one of the following values: apns, fcm, smtp');
    expect(await fieldOf(make(ada, { provider: 'smtp', channel: 'push' }))).toBe('channel enum: channel must be email, as smtp is');
  });

  it('is refused where its provider refuses the configuration, or where that has a member too many', async () => {
    const ada = administrator();
    expect(await fieldOf(make(ada, { config: { endpoint: 'x' } }))).toBe('config.secret required: config.secret is required');
    expect(await fieldOf(make(ada, { config: { ...CONFIG, secert: 'y' } }))).toBe('config.secert enum: config.secert is no member that apns knows');
    expect(await fieldOf(make(ada, { config: { ...CONFIG, secret: '***' } }))).toMatch(/^config.secret required/);
    expect(await fieldOf(make(ada, { config: { ...CONFIG, concurrency: 0 } }))).toMatch(/^config.concurrency range/);
    expect(await app.rows('select 1 from provider_account where tenant_id = $1', [ada.tenantId])).toEqual([]);
  });

  it('has a place of its own among those of its provider, app, environment and priority', async () => {
    const ada = administrator();
    const first = await make(ada, { environment: 'production' });
    for (const more of [{ environment: 'sandbox' }, { environment: undefined }, { environment: 'production', priority: 11 }, { environment: 'production', appId: 'com.example' }, { provider: 'fcm', environment: 'production' }] as const) await make(ada, more);
    expect(await codeOf(make(ada, { environment: 'production' }))).toBe('provider_account_exists');
    expect(await codeOf(make(ada))).toBe('provider_account_exists');
    expect(await codeOf(serviceWith().update(ada, first, { priority: 11 }))).toBe('provider_account_exists');
    expect((await serviceWith().update(ada, first, { priority: 12 })).account.priority).toBe(12);
    await make(ada, { environment: 'production' });
  });

  it('has that place also against others who want it at the same moment', async () => {
    const ada = administrator();
    const made = await Promise.all(Array.from({ length: 8 }, () => make(ada).then(() => 'made', (error: DomainError) => error.code)));
    expect(made.sort()).toEqual(['made', ...Array<string>(7).fill('provider_account_exists')]);
  });
});

describe('where an account may connect to', () => {
  const PRIVATE = { endpoint: 'private', secret: 'hunter2' };
  const atHome = (): ProviderAccountService => serviceWith(app.vault, KINDS, 'anywhere');

  it('is the public Internet for one that is made over an API, and anywhere for one of the command line', async () => {
    const ada = administrator();
    expect((await serviceWith().create(ada, APNS)).account.reach).toBe('public');
    expect(await fieldOf(serviceWith().create(ada, { ...APNS, priority: 1, config: PRIVATE }))).toBe('config.endpoint format: config.endpoint must be public');
    expect((await atHome().create(ada, { ...APNS, priority: 1, config: PRIVATE })).account.reach).toBe('anywhere');
    expect(await app.rows('select reach from provider_account where tenant_id = $1 order by id', [ada.tenantId])).toEqual([{ reach: 'public' }, { reach: 'anywhere' }]);
  });

  it('is what whoever gave the configuration last may have', async () => {
    const ada = administrator();
    const { account } = await atHome().create(ada, { ...APNS, config: PRIVATE });
    const id = toTypeId('pvd', account.id);
    expect((await serviceWith().update(ada, id, { priority: 3 })).account.reach).toBe('anywhere');
    expect(await fieldOf(serviceWith().update(ada, id, { config: { ...PRIVATE, secret: '***' } }))).toMatch(/^config.endpoint format/);
    expect((await serviceWith().get(ada, id)).account.reach).toBe('anywhere');
    expect((await serviceWith().update(ada, id, { config: CONFIG })).account.reach).toBe('public');
    expect((await atHome().update(ada, id, { config: CONFIG })).account.reach).toBe('anywhere');
  });
});

describe('a change', () => {
  it('keeps a secret that comes back masked, and replaces the rest of the configuration', async () => {
    const ada = administrator();
    const id = await make(ada, { config: { ...CONFIG, sound: 'ding' } });
    const { config } = await serviceWith().update(ada, id, { config: '{"endpoint":"https://push.example","secret":"***"}' });
    expect(JSON.parse(config)).toEqual({ endpoint: 'https://push.example', secret: '***' });
    const [row] = await app.rows<{ config_sealed: Buffer }>('select config_sealed from provider_account where tenant_id = $1', [ada.tenantId]);
    expect(JSON.parse(app.vault.open(row!.config_sealed, `provider_account ${ada.tenantId}`))).toEqual({ endpoint: 'https://push.example', secret: 'hunter2' });
  });

  it('needs the secrets again where it would send them elsewhere', async () => {
    const ada = administrator();
    const id = await make(ada);
    const words = 'config.secret required: config.secret has to be given again, because config.endpoint changes';
    expect(await fieldOf(serviceWith().update(ada, id, { config: { endpoint: 'https://eve.example', secret: '***' } }))).toBe(words);
    expect(JSON.parse((await serviceWith().update(ada, id, { config: { endpoint: 'https://eve.example', secret: 'new' } })).config)).toMatchObject({ endpoint: 'https://eve.example' });
  });

  it('changes what is given and nothing else', async () => {
    const ada = administrator();
    const id = await make(ada);
    expect(await serviceWith().update(ada, id, { isActive: false })).toMatchObject({ account: { isActive: false, priority: 10 }, config: MASKED });
    expect(await serviceWith().update(ada, id, { priority: 1 })).toMatchObject({ account: { isActive: false, priority: 1 }, config: MASKED });
    expect(await serviceWith().get(ada, id)).toMatchObject({ account: { isActive: false, priority: 1 }, config: MASKED });
  });

  it('is refused as a whole when its configuration is', async () => {
    const ada = administrator();
    const id = await make(ada);
    expect(await fieldOf(serviceWith().update(ada, id, { priority: 3, config: { endpoint: 'x' } }))).toMatch(/^config.secret required/);
    expect((await serviceWith().get(ada, id)).account.priority).toBe(10);
  });

  it('needs no key of before where every secret is new', async () => {
    const ada = administrator();
    const id = await make(ada);
    const other = serviceWith(vaultWith({ keys: ['another'] }));
    await expect(other.update(ada, id, { config: { ...CONFIG, secret: '***' } })).rejects.toThrow('ENCRYPTION_KEYS');
    expect((await other.update(ada, id, { config: CONFIG })).config).toBe(MASKED);
  });

  it('is heard of once it is done, and not when it is undone', async () => {
    const notifications = await Notifications.open({ url: app.database.url, log: { info: () => undefined, warn: () => undefined } });
    try {
      const heard: string[] = [];
      await notifications.listen(ACCOUNT_CHANNEL, (tenant) => heard.push(tenant));
      const [ada, eve] = [administrator(), administrator()];
      const id = await make(ada);
      await codeOf(make(ada));
      await serviceWith().update(ada, id, { priority: 3 });
      await serviceWith().remove(ada, id);
      await make(eve);
      await until(() => heard.includes(eve.tenantId));
      expect(heard).toEqual([ada.tenantId, ada.tenantId, ada.tenantId, eve.tenantId]);
    } finally {
      await notifications.close();
    }
  });

  it('is audited by names, never by values', async () => {
    const ada = administrator();
    const id = await make(ada, { config: { ...CONFIG, sound: 'ding' } });
    await serviceWith().update(ada, id, { priority: 3, config: { endpoint: 'https://push.example', secret: '***' } });
    await serviceWith().remove(ada, id);
    const entries = await app.rows('select user_id, action, subject, detail from audit where tenant_id = $1 order by id', [ada.tenantId]);
    expect(entries).toEqual([
      { user_id: 'ada', action: 'provider_account.created', subject: id, detail: { members: 'config.endpoint config.secret config.sound' } },
      { user_id: 'ada', action: 'provider_account.changed', subject: id, detail: { members: 'priority config.endpoint' } },
      { user_id: 'ada', action: 'provider_account.removed', subject: id, detail: {} },
    ]);
  });
});

describe('the accounts of a tenant', () => {
  it('are listed, the newest first, by channel and by whether they are active', async () => {
    const ada = administrator();
    const [apns, fcm, smtp] = [await make(ada), await make(ada, { provider: 'fcm' }), await make(ada, { provider: 'smtp' })];
    await serviceWith().update(ada, fcm, { isActive: false });
    const listed = async (filter: object, page: object = FIRST_PAGE): Promise<unknown> => {
      const { items, total, hasNext } = await serviceWith().list(ada, filter, page as typeof FIRST_PAGE);
      return [items.map(({ account }) => toTypeId('pvd', account.id)), total, hasNext];
    };
    expect(await listed({})).toEqual([[smtp, fcm, apns], 3, false]);
    expect(await listed({ channel: 'push' })).toEqual([[fcm, apns], 2, false]);
    expect(await listed({ channel: 'push', isActive: true })).toEqual([[apns], 1, false]);
    expect(await listed({ isActive: false })).toEqual([[fcm], 1, false]);
    expect(await listed({}, { by: 'page', page: 2, size: 2 })).toEqual([[apns], 3, false]);
    const { next } = await serviceWith().list(ada, {}, { by: 'page', page: 1, size: 1 });
    expect(await listed({}, { by: 'cursor', after: next, size: 1 })).toEqual([[fcm], undefined, true]);
  });

  it('are shown without anything once their provider is gone, and can be removed then', async () => {
    const ada = administrator();
    const id = await make(ada);
    const without = serviceWith(app.vault, new ProviderKinds([]));
    expect((await without.get(ada, id)).config).toBe('{"endpoint":"***","secret":"***"}');
    await without.remove(ada, id);
    expect(await codeOf(without.get(ada, id))).toBe('provider_account_not_found');
  });

  it('are listed also where one of them cannot be opened, which can be switched off and removed', async () => {
    const ada = administrator();
    const lost = toTypeId('pvd', (await serviceWith(vaultWith({ keys: ['lost'] })).create(ada, { ...APNS, priority: 3 })).account.id);
    await make(ada);
    const { items } = await serviceWith().list(ada, {}, FIRST_PAGE);
    expect(items.map(({ config }) => config)).toEqual([MASKED, expect.stringMatching(/^\{"note":"this configuration cannot be opened here.*ENCRYPTION_KEYS/)]);
    expect((await serviceWith().update(ada, lost, { isActive: false })).account.isActive).toBe(false);
    await serviceWith().remove(ada, lost);
  });

  it('are their administrators’ alone', async () => {
    const ada = administrator();
    const id = await make(ada);
    const service = serviceWith();
    const attempts = (actor: Actor): Promise<string>[] => [service.get(actor, id), service.update(actor, id, { priority: 3 }), service.remove(actor, id)].map(codeOf);
    expect(await Promise.all(attempts(administrator()))).toEqual(Array(3).fill('provider_account_not_found'));
    expect((await service.list(administrator(), {}, FIRST_PAGE)).total).toBe(0);
    const sender = colleagueOf(ada, 'bert', 'communication:send', 'notification:send');
    expect(await Promise.all([...attempts(sender), codeOf(service.create(sender, APNS)), codeOf(service.list(sender, {}, FIRST_PAGE))])).toEqual(Array(5).fill('scope_missing'));
    expect((await service.get(ada, id)).account.priority).toBe(10);
  });

  it.each(['', 'pvd_', 'pt_01h2xcejqtf2nbrexx3vqjhp41', 'pvd_01h2xcejqtf2nbrexx3vqjhp41'])('have none with the id %j', async (id) => {
    const ada = administrator();
    for (const work of [() => serviceWith().get(ada, id), () => serviceWith().update(ada, id, {}), () => serviceWith().remove(ada, id)]) expect(await codeOf(work)).toBe('provider_account_not_found');
  });
});
