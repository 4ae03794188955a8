import { randomBytes } from 'node:crypto';
import { Actor, IdGenerator, ProviderAccount, SystemClock, type ProviderAccountDraft } from '@ringpost/domain';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { ProviderAccountRepository } from './provider-account.repository.js';

let test: TestDatabase;
beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());

const ids = new IdGenerator(new SystemClock(), randomBytes);
const accounts = new ProviderAccountRepository();
const accountOf = (tenantId: string, draft: Partial<ProviderAccountDraft> = {}): ProviderAccount =>
  new ProviderAccount(tenantId, ids.next(), { channel: 'push', provider: 'apns', configSealed: Buffer.from('sealed'), ...draft }, new Date());
const add = (...made: ProviderAccount[]): Promise<void> =>
  test.db.run(Actor.of(made[0]!.tenantId, 'ada'), async (tx) => { for (const account of made) accounts.add(tx, account); });

describe('accounts at providers', () => {
  it('come as they were stored', async () => {
    const account = accountOf('tnt_whole', { appId: 'com.example', environment: 'sandbox', priority: 0, configSealed: Buffer.from([0, 255]) });
    await add(account);
    expect(await test.db.run(Actor.of('tnt_whole', 'ada'), (tx) => accounts.find(tx, account.id))).toEqual(account);
  });

  it('are sent by when they are active, lower priorities and then older ones first', async () => {
    const [last, first, second] = [accountOf('tnt_send', { priority: 20 }), accountOf('tnt_send', { priority: 1 }), accountOf('tnt_send', { priority: 1, provider: 'fcm' })];
    const off = accountOf('tnt_send', { priority: 0 });
    off.change({ isActive: false }, new Date());
    await add(last, first, second, off);
    await add(accountOf('tnt_other'));
    expect((await accounts.sending(test.db, 'tnt_send')).map(({ id }) => id)).toEqual([first.id, second.id, last.id]);
    expect((await accounts.sending(test.db, 'tnt_send'))[0]).toEqual({
      id: first.id, channel: 'push', provider: 'apns', app_id: '', environment: null, priority: 1, reach: 'public', config_sealed: Buffer.from('sealed'), updated_at: first.updatedAt,
    });
  });

  it.each([
    ['both without an environment', {}, {}, true],
    ['both of one environment', { environment: 'production' }, { environment: 'production' }, true],
    ['of two environments', { environment: 'production' }, { environment: 'sandbox' }, false],
    ['one of both environments', { environment: 'production' }, {}, false],
    ['of two apps', { appId: 'a' }, { appId: 'b' }, false],
    ['of two priorities', { priority: 1 }, { priority: 2 }, false],
    ['of two providers', { provider: 'apns' }, { provider: 'fcm' }, false],
  ] as const)('know a place that is taken, as the index does: %s', async (what, one, another, taken) => {
    const tenantId = `tnt_${what}`;
    await add(accountOf(tenantId, one));
    const second = accountOf(tenantId, another);
    expect(await test.db.run(Actor.of(tenantId, 'ada'), (tx) => accounts.isTaken(tx, second))).toBe(taken);
    expect(await add(second).then(() => 'stored', (error: { code: string }) => error.code)).toBe(taken ? '23505' : 'stored');
    expect(await test.db.run(Actor.of(tenantId, 'ada'), (tx) => accounts.isTaken(tx, accountOf(`tnt_${what}`, { priority: 999 })))).toBe(false);
  });
});
