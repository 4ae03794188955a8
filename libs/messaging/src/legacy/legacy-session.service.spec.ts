import { DomainError, loginTokenHash, type Actor } from '@ringpost/domain';
import { codeOf, until } from '@ringpost/domain/testing';
import { LegacyAccountRepository, PushTokenRepository, type LegacySessionRow, type Notifications } from '@ringpost/persistence';
import type { LegacyAccountRequest } from './legacy-account.service.js';
import type { LegacySessionService, Login } from './legacy-session.service.js';
import type { LegacyCaller } from './legacy-token.service.js';
import { PasswordQueue } from './password-queue.js';
import { TestMessaging, TestOldPhones, actorInNewTenant, oldBuild } from '../testing/index.js';

const PASSWORD = 'secret-1234';
const ADDRESS = '192.0.2.1';
const MONTH_DAYS = 30;

/** Counts what is asked of the database, and may hold an answer back. */
class WatchedAccounts extends LegacyAccountRepository {
  asked = 0;
  answered = 0;
  held: Promise<unknown> | undefined;

  override async byToken(tokenHash: Buffer): Promise<LegacySessionRow | undefined> {
    this.asked++;
    const { held } = this;
    const row = await super.byToken(tokenHash);
    this.answered++;
    await held;
    return row;
  }
}

/** Counts the passwords that were checked, and against what. */
class WatchedPasswords extends PasswordQueue {
  readonly checked: (string | undefined)[] = [];

  override check(password: string, stored: string | undefined): Promise<boolean> {
    this.checked.push(stored);
    return super.check(password, stored);
  }
}

let app: TestMessaging;
let phones: TestOldPhones;
let accounts: WatchedAccounts;
let notifications: Notifications;
let sessions: LegacySessionService;
let elsewhere: LegacySessionService;
let anna: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  phones = new TestOldPhones(app);
});
afterAll(async () => {
  await phones.stop();
  await app.stop();
});
beforeEach(async () => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  accounts = new WatchedAccounts(app.db);
  ({ notifications } = await phones.process());
  sessions = await phones.sessions({ accounts, notifications });
  elsewhere = await phones.sessions();
  Object.assign(phones.limits.account, { left: Infinity, taken: [] });
  Object.assign(phones.limits.address, { left: Infinity, taken: [] });
  await set();
});
afterEach(async () => {
  await phones.stop();
  await app.rows('delete from legacy_account');
});

const set = (more: Partial<LegacyAccountRequest> = {}): Promise<string> => phones.accounts.set({ tenantId: anna.tenantId, userId: 'anna', username: 'anna.maria', phone: '+8613800138000', email: 'anna@example.com', password: PASSWORD, ...more });
const login = (by = sessions, name = 'anna.maria', password = PASSWORD): Promise<Login> => by.login(name, password, ADDRESS);
const nobody = async (): Promise<Actor> => { throw new DomainError('token_invalid'); };
const logout = (token: string, by = sessions): Promise<void> => by.logout(token, nobody);
const callerBy = (token: string): LegacyCaller => ({ actor: anna, session: loginTokenHash(token), byLogin: true });
const strangerBy = (token: string): LegacyCaller => ({ ...callerBy(token), byLogin: false });
const register = (token: string, phone: string, caller = callerBy(token)): Promise<void> => phones.tokens().register(caller, 'ring', oldBuild(phone));
const registered = async (): Promise<string[]> => (await phones.tokens().list(callerBy('any'), 'ring')).map(({ token }) => token);
const remembers = async (token: string): Promise<boolean> => { const before = accounts.asked; await sessions.find(token); return accounts.asked === before; };
const terminate = (of: Notifications): Promise<unknown> => {
  expect(of.isLive).toBe(true);
  return app.database.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'ringpost notifications'");
};

describe('a login', () => {
  it.each(['anna.maria', 'ANNA.Maria', '+8613800138000', 'anna@example.com', ' Anna@EXAMPLE.com '])('by %j is one of the account', async (name) => {
    const { number, token, expiresAt } = await login(sessions, name);
    expect(number).toMatch(/^[1-9]\d*$/);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Math.abs(expiresAt.getTime() - Date.now() - MONTH_DAYS * 86_400_000)).toBeLessThan(60_000);
    expect(await sessions.find(token)).toEqual({ actor: anna, session: loginTokenHash(token), byLogin: true });
  });

  it('keeps the account’s number exact beyond what a double holds', async () => {
    await app.database.sql("select setval('legacy_account_number', 9007199254740992)");
    await set({ username: 'bert.bernd', userId: 'bert', phone: undefined, email: undefined });
    expect((await login(sessions, 'bert.bernd')).number).toBe('9007199254740993');
    await app.database.sql("select setval('legacy_account_number', 1000000)");
  });

  it('stores no token in clear', async () => {
    const { token } = await login();
    const text = JSON.stringify(await app.rows('select s::text from legacy_session s'));
    for (const disguise of [token, Buffer.from(token).toString('hex'), Buffer.from(token, 'base64url').toString('hex')]) expect(text).not.toContain(disguise);
  });

  it.each([['anna.maria', 'wrong-1234'], ['nobody.here', PASSWORD], ['anna.maria', PASSWORD.toUpperCase()], ['anna.maria', ` ${PASSWORD}`]])('with %j and %j is refused, and nothing more is told', async (name, password) => {
    await expect(login(sessions, name, password)).rejects.toEqual(new DomainError('login_refused'));
  });

  it('costs as much where there is no such account', async () => {
    const passwords = new WatchedPasswords();
    const watched = await phones.sessions({ passwords });
    for (const name of ['anna.maria', 'nobody.here']) await codeOf(login(watched, name, 'wrong-1234'));
    expect(passwords.checked).toEqual([expect.stringContaining('$argon2id$'), undefined]);
  });

  it('is counted by the address and by the name as it is compared, also where there is no account', async () => {
    await login(sessions, 'ANNA.maria');
    await codeOf(login(sessions, 'Nobody.Here'));
    expect([phones.limits.address.taken, phones.limits.account.taken]).toEqual([[ADDRESS, ADDRESS], ['anna.maria', 'nobody.here']]);
  });

  it.each(['address', 'account'] as const)('too many of one %s are refused with a time to come back, before any password is checked', async (limit) => {
    phones.limits[limit].left = 1;
    const passwords = new WatchedPasswords();
    const watched = await phones.sessions({ passwords });
    await login(watched);
    await expect(login(watched)).rejects.toMatchObject({ code: 'login_throttled', retryAfter: 60 });
    expect(passwords.checked).toHaveLength(1);
  });

  it('is refused when the password changes while it is checked', async () => {
    const passwords = new PasswordQueue();
    const watched = await phones.sessions({ passwords });
    const check = passwords.check.bind(passwords);
    passwords.check = async (...args) => {
      const right = await check(...args);
      await set({ password: 'another-123' });
      return right;
    };
    expect(await codeOf(login(watched))).toBe('login_refused');
    expect(await app.rows('select 1 from legacy_session')).toEqual([]);
  });

  it('leaves the account’s other logins alone', async () => {
    const tokens = [await login(), await login(elsewhere), await login()].map(({ token }) => token);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect((await sessions.find(token))?.actor).toEqual(anna);
  });

  it('ends the account’s other ones and clears its tokens where builds of 2019 expect that', async () => {
    const strict = await phones.sessions({ strict: true });
    const { token: first } = await login(strict);
    await register(first, 't1');
    await app.pushTokens().register(anna, { token: 'new app', platform: 'ios', purpose: 'ring' });
    expect((await strict.find(first))?.actor).toEqual(anna);
    const { token: second } = await login(strict);
    expect([await strict.find(first), await elsewhere.find(first), (await elsewhere.find(second))?.actor]).toEqual([undefined, undefined, anna]);
    expect(await registered()).toEqual([]);
    expect(await app.rows("select 1 from push_token where tenant_id = $1 and state = 'active'", [anna.tenantId])).toHaveLength(1);
    await register(second, 't1');
    expect(await registered()).toEqual(['t1']);
  });

  it('many strict ones at once leave one', async () => {
    const strict = await phones.sessions({ strict: true });
    const logins = await Promise.all(Array.from({ length: 8 }, () => login(strict)));
    const found = await Promise.all(logins.map(({ token }) => elsewhere.find(token)));
    expect(found.filter((caller) => caller !== undefined)).toHaveLength(1);
  });
});

describe('a token that is no login', () => {
  it.each(['', 'nonsense', 'x'.repeat(43)])('speaks for nobody: %j', async (token) => {
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('of a login that is over by the database’s clock speaks for nobody', async () => {
    const { token } = await login();
    await app.rows("update legacy_session set expires_at = now() - interval '1 ms'");
    expect(await sessions.find(token)).toBeUndefined();
  });
});

describe('a logout', () => {
  it('ends that login and takes back what it registered, and nothing else', async () => {
    const [{ token: first }, { token: second }] = [await login(), await login()];
    await register(first, 't1');
    await register(second, 't2');
    await app.pushTokens().register(anna, { token: 't1', platform: 'ios', purpose: 'ring' });
    await logout(first);
    expect([await sessions.find(first), (await sessions.find(second))?.actor]).toEqual([undefined, anna]);
    expect(await registered()).toEqual(['t2']);
    expect(await app.rows('select on_rest from push_token where tenant_id = $1 and ended_at is null order by on_rest', [anna.tenantId])).toEqual([{ on_rest: false }, { on_rest: true }]);
  });

  it('takes back only what the login registered last: a phone that another login registered since stays', async () => {
    const [{ token: first }, { token: second }] = [await login(), await login()];
    await register(first, 't1');
    await register(second, 't1');
    await logout(first);
    expect(await registered()).toEqual(['t1']);
    await logout(second);
    expect(await registered()).toEqual([]);
  });

  it('twice is told the second time', async () => {
    const { token } = await login();
    await logout(token);
    expect(await codeOf(logout(token))).toBe('token_invalid');
    expect(await codeOf(logout('nonsense'))).toBe('token_invalid');
  });

  it('of a token that somebody else vouches for takes back what it registered', async () => {
    for (const [token, phone] of [['a token of another issuer', 't1'], ['another one', 't2']] as const) await register(token, phone, strangerBy(token));
    const vouched: string[] = [];
    await sessions.logout('a token of another issuer', async (token) => { vouched.push(token); return anna; });
    expect(vouched).toEqual(['a token of another issuer']);
    expect(await registered()).toEqual(['t2']);
  });

  it('by several at once ends it once', async () => {
    const { token } = await login();
    await register(token, 't1');
    const ended = await Promise.allSettled([logout(token), logout(token), logout(token, elsewhere)]);
    for (const end of ended) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'token_invalid' });
    expect(await registered()).toEqual([]);
    expect(await elsewhere.find(token)).toBeUndefined();
  });
});

describe('a new password', () => {
  it('ends every login of the account, on every process', async () => {
    const tokens = [await login(), await login(elsewhere)].map(({ token }) => token);
    for (const token of tokens) await sessions.find(token);
    await set({ password: 'another-123' });
    for (const token of tokens) for (const service of [sessions, elsewhere]) await until(async () => (await service.find(token)) === undefined);
    expect(await codeOf(login())).toBe('login_refused');
    expect((await login(sessions, 'anna.maria', 'another-123')).token).toBeDefined();
  });
});

describe('what a login registers', () => {
  /** Holds up whatever changes somebody's tokens, until it is released. */
  async function heldUp(): Promise<() => Promise<void>> {
    let release!: () => void, holding!: () => void;
    const released = new Promise<void>((resolve) => { release = resolve; });
    const held = new Promise<void>((resolve) => { holding = resolve; });
    const done = app.db.run(anna, async (tx) => {
      await new PushTokenRepository(app.db).lockUser(tx, anna.userId);
      holding();
      await released;
    });
    await Promise.race([held, done]);
    return () => { release(); return done; };
  }

  const waiting = (many: number): Promise<void> => until(async () => {
    const rows = await app.database.sql("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    return rows.length === many;
  });

  /** Two works that are held up, the first before the second begins; how they ended. */
  async function overlapping(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<[string, string]> {
    const release = await heldUp();
    const ends = [outcomeOf(first())];
    await waiting(1);
    ends.push(outcomeOf(second()));
    await waiting(2);
    await release();
    return Promise.all(ends) as Promise<[string, string]>;
  }

  const outcomeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string }) => error.code ?? String(error));

  const ENDINGS: readonly (readonly [string, (token: string) => Promise<unknown>])[] = [
    ['a logout', logout],
    ['a strict login', async () => login(await phones.sessions({ strict: true }))],
    ['a new password', () => set({ password: 'another-123' })],
    ['the account’s removal', () => phones.accounts.remove('anna.maria')],
  ];

  it.each(ENDINGS)('is refused when %s came between, and leaves nothing', async (_what, end) => {
    const { token } = await login();
    const caller = (await sessions.find(token))!;
    expect(await overlapping(() => end(token), () => register(token, 't1', caller))).toEqual(['done', 'token_invalid']);
    expect(await registered()).toEqual([]);
    expect(await app.rows('select 1 from push_token where tenant_id = $1', [anna.tenantId])).toEqual([]);
  });

  it.each(ENDINGS)('is waited for by %s, which then takes it back', async (_what, end) => {
    const { token } = await login();
    expect(await overlapping(() => register(token, 't1'), () => end(token))).toEqual(['done', 'done']);
    expect(await registered()).toEqual([]);
    expect(await app.rows('select state, legacy_session from push_token where tenant_id = $1', [anna.tenantId])).toEqual([{ state: 'inactive', legacy_session: null }]);
  });

  it('does not change either what another login registered, once it ended', async () => {
    const [{ token: first }, { token: second }] = [await login(), await login()];
    await register(second, 't2');
    const [theirs] = await phones.tokens().list(callerBy(second), 'ring');
    const change = (): Promise<void> => phones.tokens().update(callerBy(first), ['ring'], theirs!.serial, oldBuild('t1'));
    expect(await overlapping(() => logout(first), change)).toEqual(['done', 'token_invalid']);
    expect(await registered()).toEqual(['t2']);
  });

  it('is refused once the login’s time is over', async () => {
    const { token } = await login();
    await app.rows("update legacy_session set expires_at = now() - interval '1 ms'");
    expect(await codeOf(register(token, 't1'))).toBe('token_invalid');
  });

  it('by a login of another tenant is refused', async () => {
    const { token } = await login();
    expect(await codeOf(register(token, 't1', { ...callerBy(token), actor: actorInNewTenant('anna') }))).toBe('token_invalid');
  });

  it('does not concern a token of another issuer: there is no login that could end', async () => {
    const vouched = 'a token of another issuer';
    expect(await overlapping(() => sessions.logout(vouched, async () => anna), () => register(vouched, 't1', strangerBy(vouched)))).toEqual(['done', 'done']);
    expect(await registered()).toEqual(['t1']);
  });
});

describe('a login that is remembered', () => {
  it('is asked for once', async () => {
    const { token } = await login();
    const first = await sessions.find(token);
    for (let i = 0; i < 5; i++) expect(await sessions.find(token)).toEqual(first);
    expect(accounts.asked).toBe(1);
  });

  it('is not believed any more once it ended elsewhere', async () => {
    const { token } = await login();
    await sessions.find(token);
    expect(await remembers(token)).toBe(true);
    await logout(token, elsewhere);
    await until(async () => (await sessions.find(token)) === undefined);
  });

  it('is not believed any more once it ended here, at once', async () => {
    const { token } = await login();
    await sessions.find(token);
    await logout(token);
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is not believed when its time is over', async () => {
    const { token, expiresAt } = await login();
    app.clock.setTo(new Date(expiresAt.getTime() - 1));
    await sessions.find(token);
    expect(await remembers(token)).toBe(true);
    app.clock.advance(1, 'ms');
    expect(await remembers(token)).toBe(false);
  });

  it('is believed for a minute, whatever the clock of the database says', async () => {
    const { token } = await login();
    await sessions.find(token);
    await app.rows("update legacy_session set expires_at = now() - interval '1 ms'");
    app.clock.advance(59_999, 'ms');
    expect(await remembers(token)).toBe(true);
    app.clock.advance(1, 'ms');
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is not believed while nobody could say that it ended, nor what was remembered before', async () => {
    const { token } = await login();
    await sessions.find(token);
    await terminate(notifications);
    await until(() => !notifications.isLive);
    await app.rows('delete from legacy_session'); // as if it had ended elsewhere, unheard
    expect(await sessions.find(token)).toBeUndefined();
    await until(() => notifications.isLive);
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is not believed while the connection says nothing, though nobody knows yet that it is lost', async () => {
    const silent = { listen: async () => undefined, isLive: true, epoch: 0 };
    const watched = await phones.sessions({ accounts, notifications: silent });
    const { token } = await login(watched);
    await watched.find(token);
    silent.isLive = false;
    await watched.find(token);
    expect(accounts.asked).toBe(2);
    silent.isLive = true;
    await watched.find(token);
    expect(accounts.asked).toBe(2);
  });

  it('is not remembered by a look-up that began before anybody could say that it ended', async () => {
    const deaf = { listen: async () => undefined, isLive: false, epoch: 1 };
    sessions = await phones.sessions({ accounts, notifications: deaf });
    const { token } = await login(elsewhere);
    const found = await lookingUp(token);
    await logout(token, elsewhere); // unheard
    deaf.isLive = true;
    expect(await found()).toMatchObject({ actor: anna });
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is not remembered while nobody could say that it ended, and again afterwards', async () => {
    const { token } = await login();
    await terminate(notifications);
    await until(() => !notifications.isLive);
    const during = await Promise.all([sessions.find(token), sessions.find(token)]);
    expect(during.map((caller) => caller?.actor)).toEqual([anna, anna]);
    expect(accounts.asked).toBe(2);
    await until(() => notifications.isLive);
    expect([await remembers(token), await remembers(token)]).toEqual([false, true]);
  });

  it('is forgotten by an outage that was over before anybody asked', async () => {
    const { token } = await login();
    await sessions.find(token);
    const { epoch } = notifications;
    await terminate(notifications);
    await until(() => notifications.epoch > epoch && notifications.isLive);
    expect(await remembers(token)).toBe(false);
  });

  /** A look-up that has read its answer, and has it only once it is released. */
  async function lookingUp(token: string): Promise<() => Promise<unknown>> {
    let release!: () => void;
    const before = accounts.answered;
    accounts.held = new Promise<void>((resolve) => { release = resolve; });
    const looking = sessions.find(token);
    accounts.held = undefined;
    await until(() => accounts.answered > before);
    return async () => {
      release();
      return looking;
    };
  }

  it.each([['here', () => sessions], ['elsewhere', () => elsewhere]] as const)('is not remembered by a look-up that a logout %s overtook', async (_where, by) => {
    const { token } = await login();
    const found = await lookingUp(token);
    await logout(token, by());
    await heardOf(notifications);
    expect(await found()).toMatchObject({ actor: anna }); // it was so when it was read
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is not remembered by a look-up during which the connection was lost', async () => {
    const { token } = await login();
    const found = await lookingUp(token);
    const { epoch } = notifications;
    await terminate(notifications);
    await until(() => notifications.epoch > epoch && notifications.isLive);
    await sessions.find('somebody else meanwhile');
    expect(await found()).toMatchObject({ actor: anna });
    expect(await remembers(token)).toBe(false);
  });
});

/** Everything that was told until now has been heard. */
async function heardOf(of: Notifications): Promise<void> {
  let heard = false;
  await of.listen('ringpost_test', () => { heard = true; });
  await app.database.sql('notify ringpost_test');
  await until(() => heard);
}
