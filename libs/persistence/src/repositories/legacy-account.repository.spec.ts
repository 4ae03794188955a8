import { until } from '@ringpost/domain/testing';
import { Notifications } from '../notifications.js';
import { createTestDatabase, hashOf, user, type TestDatabase } from '../testing/index.js';
import { LegacyAccountRepository, SESSIONS_MAX, SESSION_CHANNEL, type LoginNameKind } from './legacy-account.repository.js';

type Account = { tenant_id: string; number: string };

let test: TestDatabase;
let accounts: LegacyAccountRepository;
beforeAll(async () => {
  test = await createTestDatabase();
  accounts = new LegacyAccountRepository(test.db);
});
afterAll(() => test.drop());
afterEach(() => test.db.runAsSystem('diagnosis', (tx) => tx.sql('delete from legacy_account')));

const NOW = new Date();
const asSystem = <T>(work: Parameters<typeof test.db.runAsSystem<T>>[1]): Promise<T> => test.db.runAsSystem('login', work);
const account = (userId: string, tenantId = 'tnt_a'): Promise<Account> => asSystem(async (tx) => ({ tenant_id: tenantId, number: await accounts.add(tx, tenantId, userId, 'hash', NOW) }));
const name = (of: Account, kind: LoginNameKind, text: string): Promise<boolean> => asSystem((tx) => accounts.name(tx, of, kind, text));
const namesOf = async ({ number }: Account): Promise<unknown[]> => (await asSystem((tx) => tx.sql<{ kind: string; name: string }>('select kind, name from legacy_login where number = $1 order by 1, 2', [number]))).map((row) => [row.kind, row.name]);
const login = (of: Account, token: string, days = 30): Promise<Date> => asSystem((tx) => accounts.addSession(tx, of, hashOf(token), days));

describe('a login name', () => {
  it('is replaced by another of its kind, and no other', async () => {
    const anna = await account('anna');
    for (const [kind, text] of [['username', 'anna'], ['email', 'anna@old.example'], ['phone', '13800138000'], ['email', 'anna@new.example']] as const) expect(await name(anna, kind, text)).toBe(true);
    expect(await namesOf(anna)).toEqual([['email', 'anna@new.example'], ['phone', '13800138000'], ['username', 'anna']]);
    expect(await accounts.byName('anna@old.example')).toBeUndefined();
  });

  it('may be given again, and as another kind', async () => {
    const anna = await account('anna');
    for (const [kind, text] of [['username', 'anna'], ['email', 'anna@example.com'], ['email', 'anna@example.com'], ['username', 'anna@example.com']] as const) expect(await name(anna, kind, text)).toBe(true);
    expect(await namesOf(anna)).toEqual([['username', 'anna@example.com']]);
    await name(anna, 'email', 'anna@new.example');
    expect((await accounts.byName('anna@example.com'))?.user_id).toBe('anna');
  });

  it('is refused to another account, of whatever tenant and kind, which keeps it', async () => {
    const anna = await account('anna');
    await name(anna, 'username', 'anna@example.com');
    for (const other of [await account('anna'), await account('bert', 'tnt_b')]) {
      for (const kind of ['username', 'email'] as const) expect(await name(other, kind, 'anna@example.com')).toBe(false);
    }
    expect((await accounts.byName('anna@example.com'))?.number).toBe(anna.number);
  });

  it('that ten want at once is given to one', async () => {
    const wanting = await Promise.all(Array.from({ length: 10 }, (_, i) => account(`user ${i}`, `tnt_${i}`)));
    const given = await Promise.all(wanting.map((each) => name(each, 'username', 'contested')));
    expect(given.filter(Boolean)).toHaveLength(1);
    expect((await accounts.byName('contested'))?.number).toBe(wanting[given.indexOf(true)]!.number);
  });
});

describe('an account', () => {
  it('has a number that is exact beyond what a double holds', async () => {
    await test.sql("select setval('legacy_account_number', 9007199254740992)");
    const anna = await account('anna');
    await name(anna, 'username', 'anna');
    expect(anna.number).toBe('9007199254740993');
    expect((await accounts.byName('anna'))?.number).toBe('9007199254740993');
    await test.sql("select setval('legacy_account_number', 1)");
  });

  it('has another password only where it is', async () => {
    const anna = await account('anna');
    const set = (): Promise<boolean> => asSystem((tx) => accounts.setPassword(tx, anna, 'another hash', NOW));
    await name(anna, 'username', 'anna');
    expect(await set()).toBe(true);
    expect((await accounts.byName('anna'))?.password).toBe('another hash');
    await asSystem((tx) => accounts.remove(tx, anna));
    expect(await set()).toBe(false);
  });

  it('takes its names and logins with it', async () => {
    const anna = await account('anna');
    await name(anna, 'username', 'anna');
    await login(anna, 'login');
    await asSystem((tx) => accounts.remove(tx, anna));
    expect([await accounts.byName('anna'), await accounts.byToken(hashOf('login'))]).toEqual([undefined, undefined]);
  });

  it('is read by a tenant’s transaction only where it is the tenant’s', async () => {
    await name(await account('anna'), 'username', 'anna');
    const lock = (tenantId: string) => test.db.run(user(test.db, tenantId, 'anna').actor, (tx) => accounts.lock(tx, 'anna'));
    expect(await lock('tnt_a')).toMatchObject({ user_id: 'anna', kind: 'username' });
    expect(await lock('tnt_b')).toBeUndefined();
  });
});

describe('a login', () => {
  it('beyond the most that an account has ends the oldest that still lives, on every process', async () => {
    const heard: string[] = [];
    const notifications = await Notifications.open({ url: test.url, log: { info: () => undefined, warn: () => undefined } });
    await notifications.listen(SESSION_CHANNEL, (payload) => heard.push(payload));
    const [anna, bert] = [await account('anna'), await account('bert')];
    await login(bert, 'his', 1);
    await login(anna, 'over', -1);
    for (let i = 0; i < SESSIONS_MAX; i++) await login(anna, `login ${i}`, 30 + i);
    expect((await accounts.byToken(hashOf('login 0')))?.user_id).toBe('anna');
    await login(anna, 'the newest, though it ends first', 7);
    const left = await Promise.all(['login 0', 'login 1', 'the newest, though it ends first', 'his'].map((token) => accounts.byToken(hashOf(token))));
    expect(left.map((row) => row?.user_id)).toEqual([undefined, 'anna', 'anna', 'bert']);
    await until(() => heard.length === 1);
    expect(heard).toEqual([hashOf('login 0').toString('hex')]);
    await notifications.close();
  });

  it('of the user’s other accounts is told apart from those of an account, of other users and tenants, and from those that are over', async () => {
    const [first, second, third] = [await account('anna'), await account('anna'), await account('anna')];
    for (const [of, token] of [[first, 'own'], [second, 'second'], [third, 'third'], [await account('bert'), 'bert'], [await account('anna', 'tnt_b'), 'elsewhere']] as const) await login(of, token);
    await login(second, 'over', -1);
    const others = await asSystem((tx) => accounts.otherSessions(tx, { ...first, user_id: 'anna', password: '' }));
    expect(others.map((hash) => hash.toString('hex')).sort()).toEqual(['second', 'third'].map((token) => hashOf(token).toString('hex')).sort());
  });

  it('ends by the clock of the database', async () => {
    const anna = await account('anna');
    const [{ now }] = (await test.sql('select now() as now')) as [{ now: Date }];
    const expiresAt = await login(anna, 'login', 7);
    expect(Math.abs(expiresAt.getTime() - now.getTime() - 7 * 86_400_000)).toBeLessThan(60_000);
    expect(await accounts.byToken(hashOf('login'))).toEqual({ tenant_id: 'tnt_a', user_id: 'anna', expires_at: expiresAt });
    await login(anna, 'over', -1);
    expect(await accounts.byToken(hashOf('over'))).toBeUndefined();
    expect(await asSystem((tx) => accounts.endSession(tx, hashOf('over')))).toBeUndefined();
  });

  it('is ended by one of those who end it at once', async () => {
    await login(await account('anna'), 'login');
    const ended = await Promise.all(Array.from({ length: 5 }, () => asSystem((tx) => accounts.endSession(tx, hashOf('login')))));
    expect(ended.filter((end) => end !== undefined)).toEqual([{ tenant_id: 'tnt_a', user_id: 'anna' }]);
  });

  it('is held only inside its tenant, and only until it is over', async () => {
    const anna = await account('anna');
    await login(anna, 'login');
    await login(anna, 'over', -1);
    const held = (tenantId: string, token: string) => test.db.run(user(test.db, tenantId, 'anna').actor, (tx) => accounts.holdSession(tx, hashOf(token)));
    expect([await held('tnt_a', 'login'), await held('tnt_b', 'login'), await held('tnt_a', 'over'), await held('tnt_a', 'none')]).toEqual([true, false, false, false]);
    await expect(asSystem((tx) => accounts.holdSession(tx, hashOf('login')))).rejects.toMatchObject({ code: 'tenant_missing' });
  });

  it('tells every process that it ended, once that is committed', async () => {
    const heard: string[] = [];
    const notifications = await Notifications.open({ url: test.url, log: { info: () => undefined, warn: () => undefined } });
    await notifications.listen(SESSION_CHANNEL, (payload) => heard.push(payload));
    const [anna, bert] = [await account('anna'), await account('bert')];
    for (const token of ['one', 'two', 'three']) await login(anna, token);
    await login(bert, 'his');
    await expect(asSystem(async (tx) => { await accounts.endSessions(tx, bert); throw new Error('undone'); })).rejects.toThrow('undone');
    await asSystem((tx) => accounts.endSession(tx, hashOf('two')));
    await asSystem((tx) => accounts.endSessions(tx, anna));
    await until(() => heard.length === 3);
    expect(heard[0]).toBe(hashOf('two').toString('hex'));
    expect(heard.slice(1).sort()).toEqual(['one', 'three'].map((token) => hashOf(token).toString('hex')).sort());
    expect((await accounts.byToken(hashOf('his')))?.user_id).toBe('bert');
    await notifications.close();
  });
});
