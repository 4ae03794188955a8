import { Actor } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import { LegacyAccountRepository } from '@ringpost/persistence';
import { LegacyAccountService, type LegacyAccountRequest } from './legacy-account.service.js';
import type { LegacySessionService } from './legacy-session.service.js';
import { TestMessaging, TestOldPhones, callerOf, oldBuild } from '../testing/index.js';

let app: TestMessaging;
let phones: TestOldPhones;
let sessions: LegacySessionService;
beforeAll(async () => {
  app = await TestMessaging.start();
  phones = new TestOldPhones(app);
  sessions = await phones.sessions();
});
afterAll(async () => {
  await phones.stop();
  await app.stop();
});
afterEach(async () => {
  await app.rows('delete from legacy_account');
  await app.rows('delete from push_token');
});

const PASSWORD = 'secret-1234';
const account = (more: Partial<LegacyAccountRequest> = {}): LegacyAccountRequest => ({ tenantId: 'tnt_a', userId: 'anna', username: 'anna.maria', password: PASSWORD, ...more });
const set = (more?: Partial<LegacyAccountRequest>): Promise<string> => phones.accounts.set(account(more));
const logsIn = (name: string, password = PASSWORD): Promise<boolean> => sessions.login(name, password, '192.0.2.1').then(() => true, (error: { code: string }) => { expect(error.code).toBe('login_refused'); return false; });
const namesOf = async (): Promise<unknown[]> => (await app.rows<{ kind: string; name: string }>('select kind, name from legacy_login order by 1, 2')).map(({ kind, name }) => `${kind} ${name}`);

describe('an account', () => {
  it('logs in by each of its names, in whatever case', async () => {
    expect(await set({ username: 'Anna.Maria', phone: '+8613800138000', email: 'Anna@Example.com' })).toBe('created');
    for (const name of ['anna.maria', 'ANNA.MARIA', ' Anna.Maria ', '+8613800138000', 'anna@example.com', 'ANNA@EXAMPLE.COM']) expect(await logsIn(name)).toBe(true);
    expect(await logsIn('anna')).toBe(false);
  });

  it('keeps no password in clear', async () => {
    await set();
    const [row] = await app.rows<{ password: string }>('select password from legacy_account');
    expect(row!.password).toMatch(/^\$argon2id\$/);
    expect(row!.password).not.toContain(PASSWORD);
  });

  it('that is set again gets the new password and the names that are given, and keeps the others', async () => {
    await set({ phone: '+8613800138000', email: 'anna@old.example' });
    const [before] = await app.rows('select number from legacy_account');
    expect(await set({ username: 'ANNA.maria', password: 'another-123', email: 'anna@new.example' })).toBe('changed');
    expect(await app.rows('select number from legacy_account')).toEqual([before]);
    expect(await namesOf()).toEqual(['email anna@new.example', 'phone +8613800138000', 'username anna.maria']);
    expect([await logsIn('anna.maria'), await logsIn('anna@old.example', 'another-123'), await logsIn('anna@new.example', 'another-123')]).toEqual([false, false, true]);
  });

  it.each([['email', 'anna@example.com'], ['phone', '+8613800138000']] as const)('is not changed by its %s, which would replace its user name', async (kind, name) => {
    await set({ [kind]: name });
    const before = [await namesOf(), await app.rows('select * from legacy_account')];
    await expect(set({ username: name.toUpperCase(), password: 'another-123' })).rejects.toMatchObject({
      code: 'invalid_request', detail: `${name.toUpperCase()} is the ${kind} of another login name: name the account by its user name`,
    });
    expect([await namesOf(), await app.rows('select * from legacy_account')]).toEqual(before);
  });

  it('whose user name is its e-mail keeps logging in by it when the e-mail changes', async () => {
    await set({ username: 'anna@example.com', email: 'anna@example.com' });
    expect(await set({ username: 'anna@example.com', email: 'anna@new.example' })).toBe('changed');
    expect(await namesOf()).toEqual(['email anna@new.example', 'username anna@example.com']);
  });

  it('may have one text for two names', async () => {
    expect(await set({ username: 'anna@example.com', email: 'anna@example.com' })).toBe('created');
    expect(await logsIn('anna@example.com')).toBe(true);
  });

  it('is refused a name that another account has, of whatever kind and tenant, and then changes nothing', async () => {
    await set({ username: 'anna.maria', phone: '+8613800138000', email: 'anna@example.com' });
    const before = [await namesOf(), await app.rows('select * from legacy_account')];
    const bert = { userId: 'bert', username: 'bert.bernd' };
    for (const more of [
      { ...bert, email: 'ANNA@example.com' }, { ...bert, phone: 'anna@example.com' }, { ...bert, tenantId: 'tnt_b', phone: '+8613800138000' }, { ...bert, email: 'anna.maria' },
      { userId: 'bert', username: '+8613800138000' }, { userId: 'bert' }, { tenantId: 'tnt_b' },
    ]) expect(await codeOf(set(more))).toBe('login_name_taken');
    expect([await namesOf(), await app.rows('select * from legacy_account')]).toEqual(before);
  });

  it('is made by one of several that want its name at once', async () => {
    const ended = await Promise.allSettled(['anna', 'bert', 'carl', 'dora'].map((userId) => set({ userId })));
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const end of ended) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'login_name_taken' });
    expect(await app.rows('select 1 from legacy_account')).toHaveLength(1);
  });

  it.each<[string, Partial<LegacyAccountRequest>]>([
    ['a user name', { username: 'short' }], ['a user name', { username: '  short  ' }], ['a user name', { username: 'x'.repeat(33) }], ['a phone number', { phone: '12345' }], ['an e-mail', { email: `${'x'.repeat(30)}@example.com` }], ['a password', { password: 'short12' }],
    ['a password', { password: 'x'.repeat(17) }], ['a password', { password: 'tab\tin password' }],
  ])('is refused %s that old builds cannot send: %j', async (_what, more) => {
    expect(await codeOf(set(more))).toBe('invalid_request');
    expect(await app.rows('select 1 from legacy_account')).toEqual([]);
  });

  it.each<[string, Partial<LegacyAccountRequest>]>([['user', { userId: '' }], ['user', { userId: 'u'.repeat(129) }], ['user', { userId: 'usr\n1' }], ['tenant', { tenantId: '' }], ['tenant', { tenantId: 'tnt\0a' }]])(
    'is refused a %s that no token can name: %j', async (field, more) => {
      await expect(set(more)).rejects.toMatchObject({ code: 'invalid_request', fields: [{ field }] });
      expect(await app.rows('select 1 from legacy_account')).toEqual([]);
    });

  it('that is removed while its password changes is made anew, with all the names that were asked for', async () => {
    await set({ phone: '+8613800138000' });
    class Overtaken extends LegacyAccountRepository {
      override async setPassword(...[tx, ...more]: Parameters<LegacyAccountRepository['setPassword']>): Promise<boolean> {
        await phones.accounts.remove('anna.maria');
        return super.setPassword(tx, ...more);
      }
    }
    const overtaken = new LegacyAccountService(app.db, new Overtaken(app.db), phones.tokens(), phones.passwords, app.clock);
    expect(await overtaken.set(account({ password: 'another-123', email: 'anna@example.com' }))).toBe('created');
    expect(await namesOf()).toEqual(['email anna@example.com', 'username anna.maria']);
    expect(await logsIn('anna.maria', 'another-123')).toBe(true);
  });
});

describe('what old builds of a user registered', () => {
  const anna = Actor.of('tnt_a', 'anna');
  const registers = async (name: string, ...tokens: string[]): Promise<void> => {
    const caller = (await sessions.find((await sessions.login(name, PASSWORD, '192.0.2.1')).token))!;
    for (const token of tokens) await phones.tokens().register(caller, 'ring', oldBuild(token));
  };
  const registered = async (of = anna): Promise<string[]> => (await phones.tokens().list(callerOf(of), 'ring')).map(({ token }) => token);

  it.each<[string, () => Promise<unknown>]>([
    ['a new password', () => set({ password: 'another-123' })],
    ['its removal', () => phones.accounts.remove('anna.maria')],
  ])('goes with %s, whatever became of the login, and nothing that another account’s login or a new app registered', async (_what, change) => {
    await set();
    await set({ username: 'anna.second' });
    for (const name of ['anna.maria', 'anna.second']) await registers(name, `of ${name} once`);
    await app.rows('delete from legacy_session'); // they expired, and maintenance came by
    await registers('anna.maria', 't1', 't2');
    await registers('anna.maria', 't3', 'both');
    await registers('anna.second', 't4');
    await phones.tokens().register(callerOf(anna), 'ring', oldBuild('another issuer'));
    await phones.tokens().register(callerOf(Actor.of('tnt_a', 'bert')), 'ring', oldBuild('of bert'));
    await app.pushTokens().register(anna, { token: 'both', platform: 'ios', purpose: 'ring' });
    await change();
    expect(await registered()).toEqual(['t4']);
    expect(await registered(Actor.of('tnt_a', 'bert'))).toEqual(['of bert']);
    expect(await app.rows('select on_rest, on_legacy, legacy_session from push_token where ended_at is null and on_rest')).toEqual([{ on_rest: true, on_legacy: false, legacy_session: null }]);
    expect(await app.rows("select state from push_token where state = 'inactive'")).toHaveLength(6);
  });

  it('stays when a change is refused', async () => {
    await set();
    await set({ username: 'anna.second', email: 'anna@example.com' });
    await registers('anna.maria', 't1');
    expect(await codeOf(set({ password: 'another-123', email: 'anna@example.com' }))).toBe('login_name_taken');
    expect(await registered()).toEqual(['t1']);
    expect(await logsIn('anna.maria')).toBe(true);
  });
});

describe('removing an account', () => {
  it('takes its names and its logins with it, and frees the names', async () => {
    await set({ email: 'anna@example.com' });
    const { token } = await sessions.login('anna.maria', PASSWORD, '192.0.2.1');
    expect(await phones.accounts.remove('ANNA@example.com')).toBe(true);
    expect(await namesOf()).toEqual([]);
    expect(await app.rows('select 1 from legacy_session')).toEqual([]);
    expect(await (await phones.sessions()).find(token)).toBeUndefined();
    expect(await set({ tenantId: 'tnt_b', userId: 'bert', email: 'anna@example.com' })).toBe('created');
  });

  it('needs no owner, and refuses one that is not its own', async () => {
    await set();
    for (const owner of [{ userId: 'bert' }, { tenantId: 'tnt_b' }, { tenantId: 'tnt_b', userId: 'anna' }]) {
      await expect(phones.accounts.remove('anna.maria', owner)).rejects.toMatchObject({ code: 'login_name_taken', detail: 'anna.maria is a login of another user' });
    }
    expect(await codeOf(phones.accounts.remove('anna.maria', { userId: '' }))).toBe('invalid_request');
    expect(await logsIn('anna.maria')).toBe(true);
    expect(await phones.accounts.remove('anna.maria', { tenantId: 'tnt_a', userId: 'anna' })).toBe(true);
  });

  it('that does not exist is told', async () => {
    expect(await phones.accounts.remove('nobody')).toBe(false);
  });
});
