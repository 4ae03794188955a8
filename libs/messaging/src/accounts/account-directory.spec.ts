import { DomainError, ProviderAccount, ProviderKinds, type ProviderAccountDraft, type Vault } from '@ringpost/domain';
import { TestClock, idsBy, vaultWith } from '@ringpost/domain/testing';
import { ProviderAccountRepository, type Database } from '@ringpost/persistence';
import { TestMessaging, TestStrictProvider, actorInNewTenant } from '../testing/index.js';
import { AccountDirectory } from './account-directory.js';
import type { AccountRoute } from './open-account.js';

let app: TestMessaging;
beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());

const AWAY = new DomainError('unavailable', { retryAfter: 2 });

/** A directory over the database of the test, which can be held up and taken away. */
class TestDirectory {
  readonly clock = new TestClock();
  readonly kinds = { apns: new TestStrictProvider('apns'), fcm: new TestStrictProvider('fcm'), smtp: new TestStrictProvider('smtp', 'email') };
  readonly warnings: object[] = [];
  readonly directory: AccountDirectory;
  readonly tenantId = actorInNewTenant('ada').tenantId;
  asked = 0;
  failure: Error | undefined;
  /** Runs after the rows were read and before they are answered. */
  meanwhile: () => Promise<unknown> = async () => undefined;

  constructor(vault: Vault = app.vault) {
    const db = { askAsSystem: (...question: Parameters<Database['askAsSystem']>) => this.ask(() => app.db.askAsSystem(...question)) } as Database;
    this.directory = new AccountDirectory(db, new ProviderAccountRepository(), vault, new ProviderKinds(Object.values(this.kinds)), { warn: (context) => this.warnings.push(context) }, this.clock);
  }

  /** The providers and priorities of what would be tried, in order. */
  async candidates(route: Partial<AccountRoute> = {}): Promise<string[]> {
    return (await this.open(route)).map(({ provider, priority }) => `${provider} ${priority}`);
  }

  open(route: Partial<AccountRoute> = {}) {
    return this.directory.candidates(this.tenantId, { channel: 'push', appId: '', environment: 'production', ...route });
  }

  async has({ isActive = true, config, tenantId = this.tenantId, ...draft }: Partial<ProviderAccountDraft> & { isActive?: boolean; config?: string; tenantId?: string } = {}): Promise<ProviderAccount> {
    const configSealed = app.vault.seal(config ?? '{"endpoint":"https://push.example","secret":"hunter2"}', `provider_account ${tenantId}`);
    const account = new ProviderAccount(tenantId, ids.next(), { channel: 'push', provider: 'apns', configSealed, ...draft }, new Date());
    account.change({ isActive }, new Date());
    await app.db.runAsSystem('diagnosis', async (tx) => void tx.em.persist(account));
    return account;
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    this.asked++;
    if (this.failure) throw this.failure;
    const answer = await question();
    await this.meanwhile();
    return answer;
  }
}

const ids = idsBy(new TestClock());
const change = (account: ProviderAccount, sql: string): Promise<unknown> => app.rows(`update provider_account set ${sql}, updated_at = updated_at + interval '1 ms' where tenant_id = $1 and id = $2`, [account.tenantId, account.id]);

describe('the accounts to try', () => {
  it('are those of the very app before those of every app, then by priority, then the older one', async () => {
    const test = new TestDirectory();
    await test.has({ priority: 1 });
    await test.has({ priority: 0, provider: 'fcm' });
    await test.has({ priority: 9, appId: 'com.example' });
    await test.has({ priority: 5, appId: 'com.example' });
    await test.has({ priority: 0, appId: 'com.other' });
    const [older, newer] = [await test.has({ priority: 7, environment: 'production' }), await test.has({ priority: 7 })];
    expect(await test.candidates({ appId: 'com.example' })).toEqual(['apns 5', 'apns 9', 'fcm 0', 'apns 1', 'apns 7', 'apns 7']);
    expect((await test.open()).slice(-2).map(({ id }) => id)).toEqual([older.id, newer.id]);
    expect(await test.candidates({ appId: 'com.unheard-of' })).toEqual(['fcm 0', 'apns 1', 'apns 7', 'apns 7']);
    expect(await test.candidates({ provider: 'apns', appId: 'com.other' })).toEqual(['apns 0', 'apns 1', 'apns 7', 'apns 7']);
  });

  it('are active, of the channel, of the environment or of both, and of the tenant', async () => {
    const test = new TestDirectory();
    await test.has({ priority: 1, environment: 'production' });
    await test.has({ priority: 2, environment: 'sandbox' });
    await test.has({ priority: 3 });
    await test.has({ priority: 4, isActive: false });
    await test.has({ priority: 5, channel: 'email', provider: 'smtp' });
    await test.has({ priority: 6, tenantId: actorInNewTenant('eve').tenantId });
    expect(await test.candidates()).toEqual(['apns 1', 'apns 3']);
    expect(await test.candidates({ environment: 'sandbox' })).toEqual(['apns 2', 'apns 3']);
    expect(await test.candidates({ channel: 'email' })).toEqual(['smtp 5']);
    expect(await test.candidates({ channel: 'sms' })).toEqual([]);
    expect(await test.candidates({ provider: 'xiaomi' })).toEqual([]);
  });

  it('come with their configuration as the provider reads it, and with their limits', async () => {
    const test = new TestDirectory();
    const [plain, limited] = [await test.has(), await test.has({ priority: 20, config: '{"endpoint":"x","secret":"y","concurrency":2,"per_second":100}' })];
    expect(await test.open()).toMatchObject([
      { id: plain.id, tenantId: test.tenantId, config: { endpoint: 'https://push.example', secret: 'hunter2' }, kind: test.kinds.apns, concurrency: 100, perSecond: undefined },
      { id: limited.id, concurrency: 2, perSecond: 100 },
    ]);
  });

  it('are the same answer while nothing changes, and nothing is read anew', async () => {
    const test = new TestDirectory();
    await test.has();
    const [first] = await test.open();
    expect(await test.open()).toBe(await test.open({ appId: 'com.unheard-of' }));
    test.clock.advance(11, 'seconds');
    expect((await test.open())[0]).toBe(first);
    expect([test.asked, test.kinds.apns.read]).toEqual([2, 1]);
  });
});

describe('what is remembered', () => {
  it('is at most ten seconds old', async () => {
    const test = new TestDirectory();
    const account = await test.has();
    expect(await test.candidates()).toEqual(['apns 10']);
    await change(account, 'priority = 3');
    test.clock.advance(4_999, 'ms');
    expect(await test.candidates()).toEqual(['apns 10']);
    expect(test.asked).toBe(1);
    test.clock.advance(5_001, 'ms');
    expect(await test.candidates()).toEqual(['apns 3']);
    expect(test.asked).toBe(2);
  });

  it('is asked for anew before it is too old, while nobody waits', async () => {
    const test = new TestDirectory();
    await test.has();
    await test.candidates();
    const held = Promise.withResolvers<void>();
    test.meanwhile = () => held.promise;
    test.clock.advance(6, 'seconds');
    expect(await test.candidates()).toEqual(['apns 10']);
    expect(test.asked).toBe(2);
    held.resolve();
  });

  it('is asked for once, however many want it', async () => {
    const test = new TestDirectory();
    await test.has();
    expect(await Promise.all(Array.from({ length: 50 }, () => test.candidates()))).toEqual(Array(50).fill(['apns 10']));
    expect(test.asked).toBe(1);
  });

  it('is asked for anew once it is told that it changed, of one tenant or of all', async () => {
    const test = new TestDirectory();
    const account = await test.has();
    const versions: string[] = [];
    for (const forget of [() => undefined, () => test.directory.forget(test.tenantId), () => test.directory.forget()]) {
      forget();
      versions.push((await test.open())[0]!.version);
      await change(account, 'priority = priority + 1');
    }
    expect(new Set(versions).size).toBe(3);
    test.directory.forget('tnt_nobody_asked_for');
    expect(await test.candidates()).toEqual(['apns 12']);
    expect(test.asked).toBe(3);
  });

  it('is not what was read before the change', async () => {
    const test = new TestDirectory();
    const account = await test.has();
    test.meanwhile = async () => {
      test.meanwhile = async () => undefined;
      await change(account, 'priority = 3');
      test.directory.forget(test.tenantId);
    };
    expect(await test.candidates()).toEqual(['apns 3']);
    expect(test.asked).toBe(2);
  });

  it('keeps its versions when only the key changed that it is sealed under', async () => {
    const test = new TestDirectory(vaultWith({ keys: ['new', 'first'] }));
    await test.has();
    const [before] = await test.open();
    await app.vaultService(vaultWith({ keys: ['new', 'first'] })).rotate();
    test.directory.forget();
    const [after] = await test.open();
    expect([after!.version, after!.config, test.kinds.apns.read]).toEqual([before!.version, before!.config, 2]);
  });
});

describe('while the database is away', () => {
  it('what is remembered serves a minute longer, then it fails, and it goes on by itself', async () => {
    const test = new TestDirectory();
    await test.has();
    await test.candidates();
    test.failure = AWAY;
    for (const seconds of [10, 30, 29]) expect(await (test.clock.advance(seconds, 'seconds'), test.candidates())).toEqual(['apns 10']);
    test.clock.advance(1, 'seconds');
    await expect(test.candidates()).rejects.toBe(AWAY);
    test.failure = undefined;
    expect(await test.candidates()).toEqual(['apns 10']);
  });

  it('it is asked once a second, and nobody waits for the answer', async () => {
    const test = new TestDirectory();
    await test.has();
    await test.candidates();
    test.failure = AWAY;
    test.clock.advance(20, 'seconds');
    for (let i = 0; i < 10; i++) await test.candidates();
    expect(test.asked).toBe(2);
    test.failure = undefined;
    const held = Promise.withResolvers<void>();
    test.meanwhile = () => held.promise;
    test.clock.advance(1, 'seconds');
    expect(await test.candidates()).toEqual(['apns 10']);
    expect(test.asked).toBe(3);
    held.resolve();
  });

  it('serves also what has changed, as far as it is known', async () => {
    const test = new TestDirectory();
    await test.has();
    await test.candidates();
    test.failure = AWAY;
    test.directory.forget();
    expect(await test.candidates()).toEqual(['apns 10']);
  });

  it('fails where nothing is known, and wherever it is not away but broken', async () => {
    const test = new TestDirectory();
    await test.has();
    test.failure = AWAY;
    await expect(test.candidates()).rejects.toBe(AWAY);
    test.failure = undefined;
    await test.candidates();
    test.failure = new Error('relation "provider_account" does not exist');
    test.clock.advance(10, 'seconds');
    await expect(test.candidates()).rejects.toBe(test.failure);
  });
});

describe('an account that cannot be used', () => {
  it('is left out and told once a minute, without a word of its secrets', async () => {
    const test = new TestDirectory();
    const broken = await test.has({ priority: 1, configSealed: vaultWith({ keys: ['lost'] }).seal('{}', `provider_account ${test.tenantId}`) });
    await test.has({ priority: 2, config: '{"secret": hunter2' });
    await test.has({ priority: 3, config: '{"secret":"hunter2"}' });
    await test.has({ priority: 4, provider: 'pigeon' });
    await test.has({ priority: 5 });
    for (let i = 0; i < 6; i++) {
      expect(await test.candidates()).toEqual(['apns 5']);
      test.clock.advance(10, 'seconds');
    }
    expect(test.warnings).toMatchObject([
      { tenant: test.tenantId, provider: 'apns', account: expect.stringMatching(/^pvd_/), reason: expect.stringContaining('ENCRYPTION_KEYS') },
      { reason: 'config must be an object or the JSON text of one' }, { reason: 'config.endpoint is required' }, { provider: 'pigeon', reason: expect.stringContaining('pigeon') },
    ]);
    expect(JSON.stringify(test.warnings)).not.toContain('hunter2');
    await test.candidates();
    expect(test.warnings).toHaveLength(8);
    await app.rows('update provider_account set config_sealed = $3, updated_at = now() where tenant_id = $1 and id = $2', [test.tenantId, broken.id, app.vault.seal('{"endpoint":"x","secret":"y"}', `provider_account ${test.tenantId}`)]);
    test.directory.forget(test.tenantId);
    expect(await test.candidates()).toEqual(['apns 1', 'apns 5']);
  });

  it('is not the same as none: what another process might send is not given up here', async () => {
    const test = new TestDirectory();
    const broken = await test.has({ appId: 'com.example', configSealed: vaultWith({ keys: ['lost'] }).seal('{}', `provider_account ${test.tenantId}`) });
    for (let asked = 0; asked < 2; asked++) await expect(test.candidates({ appId: 'com.example' })).rejects.toThrow('no account for this can be opened here');
    expect([await test.candidates(), await test.candidates({ appId: 'com.example', channel: 'email' }), await test.candidates({ appId: 'com.example', provider: 'fcm' })]).toEqual([[], [], []]);
    await test.has({ priority: 2 });
    test.directory.forget(test.tenantId);
    expect(await test.candidates({ appId: 'com.example' })).toEqual(['apns 2']);
    await change(broken, 'is_active = false');
    test.directory.forget(test.tenantId);
    expect(await test.candidates({ appId: 'com.example' })).toEqual(['apns 2']);
  });

  it('of another tenant does not open when its row is put in this one’s place', async () => {
    const test = new TestDirectory();
    const account = await test.has({ configSealed: app.vault.seal('{"endpoint":"x","secret":"y"}', 'provider_account tnt_other') });
    await expect(test.candidates()).rejects.toThrow('no account for this can be opened here');
    expect(test.warnings).toMatchObject([{ tenant: account.tenantId }]);
  });
});
