import { DomainError, MAX_MOVES_PER_DAY, MAX_TOKENS_PER_PURPOSE, PURPOSES, SocketTokens, toTypeId, type Actor, type Purpose } from '@ringpost/domain';
import { codeOf, keyNamed } from '@ringpost/domain/testing';
import type { Database } from '@ringpost/persistence';
import type { LegacyCaller, LegacyRegistration, LegacyToken, LegacyTokenService } from './legacy-token.service.js';
import type { PushTokenService } from '../tokens/push-token.service.js';
import { TestMessaging, TestOldPhones, actorInNewTenant, appleToken, callerOf, colleagueOf, oldBuild } from '../testing/index.js';

let app: TestMessaging;
let phones: TestOldPhones;
let old: LegacyTokenService;
let rest: PushTokenService;
let anna: Actor;
let bert: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  phones = new TestOldPhones(app);
  old = phones.tokens();
  rest = app.pushTokens();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  bert = colleagueOf(anna, 'bert');
});

type Row = Record<string, unknown>;

const RING_ROUTE = PURPOSES, MESSAGE_ROUTE = ['message'] as const;
const register = (actor: Actor, token: string, more: Partial<LegacyRegistration> = {}, purpose: Purpose = 'ring'): Promise<void> => old.register(callerOf(actor), purpose, oldBuild(token, more));
const list = (actor: Actor, purpose: Purpose = 'ring'): Promise<LegacyToken[]> => old.list(callerOf(actor), purpose);
const listed = async (actor: Actor, purpose: Purpose = 'ring'): Promise<string[]> => (await list(actor, purpose)).map(({ token }) => token);
const serialOf = async (actor: Actor, token: string, purpose: Purpose = 'ring'): Promise<string> => (await list(actor, purpose)).find((each) => each.token === token)!.serial;
const update = (actor: Actor, serial: string, token: string, more: Partial<LegacyRegistration> = {}, purposes: readonly Purpose[] = RING_ROUTE): Promise<void> => old.update(callerOf(actor), purposes, serial, oldBuild(token, more));
const remove = (actor: Actor, serial: string, purposes: readonly Purpose[] = RING_ROUTE): Promise<void> => old.remove(callerOf(actor), purposes, serial);
const hashOf = (actor: Actor, token: string): Buffer => app.vault.index(token, `push_token ${actor.tenantId}`);
const rowsOf = (actor: Actor, token: string, purpose: Purpose = 'ring'): Promise<Row[]> => app.rows('select * from push_token where tenant_id = $1 and user_id = $2 and token_hash = $3 and purpose = $4', [actor.tenantId, actor.userId, hashOf(actor, token), purpose]);
const rowOf = async (actor: Actor, token: string, purpose: Purpose = 'ring'): Promise<Row> => (await rowsOf(actor, token, purpose))[0]!;
const restTokens = async (actor: Actor): Promise<string[]> => (await rest.list(actor, undefined, { by: 'page', page: 1, size: 1_000 })).items.filter(({ isActive }) => isActive).map(({ platform, deviceId }) => `${platform} ${deviceId}`);
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));

/** The same service, and how many transactions it begins. */
function counted(): { tokens: LegacyTokenService; transactions: () => number } {
  let begun = 0;
  const db = new Proxy(app.db, {
    get: (target, name) => {
      if (name === 'run') begun++;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  }) as Database;
  return { tokens: phones.tokens({ db }), transactions: () => begun };
}

describe('registering', () => {
  it('makes a token that the list shows with everything that was said', async () => {
    await register(anna, 't1', { language: 'zh-CN', environment: 'sandbox', appId: 'com.lancens', os: 'Huawei', osToken: 'vendor token', pushPlatform: 'HUAWEI', phoneModel: 'P30', osPushVersion: 1 });
    expect(await list(anna)).toEqual([{ serial: expect.stringMatching(/^[1-9]\d*$/), token: 't1', language: 'zh-CN', environment: 'sandbox', appId: 'com.lancens', os: 'Huawei', osToken: 'vendor token', pushPlatform: 'HUAWEI' }]);
    expect(await rowOf(anna, 't1')).toMatchObject({ phone_model: 'P30', os_push_version: 1, on_legacy: true, on_rest: false });
  });

  it('says nothing of what was not said', async () => {
    await register(anna, 't1');
    expect(await list(anna)).toEqual([{ serial: expect.any(String), token: 't1', language: 'zh', environment: 'production', appId: 'com.example.default', os: '', osToken: '', pushPlatform: '' }]);
  });

  it('numbers both registries in one sequence, in the order of the registrations', async () => {
    for (const purpose of ['ring', 'message', 'ring', 'message'] as const) await register(anna, `${purpose} ${await app.rows('select 1 from push_token where tenant_id = $1', [anna.tenantId]).then(({ length }) => length)}`, {}, purpose);
    const [rings, messages] = [await list(anna, 'ring'), await list(anna, 'message')].map((tokens) => tokens.map(({ serial }) => Number(serial)));
    expect([rings![0]!, messages![0]!, rings![1]!, messages![1]!].map((serial, i) => serial - i)).toEqual(Array(4).fill(rings![0]));
  });

  it('keeps a serial exact that no double can hold', async () => {
    await app.database.sql("select setval('push_token_serial', 9007199254740992)");
    await register(anna, 't1');
    await register(anna, 't2');
    expect((await list(anna)).map(({ serial }) => serial)).toEqual(['9007199254740993', '9007199254740994']);
    await remove(anna, '9007199254740993');
    await update(anna, '9007199254740994', 't3');
    expect(await listed(anna)).toEqual(['t3']);
    await app.database.sql("select setval('push_token_serial', 1000000)");
  });

  it('the same token in both registries makes one of each', async () => {
    await register(anna, 't1');
    await register(anna, 't1', {}, 'message');
    expect([await listed(anna, 'ring'), await listed(anna, 'message')]).toEqual([['t1'], ['t1']]);
  });

  it('again keeps the serial and what is not said anew', async () => {
    await register(anna, 't1', { environment: 'sandbox', appId: 'com.lancens', os: 'Huawei', osToken: 'vendor token', pushPlatform: 'HUAWEI', phoneModel: 'P30', osPushVersion: 1 });
    const [before] = await list(anna);
    await register(anna, 't1', { language: 'en' });
    expect(await list(anna)).toEqual([{ ...before, language: 'en' }]);
    expect(await rowOf(anna, 't1')).toMatchObject({ phone_model: 'P30', os_push_version: 1 });
  });

  it('again with an empty vendor’s token forgets the one that was known', async () => {
    await register(anna, 't1', { osToken: 'vendor token' });
    await register(anna, 't1', { osToken: '' });
    expect((await list(anna))[0]).toMatchObject({ osToken: '' });
  });

  it('again with nothing changed takes one statement; with anything changed a transaction', async () => {
    const { tokens, transactions } = counted();
    const said = { os: 'Huawei', osToken: 'vendor token', appId: 'com.lancens', environment: 'sandbox', pushPlatform: 'HUAWEI', phoneModel: 'P30', osPushVersion: 0 } as const;
    await tokens.register(callerOf(anna), 'ring', oldBuild('t1', said));
    expect(transactions()).toBe(1);
    app.clock.advance(1, 'hours');
    for (const more of [said, {}, { os: 'Huawei' }]) await tokens.register(callerOf(anna), 'ring', oldBuild('t1', more));
    expect(transactions()).toBe(1);
    expect((await rowOf(anna, 't1'))['refreshed_at']).toEqual(app.clock.now());
    await tokens.register(callerOf(anna), 'ring', oldBuild('t1', { osToken: 'another' }));
    await tokens.register(callerOf(anna, 'another login'), 'ring', oldBuild('t1'));
    expect(transactions()).toBe(3);
  });

  it('tells no other tenant and no other user', async () => {
    const stranger = actorInNewTenant('anna');
    await register(anna, 't1');
    await register(stranger, 't1');
    expect([await listed(anna), await listed(stranger), await listed(bert)]).toEqual([['t1'], ['t1'], []]);
  });
});

describe('what is sent to a phone', () => {
  it.each<[string, string, Partial<LegacyRegistration>, object]>([
    ['64 hexadecimal digits without an os', appleToken('a'), {}, { platform: 'ios', provider: 'apns' }],
    ['64 hexadecimal digits in capitals, with an empty os', appleToken('b').toUpperCase(), { os: '' }, { platform: 'ios', provider: 'apns' }],
    ['64 hexadecimal digits of an Android', appleToken('c'), { os: 'Huawei' }, { platform: 'android', provider: 'socket' }],
    ['a token of the push socket', new SocketTokens([keyNamed('first')]).random(), {}, { platform: 'android', provider: 'socket' }],
    ['anything else', '令牌', {}, { platform: 'android', provider: 'socket' }],
  ])('with %s follows from that', async (_what, token, more, columns) => {
    await register(anna, token, more);
    const row = await rowOf(anna, token);
    expect(row).toMatchObject(columns);
    expect(row['socket_hash'] !== null).toBe(token.startsWith('rp'));
  });

  it('with 64 hexadecimal digits follows from the os that is known', async () => {
    await register(anna, appleToken('d'), { os: 'Huawei' });
    await register(anna, appleToken('d'), { language: 'en' });
    expect(await rowOf(anna, appleToken('d'))).toMatchObject({ platform: 'android', provider: 'socket' });
  });

  it('has a name of its own that tells nothing of the token', async () => {
    await register(anna, 'abcdefghijklmnop');
    await register(anna, 'abcdefghijklmnop', {}, 'message');
    const names = [await rowOf(anna, 'abcdefghijklmnop'), await rowOf(anna, 'abcdefghijklmnop', 'message')].map((row) => String(row['device_id']));
    expect(names[0]).toMatch(/^ph_[A-Za-z0-9_-]{22}$/);
    expect(names[1]).toBe(names[0]);
    for (const disguise of ['abcdefghijklmnop', Buffer.from('abcdefghijklmnop').toString('base64url'), hashOf(anna, 'abcdefghijklmnop').toString('base64url')]) expect(disguise).not.toContain(names[0]!.slice(3, 9));
    await register(anna, 'abcdefghijklmnop', { language: 'en' });
    expect((await rowOf(anna, 'abcdefghijklmnop'))['device_id']).toBe(names[0]);
    await register(bert, 'abcdefghijklmnop');
    expect((await rowOf(bert, 'abcdefghijklmnop'))['device_id']).toBe(names[0]);
  });

  it('has another name in another tenant', async () => {
    const stranger = actorInNewTenant('anna');
    for (const actor of [anna, stranger]) await register(actor, 't1');
    expect((await rowOf(anna, 't1'))['device_id']).not.toBe((await rowOf(stranger, 't1'))['device_id']);
  });
});

describe('changing a token', () => {
  it('keeps its serial and what is not said', async () => {
    await register(anna, 't1', { environment: 'sandbox', appId: 'com.lancens', os: 'Huawei', osToken: 'vendor token', pushPlatform: 'HUAWEI' });
    const [before] = await list(anna);
    await update(anna, before!.serial, 't1', { language: 'en' });
    expect(await list(anna)).toEqual([{ ...before, language: 'en' }]);
    await update(anna, before!.serial, 't2', { language: 'en', environment: 'production' });
    expect(await list(anna)).toEqual([{ ...before, token: 't2', language: 'en', environment: 'production' }]);
    expect(await rowsOf(anna, 't1')).toEqual([]);
  });

  it('gives the phone the name that its new token has everywhere', async () => {
    await register(anna, 't2', {}, 'message');
    await register(anna, 't1');
    await update(anna, await serialOf(anna, 't1'), 't2');
    expect((await rowOf(anna, 't2'))['device_id']).toBe((await rowOf(anna, 't2', 'message'))['device_id']);
  });

  it('to a token of the push socket lets the socket find it, and to another one no longer', async () => {
    const socketToken = new SocketTokens([keyNamed('first')]).random();
    await register(anna, 't1');
    await update(anna, await serialOf(anna, 't1'), socketToken);
    expect((await rowOf(anna, socketToken))['socket_hash']).not.toBeNull();
    await update(anna, await serialOf(anna, socketToken), 't1');
    expect((await rowOf(anna, 't1'))['socket_hash']).toBeNull();
  });

  it('to what another row of the caller holds merges them: the serial that was named stays', async () => {
    await register(anna, 't1', { os: 'Huawei' });
    await register(anna, 't2', { os: 'Xiaomi' });
    const [first] = await list(anna);
    await update(anna, first!.serial, 't2', { language: 'en' });
    expect(await list(anna)).toEqual([{ ...first, token: 't2', language: 'en' }]);
    expect(await app.rows('select 1 from push_token where tenant_id = $1', [anna.tenantId])).toHaveLength(1);
  });

  it('to what an ended row of the caller holds takes its place, and nothing of it', async () => {
    const { token } = await rest.register(anna, { token: 't2', platform: 'web', purpose: 'ring', deviceId: 'browser' });
    await rest.deactivate(anna, toTypeId('pt', token.id));
    await register(anna, 't1');
    await update(anna, await serialOf(anna, 't1'), 't2');
    expect(await rowOf(anna, 't2')).toMatchObject({ on_rest: false, on_legacy: true, platform: 'android' });
    expect(await rowsOf(anna, 't2')).toHaveLength(1);
  });

  it('inherits what a new app said of the row that goes', async () => {
    await register(anna, appleToken('mine'));
    await rest.register(anna, { token: 't2', platform: 'android', provider: 'fcm', purpose: 'ring', deviceId: 'p1' });
    const serial = await serialOf(anna, appleToken('mine'));
    await update(anna, serial, 't2');
    expect(await rowOf(anna, 't2')).toMatchObject({ serial, on_rest: true, on_legacy: true, platform: 'android', provider: 'fcm', device_id: 'p1' });
    expect(await restTokens(anna)).toEqual(['android p1']);
    await old.clear(callerOf(anna), 'ring');
    expect(await restTokens(anna)).toEqual(['android p1']);
  });

  it('leaves the row of the other registry alone', async () => {
    await register(anna, 't1');
    await register(anna, 't2', {}, 'message');
    await update(anna, await serialOf(anna, 't1'), 't2');
    expect([await listed(anna, 'ring'), await listed(anna, 'message')]).toEqual([['t2'], ['t2']]);
  });

  it('finds a serial of the message registry at the route of rings, but not the other way round', async () => {
    await register(anna, 'ring');
    await register(anna, 'message', {}, 'message');
    const [ring, message] = [await serialOf(anna, 'ring'), await serialOf(anna, 'message', 'message')];
    await update(anna, message, 'changed', {}, RING_ROUTE);
    expect([await listed(anna, 'ring'), await listed(anna, 'message')]).toEqual([['ring'], ['changed']]);
    expect(await codeOf(update(anna, ring, 'changed', {}, MESSAGE_ROUTE))).toBe('push_token_not_found');
    await remove(anna, ring, MESSAGE_ROUTE);
    await remove(anna, message, RING_ROUTE);
    expect([await listed(anna, 'ring'), await listed(anna, 'message')]).toEqual([['ring'], []]);
  });

  it('is refused for a serial that is nobody’s, another user’s, another tenant’s or over', async () => {
    await register(bert, 't1');
    const theirs = await serialOf(bert, 't1');
    const stranger = actorInNewTenant('bert');
    await register(anna, 'mine');
    const mine = await serialOf(anna, 'mine');
    await remove(anna, mine);
    for (const [actor, serial] of [[anna, '9223372036854775807'], [anna, theirs], [stranger, theirs], [anna, mine]] as const) expect(await codeOf(update(actor, serial, 't2'))).toBe('push_token_not_found');
    expect(await listed(bert)).toEqual(['t1']);
    expect(await rowsOf(anna, 't2')).toEqual([]);
  });

  it('is refused for a row that only a new app registered', async () => {
    await rest.register(anna, { token: 't1', platform: 'ios', purpose: 'ring' });
    const serial = String((await rowOf(anna, 't1'))['serial']);
    expect(await codeOf(update(anna, serial, 't2'))).toBe('push_token_not_found');
    await remove(anna, serial);
    expect(await restTokens(anna)).toHaveLength(1);
  });

  it('to another user’s address takes it over, from both registries, and writes that into the audit', async () => {
    await register(bert, 't2');
    await register(bert, 't2', {}, 'message');
    const { id } = await rowOf(bert, 't2');
    await register(anna, 't1');
    const serial = await serialOf(anna, 't1');
    await update(anna, serial, 't2');
    expect([await list(anna), await list(bert), await list(bert, 'message')]).toMatchObject([[{ serial, token: 't2' }], [], []]);
    expect(await app.rows("select state from push_token where tenant_id = $1 and user_id = 'bert'", [anna.tenantId])).toEqual([{ state: 'moved' }, { state: 'moved' }]);
    const trail = await app.rows<{ subject: string }>('select user_id, action, subject, detail from audit where tenant_id = $1', [anna.tenantId]);
    expect(trail).toEqual([{ user_id: 'anna', action: 'push_token.taken_over', subject: expect.any(String), detail: { from: 'bert' } }]);
    expect([id, (await app.rows("select id from push_token where tenant_id = $1 and purpose = 'message'", [anna.tenantId]))[0]!['id']].map((each) => toTypeId('pt', String(each)))).toContain(trail[0]!.subject);
  });
});

describe('a token that comes to another user', () => {
  it('goes from both registries of the previous owner, whichever it is registered in', async () => {
    await register(anna, 't1');
    await register(anna, 't1', {}, 'message');
    await register(bert, 't1', {}, 'message');
    expect([await listed(anna, 'ring'), await listed(anna, 'message'), await listed(bert, 'ring'), await listed(bert, 'message')]).toEqual([[], [], [], ['t1']]);
    const moved = await app.rows('select state, token_hash, token_sealed, os_token_hash, os_token_sealed, socket_hash, legacy_session from push_token where tenant_id = $1 and user_id = $2', [anna.tenantId, 'anna']);
    expect(moved).toEqual(times(2, () => ({ state: 'moved', token_hash: null, token_sealed: null, os_token_hash: null, os_token_sealed: null, socket_hash: null, legacy_session: null })));
  });

  it('has another serial there, and the old one means nothing any more', async () => {
    await register(anna, 't1');
    const serial = await serialOf(anna, 't1');
    await register(bert, 't1');
    expect(await serialOf(bert, 't1')).not.toBe(serial);
    expect(await codeOf(update(anna, serial, 't2'))).toBe('push_token_not_found');
  });

  it('by a new app goes from an old one as well, and back', async () => {
    await register(anna, 't1');
    await rest.register(bert, { token: 't1', platform: 'ios', purpose: 'ring' });
    expect(await listed(anna)).toEqual([]);
    await register(anna, 't1');
    expect([await listed(anna), await restTokens(bert)]).toEqual([['t1'], []]);
  });

  it(`is the last of ${MAX_MOVES_PER_DAY} within a day, by whichever way`, async () => {
    for (const i of times(MAX_MOVES_PER_DAY + 1, (n) => n)) await register(anna, `t${i}`);
    await register(bert, 'his own');
    const serial = await serialOf(bert, 'his own');
    for (const i of times(MAX_MOVES_PER_DAY, (n) => n)) await (i % 2 ? register(bert, `t${i}`) : update(bert, serial, `t${i}`));
    const last = `t${MAX_MOVES_PER_DAY}`;
    expect([await codeOf(register(bert, last)), await codeOf(update(bert, serial, last))]).toEqual(['moves_exhausted', 'moves_exhausted']);
    expect(await listed(anna)).toEqual([last]);
    app.clock.advance(24, 'hours').advance(1, 'ms');
    await register(bert, last);
    expect(await listed(anna)).toEqual([]);
  });

  it('is taken from nobody when its owner had given it up: that counts for nothing', async () => {
    for (const i of times(MAX_MOVES_PER_DAY + 1, (n) => n)) await register(anna, `t${i}`);
    await old.clear(callerOf(anna), 'ring');
    for (const i of times(MAX_MOVES_PER_DAY + 1, (n) => n)) await register(bert, `t${i}`);
    expect(await listed(bert)).toHaveLength(MAX_MOVES_PER_DAY + 1);
    expect(await app.rows('select 1 from audit where tenant_id = $1', [anna.tenantId])).toEqual([]);
  });
});

describe('taking registrations back', () => {
  it('by serial ends that one, and is no error twice, for nobody’s or another’s', async () => {
    await register(anna, 't1');
    await register(anna, 't2');
    await register(bert, 't3');
    const [serial, theirs] = [await serialOf(anna, 't1'), await serialOf(bert, 't3')];
    for (const each of [serial, serial, theirs, '9223372036854775807']) await remove(anna, each);
    expect([await listed(anna), await listed(bert)]).toEqual([['t2'], ['t3']]);
    expect(await rowOf(anna, 't1')).toMatchObject({ state: 'inactive', evidence: { reason: 'deactivated' }, on_legacy: false, legacy_session: null });
  });

  it('of a registry leaves the other one alone', async () => {
    for (const purpose of PURPOSES) for (const token of ['t1', 't2']) await register(anna, token, {}, purpose);
    await register(bert, 't3');
    await old.clear(callerOf(anna), 'ring');
    expect([await listed(anna, 'ring'), await listed(anna, 'message'), await listed(bert)]).toEqual([[], ['t1', 't2'], ['t3']]);
    await old.clear(callerOf(anna), 'ring');
    await old.clear(callerOf(anna), 'message');
    expect(await listed(anna, 'message')).toEqual([]);
  });

  it('never silences what a new app registered', async () => {
    await rest.register(anna, { token: 'new app', platform: 'ios', purpose: 'ring', deviceId: 'p1' });
    await rest.register(anna, { token: 'both', platform: 'ios', purpose: 'ring', deviceId: 'p2' });
    await register(anna, 'both');
    await register(anna, 'old app');
    expect(await listed(anna)).toEqual(['both', 'old app']);
    await old.clear(callerOf(anna), 'ring');
    expect(await listed(anna)).toEqual([]);
    expect((await restTokens(anna)).sort()).toEqual(['ios p1', 'ios p2']);
    expect(await rowOf(anna, 'both')).toMatchObject({ state: 'active', on_rest: true, on_legacy: false });
  });

  it('keeps no more than a hundred of what has ended', async () => {
    for (const i of times(MAX_TOKENS_PER_PURPOSE + 5, (n) => n)) {
      app.clock.advance(1, 'ms');
      await register(anna, `t${i}`);
      await remove(anna, await serialOf(anna, `t${i}`));
    }
    expect(await app.rows('select 1 from push_token where tenant_id = $1', [anna.tenantId])).toHaveLength(MAX_TOKENS_PER_PURPOSE);
  });
});

describe('a phone with an old app and a new one', () => {
  it('is what the new app says it is, when the old one comes later', async () => {
    await rest.register(anna, { token: appleToken('both'), platform: 'android', provider: 'huawei', purpose: 'ring', deviceId: 'p1', appId: 'com.new' });
    await register(anna, appleToken('both'));
    expect(await rowOf(anna, appleToken('both'))).toMatchObject({ platform: 'android', provider: 'huawei', device_id: 'p1', app_id: 'com.new', on_rest: true, on_legacy: true });
  });

  it('is what the new app says it is, when that comes later', async () => {
    await register(anna, appleToken('both'), { os: 'Huawei', pushPlatform: 'HUAWEI' });
    const serial = await serialOf(anna, appleToken('both'));
    await rest.register(anna, { token: appleToken('both'), platform: 'ios', purpose: 'ring', deviceId: 'p1' });
    expect(await rowOf(anna, appleToken('both'))).toMatchObject({ serial, platform: 'ios', provider: 'apns', device_id: 'p1', os: 'Huawei' });
    await register(anna, appleToken('both'), { language: 'en', os: 'Huawei' });
    expect(await rowOf(anna, appleToken('both'))).toMatchObject({ serial, platform: 'ios', provider: 'apns', device_id: 'p1' });
  });

  it('is reached by whom the new app’s platform says, and not by the guess from before', async () => {
    await register(anna, 'a token of fcm');
    await rest.register(anna, { token: 'a token of fcm', platform: 'android', purpose: 'ring' });
    expect(await rowOf(anna, 'a token of fcm')).toMatchObject({ platform: 'android', provider: 'fcm', device_id: expect.stringMatching(/^ph_/) });
  });

  it('leaves what the new app registered where it is when the old one takes another address', async () => {
    await rest.register(anna, { token: 'first', platform: 'android', provider: 'fcm', purpose: 'ring', deviceId: 'p1', appId: 'com.new' });
    await register(anna, 'first');
    const serial = await serialOf(anna, 'first');
    await update(anna, serial, 'second');
    expect(await rowOf(anna, 'first')).toMatchObject({ state: 'active', on_rest: true, on_legacy: false, device_id: 'p1', provider: 'fcm', app_id: 'com.new' });
    expect(await rowOf(anna, 'second')).toMatchObject({ serial, state: 'active', on_rest: false, on_legacy: true, provider: 'socket', device_id: expect.stringMatching(/^ph_/) });
    await old.clear(callerOf(anna), 'ring');
    expect(await rowOf(anna, 'second')).toMatchObject({ state: 'inactive' });
    expect(await restTokens(anna)).toEqual(['android p1']);
  });

  it('cleared by the old one while it was off stays cleared when it is switched on', async () => {
    await rest.register(anna, { token: 't1', platform: 'android', purpose: 'ring' });
    await register(anna, 't1');
    const id = toTypeId('pt', String((await rowOf(anna, 't1'))['id']));
    await rest.deactivate(anna, id);
    await old.clear(callerOf(anna), 'ring');
    await rest.setActive(anna, id, true);
    expect(await rowOf(anna, 't1')).toMatchObject({ state: 'active', on_rest: true, on_legacy: false });
  });

  it('ended by the new app is not in the old one’s list, and comes back to the one that registers it', async () => {
    await register(anna, 't1');
    const { token } = await rest.register(anna, { token: 't1', platform: 'android', purpose: 'ring' });
    await rest.deactivate(anna, toTypeId('pt', token.id));
    expect(await listed(anna)).toEqual([]);
    await register(anna, 't1');
    expect(await rowOf(anna, 't1')).toMatchObject({ id: token.id, state: 'active', on_rest: false, on_legacy: true });
    await rest.deactivate(anna, toTypeId('pt', token.id));
    await rest.setActive(anna, toTypeId('pt', token.id), true);
    expect(await rowOf(anna, 't1')).toMatchObject({ state: 'active', on_rest: false, on_legacy: true });
    expect(await listed(anna)).toEqual(['t1']);
  });

  it('gets a serial when the row is from before old builds were served', async () => {
    await rest.register(anna, { token: 't1', platform: 'ios', purpose: 'ring' });
    await app.rows('update push_token set serial = null where tenant_id = $1', [anna.tenantId]);
    await register(anna, 't1');
    const serial = await serialOf(anna, 't1');
    expect(serial).toMatch(/^[1-9]\d*$/);
    await register(anna, 't1', { language: 'en' });
    expect(await serialOf(anna, 't1')).toBe(serial);
  });
});

describe('at most a hundred tokens of a registry live', () => {
  it('the one refreshed longest ago makes room, and never one that is a new app’s alone', async () => {
    await rest.register(anna, { token: 'new app', platform: 'ios', purpose: 'ring' });
    await rest.register(anna, { token: 't0', platform: 'ios', purpose: 'ring', deviceId: 'p1' });
    for (const i of times(MAX_TOKENS_PER_PURPOSE, (n) => n)) {
      app.clock.advance(1, 'ms');
      await register(anna, `t${i}`);
    }
    app.clock.advance(1, 'minutes');
    await register(anna, 't1');
    await register(anna, 'for messages', {}, 'message');
    expect(await listed(anna)).toHaveLength(MAX_TOKENS_PER_PURPOSE);
    await register(anna, 'one more');
    const left = await listed(anna);
    expect(left).toHaveLength(MAX_TOKENS_PER_PURPOSE);
    expect(left).toEqual(expect.arrayContaining(['t1', 't2', 'one more']));
    expect(left).not.toContain('t0');
    expect(await rowOf(anna, 't0')).toMatchObject({ state: 'active', on_rest: true, on_legacy: false });
    await register(anna, 'and another');
    expect(await rowOf(anna, 't2')).toMatchObject({ state: 'inactive', evidence: { reason: 'crowded' } });
    expect(await restTokens(anna)).toEqual(expect.arrayContaining(['ios null', 'ios p1']));
    expect(await listed(anna, 'message')).toEqual(['for messages']);
  });
});

describe('many at once', () => {
  const REFUSALS: readonly string[] = ['moves_exhausted', 'push_token_not_found'];
  const settled = async (works: Promise<unknown>[]): Promise<void> => {
    const ended = await Promise.allSettled(works);
    expect(ended.filter((end) => end.status === 'rejected' && !(end.reason instanceof DomainError && REFUSALS.includes(end.reason.code)))).toEqual([]);
  };
  const noDeadlocks = async (): Promise<void> => expect(await app.database.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()')).toEqual([{ n: 0 }]);

  it('fifty identical registrations leave one row', async () => {
    await Promise.all(times(50, () => register(anna, 't1', { os: 'Huawei', osToken: 'vendor token' })));
    expect(await listed(anna)).toEqual(['t1']);
    expect(await app.rows('select 1 from push_token where tenant_id = $1', [anna.tenantId])).toHaveLength(1);
  });

  it('fifty of one phone in both registries leave one row in each', async () => {
    await Promise.all(times(50, (i) => register(anna, 't1', {}, PURPOSES[i % 2])));
    expect(await app.rows('select 1 from push_token where tenant_id = $1', [anna.tenantId])).toHaveLength(2);
  });

  it('two serials that are given each other’s token end as one row', async () => {
    for (const round of times(10, (i) => i)) {
      const [a, b] = [`a${round}`, `b${round}`];
      await Promise.all([register(anna, a), register(anna, b)]);
      const [first, second] = [await serialOf(anna, a), await serialOf(anna, b)];
      await settled([update(anna, first, b), update(anna, second, a)]);
      const left = (await list(anna)).filter(({ token }) => token === a || token === b);
      expect(left.length).toBeGreaterThan(0);
      expect(new Set(left.map(({ serial }) => serial)).size).toBe(left.length);
    }
    await noDeadlocks();
  });

  it('two users who change to each other’s token do not block each other', async () => {
    for (const round of times(8, (i) => i)) {
      const [a, b] = [`a${round}`, `b${round}`];
      await Promise.all([register(anna, a), register(bert, b)]);
      const [mine, theirs] = [await serialOf(anna, a), await serialOf(bert, b)];
      await settled([update(anna, mine, b), update(bert, theirs, a), old.clear(callerOf(anna), 'message'), register(anna, a, {}, 'message')]);
    }
    await noDeadlocks();
  });

  /** A fixed sequence that looks random, so that a failure can be repeated. */
  function dice(seed: number): <T>(from: readonly T[]) => T {
    return (from) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return from[Math.floor((seed / 2 ** 32) * from.length)]!;
    };
  }

  it.each([1, 2, 3])('anything goes, and the rules still hold (sequence %i)', async (seed) => {
    const pick = dice(seed);
    const callers = [anna, bert].flatMap((actor) => [callerOf(actor), callerOf(actor, 'second login')]);
    const tokens = ['t1', 't2', 't3', 't4', appleToken('shared')];
    const serials = new Set<string>(['1']);
    const anything = (): Promise<unknown> => {
      app.clock.advance(1, 'hours');
      const caller: LegacyCaller = pick(callers), purpose = pick(PURPOSES), token = pick(tokens), serial = pick([...serials]);
      const request = oldBuild(token, { language: pick(['zh', 'en']), os: pick([undefined, '', 'Huawei']), appId: pick([undefined, 'a', 'b']), osToken: pick([undefined, '', 'v1', 'v2']) });
      return pick([
        () => old.register(caller, purpose, request), () => old.register(caller, purpose, request), () => old.update(caller, RING_ROUTE, serial, request), () => old.update(caller, MESSAGE_ROUTE, serial, request),
        () => old.remove(caller, RING_ROUTE, serial), () => old.list(caller, purpose), () => pick([0, 1, 2]) === 0 ? old.clear(caller, purpose) : old.register(caller, purpose, request),
        () => rest.register(caller.actor, { token, platform: pick(['ios', 'android'] as const), purpose, deviceId: pick([undefined, 'p1', 'p2']) }),
        () => app.db.run(caller.actor, (tx) => old.releaseWhere(tx, caller.actor.userId, { sessions: [caller.session] })),
      ])();
    };
    for (const _wave of times(8, (i) => i)) {
      await settled(times(25, anything));
      for (const { serial } of await app.rows<{ serial: string }>('select serial from push_token where tenant_id = $1', [anna.tenantId])) serials.add(serial);
    }
    const twice = (columns: string, where: string): Promise<object[]> => app.rows(`select ${columns} from push_token where tenant_id = $1 and ${where} group by ${columns} having count(*) > 1`, [anna.tenantId]);
    expect(await twice('purpose, token_hash', 'token_hash is not null')).toEqual([]);
    expect(await twice('serial', 'true')).toEqual([]);
    expect(await twice('user_id, device_id, purpose, app_id', 'device_id is not null and ended_at is null')).toEqual([]);
    expect(await app.rows('select token_hash from push_token where tenant_id = $1 and token_hash is not null group by 1 having count(distinct user_id) > 1', [anna.tenantId])).toEqual([]);
    expect(await app.rows('select id from push_token where tenant_id = $1 and ended_at is null and not on_rest and not on_legacy', [anna.tenantId])).toEqual([]);
    for (const actor of [anna, bert]) for (const purpose of PURPOSES) for (const token of await listed(actor, purpose)) expect(tokens).toContain(token);
    await noDeadlocks();
  });
});
