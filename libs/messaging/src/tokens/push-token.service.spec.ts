import { DomainError, ENDED_LISTED_DAYS, MAX_MOVES_PER_DAY, MAX_TOKENS_PER_PURPOSE, toTypeId, type Actor, type PageRequest, type Purpose } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import type { PushTokenView } from '@ringpost/persistence';
import type { PushTokenService, Registration } from './push-token.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let tokens: PushTokenService;
let anna: Actor;
let bert: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  tokens = app.pushTokens();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  bert = colleagueOf(anna, 'bert');
});

const FIRST_PAGE: PageRequest = { by: 'page', page: 1, size: 1_000 };
const phone = (token: string, more: Partial<Registration> = {}): Registration => ({ token, platform: 'ios', ...more });
const register = async (actor: Actor, token: string, more: Partial<Registration> = {}): Promise<PushTokenView> => (await tokens.register(actor, phone(token, more))).token;
const listed = async (actor: Actor): Promise<PushTokenView[]> => [...(await tokens.list(actor, undefined, FIRST_PAGE)).items];
const living = async (actor: Actor): Promise<string[]> => (await listed(actor)).filter(({ isActive }) => isActive).map(({ id }) => id);
const onWire = ({ id }: { id: string }): string => toTypeId('pt', id);
const rowOf = async ({ id }: { id: string }): Promise<Record<string, unknown>> => (await app.rows('select * from push_token where id = $1', [id]))[0]!;
const rowsOf = (actor: Actor): Promise<Record<string, unknown>[]> => app.rows('select * from push_token where tenant_id = $1 and user_id = $2 order by id', [actor.tenantId, actor.userId]);
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));

describe('registering', () => {
  it('makes a living token of the caller’s', async () => {
    const { token, created } = await tokens.register(anna, phone('t1', { deviceId: 'p1' }));
    expect(created).toBe(true);
    expect(token).toEqual({ id: expect.any(String), userId: 'anna', platform: 'ios', deviceId: 'p1', isActive: true });
    expect(await listed(anna)).toEqual([token]);
  });

  it('again refreshes the same row', async () => {
    const first = await register(anna, 't1', { deviceId: 'p1' });
    app.clock.advance(1, 'days');
    const { token, created } = await tokens.register(anna, phone('t1', { deviceId: 'p1' }));
    expect(created).toBe(false);
    expect(token).toEqual(first);
    expect((await rowOf(first))['refreshed_at']).toEqual(app.clock.now());
  });

  it.each([
    ['another app', { appId: 'com.example.two' }, { app_id: 'com.example.two' }],
    ['another environment', { environment: 'sandbox' as const }, { environment: 'sandbox' }],
    ['another phone', { deviceId: 'p2' }, { device_id: 'p2' }],
    ['another platform', { platform: 'android' as const }, { platform: 'android', provider: 'fcm' }],
    ['another provider', { provider: 'socket' as const }, { provider: 'socket' }],
    ['another language', { language: 'zh' }, { language: 'zh' }],
  ])('with %s changes the row and keeps its id', async (_what, change, columns) => {
    const first = await register(anna, 't1', { deviceId: 'p1', appId: 'com.example', language: 'en' });
    const again = await register(anna, 't1', { deviceId: 'p1', appId: 'com.example', language: 'en', ...change });
    expect(again.id).toBe(first.id);
    expect(await rowOf(first)).toMatchObject(columns);
  });

  it('without naming a phone, an app or a language keeps those that are known', async () => {
    const first = await register(anna, 't1', { deviceId: 'p1', appId: 'com.example', language: 'de', environment: 'sandbox' });
    await register(anna, 't1');
    expect(await rowOf(first)).toMatchObject({ device_id: 'p1', app_id: 'com.example', language: 'de', environment: 'sandbox' });
  });

  it('for the other purpose makes a second row', async () => {
    const ring = await register(anna, 't1', { deviceId: 'p1', purpose: 'ring' });
    const message = await register(anna, 't1', { deviceId: 'p1' });
    expect(new Set(await living(anna))).toEqual(new Set([ring.id, message.id]));
  });

  it('does not meet the same token of another tenant', async () => {
    const stranger = actorInNewTenant('anna');
    const [mine, theirs] = [await register(anna, 't1'), await register(stranger, 't1')];
    expect(await living(anna)).toEqual([mine.id]);
    expect(await living(stranger)).toEqual([theirs.id]);
  });

  it('brings a token to life that had been switched off', async () => {
    const first = await register(anna, 't1');
    await tokens.deactivate(anna, onWire(first));
    expect(await register(anna, 't1')).toEqual(first);
    expect(await rowOf(first)).toMatchObject({ state: 'active', evidence: null, ended_at: null });
  });

  it.each(['dead', 'expired', 'suspect'])('brings a token to life that was %s', async (state) => {
    const first = await register(anna, 't1');
    await app.rows("update push_token set state = $2, ended_at = case when $2 <> 'suspect' then now() end where id = $1", [first.id, state]);
    expect((await register(anna, 't1')).isActive).toBe(true);
    expect(await rowOf(first)).toMatchObject({ state: 'active', ended_at: null });
  });

  it('takes tokens of one and of four thousand characters', async () => {
    await register(anna, 'x');
    await register(anna, '令'.repeat(4_096));
    expect(await living(anna)).toHaveLength(2);
  });
});

describe('a phone', () => {
  it('has one living token: a new one rotates the old one out', async () => {
    const old = await register(anna, 't1', { deviceId: 'p1' });
    const fresh = await register(anna, 't2', { deviceId: 'p1' });
    expect(await living(anna)).toEqual([fresh.id]);
    expect(await rowOf(old)).toMatchObject({ state: 'inactive', evidence: { reason: 'rotated' }, ended_at: app.clock.now() });
  });

  it('has one for each purpose and each app', async () => {
    await register(anna, 't1', { deviceId: 'p1', appId: 'a' });
    await register(anna, 't2', { deviceId: 'p1', appId: 'b' });
    await register(anna, 't3', { deviceId: 'p1', appId: 'a', purpose: 'ring' });
    expect(await living(anna)).toHaveLength(3);
  });

  it('that does not say which it is rotates nothing', async () => {
    await register(anna, 't1');
    await register(anna, 't2');
    expect(await living(anna)).toHaveLength(2);
  });

  it('ends the token of another when a known token comes to it', async () => {
    const [first, second] = [await register(anna, 't1', { deviceId: 'p1' }), await register(anna, 't2', { deviceId: 'p2' })];
    await register(anna, 't2', { deviceId: 'p1' });
    expect(await living(anna)).toEqual([second.id]);
    expect((await rowOf(first))['state']).toBe('inactive');
  });

  it('goes back to its former token when that is registered again', async () => {
    const [first, second] = [await register(anna, 't1', { deviceId: 'p1' }), await register(anna, 't2', { deviceId: 'p1' })];
    await register(anna, 't1', { deviceId: 'p1' });
    expect(await living(anna)).toEqual([first.id]);
    expect((await rowOf(second))['state']).toBe('inactive');
  });

  it('of another user with the same name is another phone', async () => {
    await register(anna, 't1', { deviceId: 'p1' });
    await register(bert, 't2', { deviceId: 'p1' });
    expect(await living(anna)).toHaveLength(1);
  });
});

describe('a token that comes to another user', () => {
  it('ends there with the old owner, under both purposes, and gets new ids', async () => {
    const old = [await register(anna, 't1', { purpose: 'ring' }), await register(anna, 't1')];
    const now = await register(bert, 't1');
    expect(old.map(({ id }) => id)).not.toContain(now.id);
    expect(await living(anna)).toEqual([]);
    expect(await living(bert)).toEqual([now.id]);
    for (const token of old) {
      expect(await rowOf(token)).toMatchObject({ state: 'moved', evidence: { reason: 'moved' }, token_hash: null, token_sealed: null, ended_at: app.clock.now() });
    }
  });

  it('stays in the old owner’s list as inactive', async () => {
    const old = await register(anna, 't1');
    await register(bert, 't1');
    expect(await listed(anna)).toEqual([{ ...old, isActive: false }]);
  });

  it('comes back as a new row', async () => {
    const first = await register(anna, 't1');
    await register(bert, 't1');
    const again = await register(anna, 't1');
    expect(again.id).not.toBe(first.id);
    expect(await living(bert)).toEqual([]);
  });

  it('is taken over also when it had been switched off', async () => {
    const old = await register(anna, 't1');
    await tokens.deactivate(anna, onWire(old));
    await register(bert, 't1');
    expect((await rowOf(old))['state']).toBe('moved');
  });

  it('is written into the audit once, without the token', async () => {
    const old = await register(anna, 't1', { purpose: 'ring' });
    await register(anna, 't1');
    await register(bert, 't1');
    await register(bert, 't1', { purpose: 'ring' });
    const trail = await app.rows('select user_id, action, subject, detail from audit where tenant_id = $1', [anna.tenantId]);
    expect(trail).toEqual([{ user_id: 'bert', action: 'push_token.taken_over', subject: onWire(old), detail: { from: 'anna' } }]);
  });

  it(`is the last of ${MAX_MOVES_PER_DAY} within a day`, async () => {
    for (const i of times(MAX_MOVES_PER_DAY + 1, (n) => n)) await register(anna, `t${i}`);
    for (const i of times(MAX_MOVES_PER_DAY, (n) => n)) await register(bert, `t${i}`);
    expect(await codeOf(tokens.register(bert, phone(`t${MAX_MOVES_PER_DAY}`)))).toBe('moves_exhausted');
    expect(await living(anna)).toHaveLength(1);
    expect((await register(bert, 'his own')).isActive).toBe(true);
    app.clock.advance(24, 'hours').advance(1, 'ms');
    expect((await register(bert, `t${MAX_MOVES_PER_DAY}`)).userId).toBe('bert');
  });
});

describe('at most a hundred tokens of a purpose live', () => {
  it('the one refreshed longest ago makes room for one more', async () => {
    const made: PushTokenView[] = [];
    for (const i of times(MAX_TOKENS_PER_PURPOSE, (n) => n)) {
      app.clock.advance(1, 'ms');
      made.push(await register(anna, `t${i}`));
    }
    app.clock.advance(1, 'minutes');
    await register(anna, 't0');
    const newest = await register(anna, 'one more');
    const alive = await living(anna);
    expect(alive).toHaveLength(MAX_TOKENS_PER_PURPOSE);
    expect(alive).toEqual(expect.arrayContaining([made[0]!.id, newest.id]));
    expect(await rowOf(made[1]!)).toMatchObject({ state: 'inactive', evidence: { reason: 'crowded' } });

    // One that comes back to life counts like a new one, and is not itself the one to go.
    app.clock.advance(1, 'minutes');
    expect((await tokens.setActive(anna, onWire(made[1]!), true)).isActive).toBe(true);
    expect(await living(anna)).toHaveLength(MAX_TOKENS_PER_PURPOSE);
    expect(await living(anna)).toContain(made[1]!.id);
    await register(anna, 't2');
    expect(await living(anna)).toHaveLength(MAX_TOKENS_PER_PURPOSE);
    expect((await register(anna, 'for rings', { purpose: 'ring' })).isActive).toBe(true);
    expect(await living(anna)).toHaveLength(MAX_TOKENS_PER_PURPOSE + 1);
  });

  it('and no more than a hundred ended ones are kept', async () => {
    for (const i of times(MAX_TOKENS_PER_PURPOSE + 5, (n) => n)) {
      app.clock.advance(1, 'ms');
      await register(anna, `t${i}`, { deviceId: 'p1' });
    }
    expect(await rowsOf(anna)).toHaveLength(MAX_TOKENS_PER_PURPOSE + 1);
    expect(await living(anna)).toHaveLength(1);
  });
});

describe('switching off and on', () => {
  it('ends a token and brings it back, under the same id', async () => {
    const token = await register(anna, 't1');
    expect(await tokens.setActive(anna, onWire(token), false)).toEqual({ ...token, isActive: false });
    expect(await rowOf(token)).toMatchObject({ state: 'inactive', evidence: { reason: 'deactivated' } });
    expect(await tokens.setActive(anna, onWire(token), true)).toEqual(token);
    expect(await living(anna)).toEqual([token.id]);
  });

  it('twice is as good as once', async () => {
    const token = await register(anna, 't1');
    for (const active of [true, false, false, true, true]) expect((await tokens.setActive(anna, onWire(token), active)).isActive).toBe(active);
  });

  it('on ends what else lives at the phone', async () => {
    const [first, second] = [await register(anna, 't1', { deviceId: 'p1' }), await register(anna, 't2', { deviceId: 'p1' })];
    await tokens.setActive(anna, onWire(first), true);
    expect(await living(anna)).toEqual([first.id]);
    expect(await rowOf(second)).toMatchObject({ evidence: { reason: 'rotated' } });
  });

  it('on is refused where another user has the token now', async () => {
    const old = await register(anna, 't1');
    await register(bert, 't1');
    expect(await codeOf(tokens.setActive(anna, onWire(old), true))).toBe('push_token_not_revivable');
    expect((await tokens.setActive(anna, onWire(old), false)).isActive).toBe(false);
    expect((await rowOf(old))['state']).toBe('moved');
  });

  it('hides another user’s and another tenant’s tokens, and ids that are none', async () => {
    const token = await register(anna, 't1');
    for (const actor of [bert, actorInNewTenant('anna')]) {
      expect(await codeOf(tokens.setActive(actor, onWire(token), false))).toBe('push_token_not_found');
      expect(await codeOf(tokens.deactivate(actor, onWire(token)))).toBe('push_token_not_found');
    }
    for (const id of ['pt_', 'nonsense', token.id, toTypeId('ntf', token.id), toTypeId('pt', app.ids.next())]) expect(await codeOf(tokens.deactivate(anna, id))).toBe('push_token_not_found');
    expect(await living(anna)).toEqual([token.id]);
  });
});

describe('a sender', () => {
  const sender = (): Actor => colleagueOf(anna, 'gateway', 'communication:send');

  it('registers a phone for a user', async () => {
    const token = await register(sender(), 't1', { userId: 'anna' });
    expect(token.userId).toBe('anna');
    expect(await living(anna)).toEqual([token.id]);
    expect(await listed(sender())).toEqual([]);
  });

  it('refreshes it for the user as well', async () => {
    const token = await register(anna, 't1');
    expect(await tokens.register(sender(), phone('t1', { userId: 'anna' }))).toEqual({ token, created: false });
  });

  it('has to hold the scope', async () => {
    expect(await codeOf(tokens.register(bert, phone('t1', { userId: 'anna' })))).toBe('scope_missing');
    expect(await codeOf(tokens.register(colleagueOf(anna, 'bert', 'tenant:admin', 'notification:send'), phone('t1', { userId: 'anna' })))).toBe('scope_missing');
    expect(await listed(anna)).toEqual([]);
  });

  it('need not hold it for a phone of its own', async () => {
    expect((await register(bert, 't1', { userId: 'bert' })).userId).toBe('bert');
  });
});

describe('the list', () => {
  it('is the caller’s, newest first, by platform', async () => {
    const made: PushTokenView[] = [];
    for (const [i, platform] of (['ios', 'android', 'ios', 'web'] as const).entries()) made.unshift(await register(anna, `t${i}`, { platform }));
    await register(bert, 'his');
    expect(await listed(anna)).toEqual(made);
    expect((await tokens.list(anna, 'ios', FIRST_PAGE)).items.map(({ platform }) => platform)).toEqual(['ios', 'ios']);
    expect((await tokens.list(anna, 'ios', FIRST_PAGE)).total).toBe(2);
  });

  it('shows an ended token for thirty days', async () => {
    const [old, young] = [await register(anna, 't1'), await register(anna, 't2')];
    app.clock.advance(-ENDED_LISTED_DAYS * 24 - 1, 'hours');
    await tokens.deactivate(anna, onWire(old));
    app.clock.advance(2, 'hours');
    await tokens.deactivate(anna, onWire(young));
    expect(await listed(anna)).toEqual([{ ...young, isActive: false }]);
  });

  it.each([1, 2, 3, 7, 100])('walks each row exactly once in pages of %d, by number and by cursor', async (size) => {
    const made: string[] = [];
    for (const i of times(7, (n) => n)) made.unshift((await register(anna, `t${i}`)).id);
    const byNumber: string[] = [];
    for (let page = 1, more = true; more; page++) {
      const slice = await tokens.list(anna, undefined, { by: 'page', page, size });
      expect(slice.total).toBe(7);
      byNumber.push(...slice.items.map(({ id }) => id));
      more = slice.hasNext;
    }
    const byCursor: string[] = [];
    for (let after: string | undefined = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; after;) {
      const slice: Awaited<ReturnType<PushTokenService['list']>> = await tokens.list(anna, undefined, { by: 'cursor', after, size });
      byCursor.push(...slice.items.map(({ id }) => id));
      after = slice.next;
    }
    expect(byNumber).toEqual(made);
    expect(byCursor).toEqual(made);
  });

  it('keeps the true total past its end', async () => {
    await register(anna, 't1');
    expect(await tokens.list(anna, undefined, { by: 'page', page: 9, size: 10 })).toMatchObject({ items: [], total: 1, hasNext: false });
    expect(await tokens.list(bert, undefined, FIRST_PAGE)).toMatchObject({ items: [], total: 0, hasNext: false });
  });
});

describe('a token at rest', () => {
  it('stands nowhere in clear, in no table and no usual disguise', async () => {
    const secret = 'fcm-SeCrEt-token-0123456789abcdef';
    await register(anna, secret, { deviceId: 'p1', purpose: 'ring' });
    await register(anna, secret, { deviceId: 'p1' });
    await register(bert, secret);
    const disguises = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    const tables = await app.rows<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'migration'");
    expect(tables.map(({ name }) => name)).toContain('push_token');
    for (const { name } of tables) {
      const text = (await app.rows<{ row: string }>(`select t::text as row from ${name} t`)).map(({ row }) => row).join('\n').toLowerCase();
      for (const disguise of disguises) expect(text.includes(disguise.toLowerCase())).toBe(false);
    }
  });

  it('opens for the tenant it belongs to', async () => {
    const row = await rowOf(await register(anna, 'a secret'));
    expect(app.vault.open(row['token_sealed'] as Buffer, `push_token ${anna.tenantId}`)).toBe('a secret');
    expect(() => app.vault.open(row['token_sealed'] as Buffer, 'push_token tnt_other')).toThrow();
  });
});

describe('many at once', () => {
  const REFUSALS: readonly string[] = ['moves_exhausted', 'push_token_not_found', 'push_token_not_revivable'];
  const settled = async <T>(works: Promise<T>[]): Promise<T[]> => {
    const ended = await Promise.allSettled(works);
    const surprises = ended.filter((end) => end.status === 'rejected' && !(end.reason instanceof DomainError && REFUSALS.includes(end.reason.code)));
    expect(surprises).toEqual([]);
    return ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  };

  it('fifty identical registrations leave one row and no error', async () => {
    const results = await Promise.all(times(50, () => tokens.register(anna, phone('t1', { deviceId: 'p1' }))));
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ token }) => token.id)).size).toBe(1);
    expect(await rowsOf(anna)).toHaveLength(1);
  });

  it('two users over one token end with exactly one living row', async () => {
    await settled(times(50, (i) => tokens.register(i % 2 ? anna : bert, phone('t1', { deviceId: 'p1' }))));
    const rows = [...(await rowsOf(anna)), ...(await rowsOf(bert))];
    expect(rows.filter(({ state }) => state === 'active')).toHaveLength(1);
    expect(rows.filter(({ token_hash }) => token_hash !== null)).toHaveLength(1);
  });

  it('different tokens of one phone end with one living', async () => {
    const results = await Promise.all(times(50, (i) => tokens.register(anna, phone(`t${i}`, { deviceId: 'p1' }))));
    expect(results.every(({ created }) => created)).toBe(true);
    expect(await living(anna)).toHaveLength(1);
    expect(await rowsOf(anna)).toHaveLength(50);
  });

  it('taking over stays within the quota', async () => {
    await Promise.all(times(30, (i) => tokens.register(anna, phone(`t${i}`))));
    const taken = await settled(times(30, (i) => tokens.register(bert, phone(`t${i}`))));
    expect(taken).toHaveLength(MAX_MOVES_PER_DAY);
    expect(await living(anna)).toHaveLength(30 - MAX_MOVES_PER_DAY);
  });

  it('two users swapping their phones crosswise do not block each other', async () => {
    for (const round of times(8, (i) => i)) {
      const [left, right] = [`l${round}`, `r${round}`];
      await Promise.all([tokens.register(anna, phone(left, { deviceId: 'p' })), tokens.register(bert, phone(right, { deviceId: 'p' }))]);
      await Promise.all([tokens.register(anna, phone(right, { deviceId: 'p' })), tokens.register(bert, phone(left, { deviceId: 'p' }))]);
      expect([await living(anna), await living(bert)].map(({ length }) => length)).toEqual([1, 1]);
    }
    const [deadlocks] = await app.database.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()');
    expect(deadlocks!['n']).toBe(0);
  });

  it('switching on, rotation and a move of the same token leave no error', async () => {
    for (const round of times(15, (i) => i)) {
      const [a, b] = [`a${round}`, `b${round}`];
      const first = await register(anna, a, { deviceId: 'p1' });
      await settled<unknown>([
        tokens.register(anna, phone(b, { deviceId: 'p1' })),
        tokens.register(colleagueOf(anna, `thief${round}`), phone(a)),
        tokens.setActive(anna, onWire(first), true),
        tokens.setActive(anna, onWire(first), false),
        tokens.register(anna, phone(a, { deviceId: 'p1', language: 'de' })),
      ]);
    }
    expect((await living(anna)).length).toBeLessThanOrEqual(1);
  });

  it('two tokens of one phone that are switched on together end with one of them living', async () => {
    const both = [await register(anna, 't1', { deviceId: 'p1' }), await register(anna, 't2', { deviceId: 'p1' })];
    for (const token of both) await tokens.deactivate(anna, onWire(token));
    for (let round = 0; round < 15; round++) {
      await Promise.all(both.map((token) => tokens.setActive(anna, onWire(token), true)));
      expect(await living(anna)).toHaveLength(1);
      await Promise.all(both.map((token) => tokens.setActive(anna, onWire(token), false)));
    }
  });

  it('anything goes, and the rules still hold', async () => {
    const users = ['anna', 'bert', 'carl'].map((name) => colleagueOf(anna, name));
    const seen: PushTokenView[] = [];
    const pick = <T>(from: readonly T[], i: number, salt: number): T => from[((i + 1) * salt * 7_919 + i * i * 31) % from.length]!;
    const anything = async (i: number): Promise<PushTokenView> => {
      app.clock.advance(2, 'hours');
      const actor = pick(users, i, 3);
      const known = seen.filter(({ userId }) => userId === actor.userId);
      if (i % 5 === 4 && known.length > 0) return tokens.setActive(actor, onWire(pick(known, i, 5)), i % 2 === 0);
      const { token } = await tokens.register(actor, phone(pick(['t1', 't2', 't3', 't4', 't5'], i, 11), { deviceId: pick(['p1', 'p2', undefined], i, 13), purpose: pick<Purpose>(['ring', 'message'], i, 17), appId: pick(['', 'a'], i, 19) }));
      seen.push(token);
      return token;
    };
    for (let wave = 0; wave < 400; wave += 40) await settled(times(40, (i) => anything(wave + i)));
    const twice = (columns: string, where: string): Promise<object[]> => app.rows(`select ${columns} from push_token where tenant_id = $1 and ${where} group by ${columns} having count(*) > 1`, [anna.tenantId]);
    expect(await twice('purpose, token_hash', 'token_hash is not null')).toEqual([]);
    expect(await twice('user_id, device_id, purpose, app_id', "device_id is not null and state = 'active'")).toEqual([]);
    expect(await app.rows('select token_hash from push_token where tenant_id = $1 and token_hash is not null group by 1 having count(distinct user_id) > 1', [anna.tenantId])).toEqual([]);
  });
});
