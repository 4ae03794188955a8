import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { legacyContract, legacyMessages } from '@ringpost/contracts/testing';
import { DomainError, type Purpose } from '@ringpost/domain';
import { PasswordQueue } from '@ringpost/messaging';
import { Database } from '@ringpost/persistence';
import { BASE, PASSWORD, TestLegacy, type Place } from './testing/test-legacy.js';
import { eventually } from './testing/eventually.js';
import { fieldsOf, seen, type TestPhone } from './testing/test-phone.js';

const KINDS = ['ring', 'message'] as const;
const LOGIN = '/v1/api/user/login', LOGOUT = '/v1/api/user/logout';
const ADDED = '201 {"message":"success"}', DONE = '200 {"message":"success"}', EMPTY = '200 []';
const INVALID = '401 {"message":"invalid token"}', WRONG_PAIR = '400 {"message":"username or password error"}';
const ROUTES = KINDS.flatMap((kind) => [['GET', BASE[kind]], ['POST', BASE[kind]], ['PUT', `${BASE[kind]}/1`], ['DELETE', `${BASE[kind]}/1`], ['DELETE', BASE[kind]]] as const);
const TAKES_BODY = [['POST', LOGIN], ['POST', LOGOUT], ...ROUTES.filter(([method]) => method === 'POST' || method === 'PUT')] as const;
const NOWHERE = ['999999', '9223372036854775807'];

const refused = (message: string, status = 400): string => `${status} ${JSON.stringify({ message })}`;
const otherThan = (kind: Purpose): Purpose => (kind === 'ring' ? 'message' : 'ring');

const legacy = await TestLegacy.start();
const started = [legacy];
afterAll(async () => { for (const each of started.reverse()) await each.stop(); });

/** Another one, which stays until the end. */
async function start(place: Place): Promise<TestLegacy> {
  started.push(await TestLegacy.start(place));
  return started.at(-1)!;
}

/** A phone of a user of its own. */
const phone = (): Promise<TestPhone> => legacy.phone();
const both = (one: TestPhone): Promise<string[][]> => Promise.all(KINDS.map((kind) => one.pushTokens(kind)));

describe('§1 transport', () => {
  it.each([...ROUTES, ['POST', LOGIN], ['POST', LOGOUT]] as const)('serves %s %s with and without a slash at the end', async (method, path) => {
    const one = await phone();
    const [bare, slashed] = [await one.call(method, path), await one.call(method, `${path}/`)];
    expect(seen(slashed)).toBe(seen(bare));
    expect(bare.status).not.toBe(404);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON;charset=UTF-8', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', ''])('reads JSON that is called %j', async (type) => {
    const one = await phone(), fields = fieldsOf();
    expect(seen(await one.call('POST', BASE.ring, { headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(fields)) }))).toBe(ADDED);
    expect(await one.pushTokens('ring')).toEqual([fields['push_token']]);
  });

  it('reads JSON without a content type, and with a byte order mark', async () => {
    const one = await phone();
    const json = JSON.stringify(fieldsOf());
    expect(seen(await one.call('POST', BASE.ring, { body: Buffer.from(json) }))).toBe(ADDED);
    expect(seen(await one.call('POST', BASE.ring, { body: `\ufeff${json}` }))).toBe(ADDED);
    expect(await one.rows('ring')).toHaveLength(1);
  });

  it('ignores unknown fields, whatever is in them', async () => {
    const one = await phone();
    expect(seen(await one.register('ring', fieldsOf({ more: 'a\u0000b', 'half\ud83d': { deep: ['\ud83d'] }, __proto__: null, id: 'abc' })))).toBe(ADDED);
  });

  it('takes numbers as numeric strings', async () => {
    expect((await (await phone()).registered('ring', { dev: '1', os_push_version: '0' }))['dev']).toBe(1);
  });

  it.each(ROUTES.filter(([method]) => method === 'GET' || method === 'DELETE'))('does not mind JSON of no bytes at %s %s', async (method, path) => {
    const one = await phone();
    for (const headers of [{ 'content-type': 'application/json' }, { 'content-type': 'application/json', 'content-length': '0' }] as Record<string, string>[]) {
      expect(seen(await one.call(method, path, { headers }))).toBe(method === 'GET' ? EMPTY : DONE);
    }
  });

  it.each([...ROUTES, ['POST', LOGIN]] as const)('answers %s %s with JSON in UTF-8', async (method, path) => {
    const one = await phone();
    for (const { headers } of [await one.call(method, path, { body: fieldsOf() }), await legacy.call(method, path)]) expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('§2 authentication', () => {
  it.each(ROUTES)('answers no token to %s %s without the header, whatever else is wrong', async (method, path) => {
    const broken = path.replace('/1', '/abc');
    for (const headers of [{}, { Token: '' }, { Token: '  ' }, { Token: '""' }, { Authorization: 'Bearer x' }, { Cookie: 'token=x' }] as Record<string, string>[]) {
      expect(seen(await legacy.call(method, path, { headers, body: '{"push_token":' }))).toBe(refused('no token'));
    }
    expect(seen(await legacy.call(method, broken, { body: '[]' }))).toBe(refused('no token'));
  });

  it.each(ROUTES)('answers invalid token to %s %s with a token that is unknown, malformed or far too long', async (method, path) => {
    for (const Token of ['unknown', '"unknown"', 'x.y', 'x.y.z', 'a.b.c.d', '..', 'x'.repeat(8_000), '\u00e9']) {
      expect(seen(await legacy.call(method, path, { headers: { Token }, body: '{' }))).toBe(INVALID);
    }
  });

  it.each(['Token', 'token', 'TOKEN'])('reads the header %s, quotes and blanks around its value stripped', async (name) => {
    const { token } = await phone();
    for (const value of [token, `"${token}"`, ` " ${token}" `]) expect(seen(await legacy.call('GET', BASE.ring, { headers: { [name]: value } }))).toBe(EMPTY);
  });

  it('takes the bundle id from a header', async () => {
    const one = await phone(), fields = fieldsOf({ bundleid: undefined });
    expect(seen(await one.call('POST', BASE.ring, { headers: { bundleid: 'com.example.header' }, body: fields }))).toBe(ADDED);
    expect((await one.rows('ring'))[0]!['bundleid']).toBe('com.example.header');
  });

  describe('login', () => {
    it('answers 201 with id, token, reflash_key and time, in this order', async () => {
      const username = await legacy.account();
      const { status, text, body } = await legacy.login(username, PASSWORD);
      const [row] = await legacy.sql<{ number: string; time: string }>("select number, extract(epoch from date_trunc('second', expires_at))::bigint as time from legacy_session join legacy_login using (tenant_id, number) where name = $1", [username]);
      expect([status, text]).toEqual([201, `{"id":${row!.number},"token":"${body.token}","reflash_key":"${body.reflash_key}","time":${row!.time}}`]);
      expect([body.token, body.reflash_key]).toEqual([expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)]);
      expect(body.token).not.toBe(body.reflash_key);
    });

    it('keeps every digit of an account number beyond 2^53', async () => {
      await legacy.asOwner("select setval('legacy_account_number', 9007199254740992)");
      const { text } = await legacy.login(await legacy.account(), PASSWORD);
      await legacy.asOwner("select setval('legacy_account_number', 1000)");
      expect(text).toMatch(/^\{"id":9007199254740993,"token":/);
    });

    it('takes the user name, the phone number or the e-mail, in any case', async () => {
      const username = await legacy.account({ phone: '13800138000', email: 'Alice@Example.com' });
      const ids = new Set<unknown>();
      for (const name of [username, username.toUpperCase(), '13800138000', 'alice@example.com']) ids.add((await legacy.login(name, PASSWORD)).body.id);
      expect([...ids]).toEqual([expect.any(Number)]);
    });

    it('names no tenant: names are unique across the installation', async () => {
      const username = await legacy.account({ tenant: 'tnt_1' });
      await expect(legacy.account({ username, tenant: 'tnt_2' })).rejects.toThrow('login_name_taken');
    });

    it('lasts a month unless told otherwise', async () => {
      const { body } = await legacy.login(await legacy.account(), PASSWORD);
      expect(Math.round((body.time - Date.now() / 1_000) / 3_600)).toBe(30 * 24);
    });

    it('gives one answer to a wrong pair, and works as hard, whether or not the account exists', async () => {
      const check = jest.spyOn(PasswordQueue.prototype, 'check');
      const username = await legacy.account();
      for (const [name, password] of [[username, 'secret-124'], ['nobody_has_this', PASSWORD]] as const) expect(seen(await legacy.login(name, password))).toBe(WRONG_PAIR);
      expect(check.mock.calls.map(([, stored]) => stored === undefined)).toEqual([false, true]);
      check.mockRestore();
    });

    it('answers 429 with the same body and Retry-After to the eleventh try of a name in a minute, right or wrong', async () => {
      const username = await legacy.account();
      for (let i = 0; i < 10; i++) expect(seen(await legacy.login(username, 'secret-124'))).toBe(WRONG_PAIR);
      for (const [name, password] of [[username, PASSWORD], [username.toUpperCase(), 'secret-124']] as const) {
        const answer = await legacy.login(name, password);
        expect(seen(answer)).toBe('429 {"message":"username or password error"}');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
        expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
      }
    });

    it.each([['192.0.2.7', '192.0.2.7', '192.0.2.8'], ['2001:db8::7', '2001:db8::8', '2001:db8:0:1::7']])('answers 429 to the hundred-and-first try from %s or its neighbour %s, and none to %s', async (address, same, other) => {
      const limit = legacy.rateLimits.limit({ name: 'legacy login addresses', points: 100, windowSeconds: 60 });
      const username = await legacy.account();
      expect((await legacy.login(username, PASSWORD, address)).status).toBe(201);
      for (let i = 0; i < 99; i++) await limit.take(address.includes(':') ? '2001:db8:0:0::/64' : address);
      expect((await legacy.login(username, PASSWORD, same)).status).toBe(429);
      expect((await legacy.login(username, PASSWORD, other)).status).toBe(201);
    });

    it.each([
      ['undefined username', undefined, PASSWORD], ['undefined username', null, undefined], ['username format error', 1_234_567, PASSWORD], ['username format error', 'alice\u0000_01', PASSWORD], ['username format error', 'alice_\ud83d', PASSWORD],
      ['username length error', '', PASSWORD], ['username length error', 'x'.repeat(5), 'short'], ['username length error', 'x'.repeat(33), PASSWORD], ['username length error', '🔔'.repeat(33), PASSWORD],
      ['undefined password', 'alice_01', undefined], ['undefined password', 'alice_01', null], ['password format error', 'alice_01', [PASSWORD]], ['password format error', 'alice_01', 'secret-\ud83d1'],
      ['password length error', 'alice_01', ''], ['password length error', 'alice_01', 'x'.repeat(7)], ['password length error', 'alice_01', 'x'.repeat(17)], ['password length error', 'alice_01', '🔔'.repeat(17)],
    ])('answers %s to %j and %j, and counts no try', async (message, username, password) => {
      for (let i = 0; i < 12; i++) expect(seen(await legacy.login(username, password, '192.0.2.9'))).toBe(refused(message));
    });

    it.each([['x'.repeat(6), 'x'.repeat(8)], ['x'.repeat(32), 'x'.repeat(16)], ['🔔'.repeat(32), '🔔'.repeat(16)]])('counts characters: %s and %s are of a right length', async (username, password) => {
      expect(seen(await legacy.login(username, password))).toBe(WRONG_PAIR);
    });
  });

  describe('logout', () => {
    it('ends that session and removes the push tokens that it registered, and no others', async () => {
      const leaving = await phone(), staying = await legacy.again(leaving.username);
      const kept = await staying.registered('ring');
      for (const kind of KINDS) await leaving.registered(kind);
      expect(seen(await leaving.logout())).toBe(DONE);
      expect(seen(await leaving.tokens('ring'))).toBe(INVALID);
      expect(await both(staying)).toEqual([[kept['push_token']], []]);
    });

    it('takes the token of the body, and that of the header where the body has none', async () => {
      const one = await phone();
      expect(seen(await one.call('POST', LOGOUT, { body: { username: one.username, token: 'unknown' } }))).toBe(INVALID);
      expect(seen(await legacy.call('POST', LOGOUT, { body: { username: one.username } }))).toBe(refused('undefined token'));
      expect(seen(await one.call('POST', LOGOUT, { body: { username: 7, token: null } }))).toBe(DONE);
      expect(seen(await one.tokens('ring'))).toBe(INVALID);
    });

    it('needs no header, and does not look at the name', async () => {
      const one = await phone();
      expect(seen(await legacy.call('POST', LOGOUT, { body: { username: 'somebody else', token: `"${one.token}"` } }))).toBe(DONE);
      expect(seen(await one.tokens('ring'))).toBe(INVALID);
    });

    it.each([7, ['x'], {}, true])('answers token format error to %j', async (token) => {
      expect(seen(await legacy.call('POST', LOGOUT, { body: { username: 'alice_01', token } }))).toBe(refused('token format error'));
    });

    it('answers invalid token the second time, and to a token that ended', async () => {
      const one = await phone(), expired = await phone();
      expect([seen(await one.logout()), seen(await one.logout())]).toEqual([DONE, INVALID]);
      await legacy.sql("update legacy_session set expires_at = now() - interval '1 second' where number = (select number from legacy_login where name = $1) returning 1", [expired.username]);
      expect(seen(await expired.logout())).toBe(INVALID);
    });
  });

  it('lets an account have several sessions', async () => {
    const first = await phone(), second = await legacy.again(first.username);
    const { push_token } = await first.registered('ring');
    for (const one of [first, second]) expect(await one.pushTokens('ring')).toEqual([push_token]);
  });

  it('with LEGACY_STRICT_LOGIN a login ends the other sessions of the account and clears its tokens, and no one else\'s', async () => {
    const strict = await start({ beside: legacy, env: { LEGACY_STRICT_LOGIN: 'true' } });
    const first = await strict.phone(), bystander = await strict.phone();
    for (const one of [first, bystander]) for (const kind of KINDS) await one.registered(kind);
    const second = await strict.again(first.username);
    await eventually(async () => seen(await first.tokens('ring')) === INVALID);
    expect(await both(second)).toEqual([[], []]);
    expect((await both(bystander)).map((tokens) => tokens.length)).toEqual([1, 1]);
  });

  it('takes a JWT of our own issuer for a login token', async () => {
    const Token = await legacy.jwt({ user: 'usr_jwt_1' }), fields = fieldsOf();
    expect(seen(await legacy.call('POST', BASE.ring, { headers: { Token }, body: fields }))).toBe(ADDED);
    expect((await legacy.call('GET', BASE.ring, { headers: { Token: `"${Token}"` } })).body[0].push_token).toBe(fields['push_token']);
    expect(seen(await legacy.call('GET', BASE.ring, { headers: { Token: await legacy.jwt({ user: 'usr_jwt_1', tenant: 'tnt_2' }) } }))).toBe(EMPTY);
  });

  it('lets a JWT log out, which removes what was registered with it', async () => {
    const [leaving, staying] = [await legacy.jwt({ user: 'usr_jwt_2' }), await legacy.jwt({ user: 'usr_jwt_2', ttlSeconds: 900 })];
    for (const Token of [leaving, staying]) await legacy.call('POST', BASE.ring, { headers: { Token }, body: fieldsOf({ push_token: Token === leaving ? 'leaving' : 'staying' }) });
    expect(seen(await legacy.call('POST', LOGOUT, { body: { token: leaving } }))).toBe(DONE);
    expect((await legacy.call('GET', BASE.ring, { headers: { Token: staying } })).body.map((row: any) => row.push_token)).toEqual(['staying']);
  });

  it('answers invalid token to a JWT that expired, was signed by somebody else or names no tenant', async () => {
    const expired = await legacy.jwt({ now: new Date(legacy.clock.now().getTime() - 3_600_000) });
    const strange = `${(await legacy.jwt()).slice(0, -8)}AAAAAAAA`;
    for (const Token of [expired, strange]) {
      expect(seen(await legacy.call('GET', BASE.ring, { headers: { Token } }))).toBe(INVALID);
      expect(seen(await legacy.call('POST', LOGOUT, { body: { token: Token } }))).toBe(INVALID);
    }
    const homeless = await start({ beside: legacy, env: { DATABASE_URL: 'postgres://nowhere', ...KEYS } });
    expect(seen(await homeless.call('GET', BASE.ring, { headers: { Token: await homeless.jwt({ tenant: undefined }) } }))).toBe(INVALID);
  });
});

describe('§3 error bodies', () => {
  const BODIES = [['an array', '[]'], ['a text', '"text"'], ['a number', '7'], ['true', 'true'], ['null', 'null'], ['no JSON', 'push_token=x'], ['half a JSON', '{"push_token":'], ['nothing', ''], ['blanks', '  '], ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])]] as const;
  it.each(BODIES)('are paramer error where the body is %s', async (_what, body) => {
    const one = await phone();
    for (const [method, path] of TAKES_BODY) expect([path, seen(await one.call(method, path, { body }))]).toEqual([path, refused('paramer error')]);
  });

  it('are paramer error where the body is over 1 MiB', async () => {
    const one = await phone();
    const sized = (bytes: number): string => JSON.stringify(fieldsOf({ more: '' })).replace('"more":""', (empty) => empty.replace('""', `"${'x'.repeat(bytes - JSON.stringify(fieldsOf({ more: '' })).length)}"`));
    const most = sized(1_048_576 - 2), large = JSON.stringify({ push_token: 'x'.repeat(10_000_000) });
    expect(seen(await one.call('POST', BASE.ring, { body: most }))).toBe(ADDED);
    for (const [method, path] of [...TAKES_BODY, ...ROUTES.filter(([verb]) => verb === 'DELETE')]) expect([path, seen(await one.call(method, path, { body: large }))]).toEqual([path, refused('paramer error')]);
    expect(seen(await one.call('POST', BASE.ring, { body: `${most}${' '.repeat(4)}` }))).toBe(refused('paramer error'));
  });

  it.each(['/', '/v1/api/user', '/v1/api/user/tokens', '/v2/api/user/token', '/health/ready', '/metrics', '/communication/push-tokens'])('are paramer error with 404 at %s', async (path) => {
    for (const method of ['GET', 'POST']) expect(seen(await legacy.call(method, path))).toBe(refused('paramer error', 404));
  });

  it.each([
    ['PUT', BASE.ring, 'DELETE, GET, HEAD, POST, OPTIONS'], ['POST', `${BASE.message}/7`, 'DELETE, PUT, OPTIONS'], ['GET', `${BASE.ring}/7/`, 'DELETE, PUT, OPTIONS'],
    ['GET', LOGIN, 'POST, OPTIONS'], ['PATCH', `${LOGOUT}/`, 'POST, OPTIONS'],
  ] as const)('are paramer error with 405 and Allow at %s %s', async (method, path, allow) => {
    const answer = await legacy.call(method, path);
    expect([seen(answer), answer.headers['allow']]).toEqual([refused('paramer error', 405), allow]);
  });

  it('are paramer error where the address cannot be read', async () => {
    for (const path of [`${BASE.ring}/%ff`, `${BASE.ring}/%`]) expect(seen(await legacy.call('DELETE', path))).toBe(refused('paramer error'));
  });

  it.each([...ROUTES, ['POST', LOGIN], ['POST', LOGOUT]] as const)('are 10001 with 500 at %s %s when the database is away or something breaks, without a word about why', async (method, path) => {
    for (const error of [() => new DomainError('unavailable', { retryAfter: 2 }), () => new Error('select secret from everything')]) {
      const broken = await start({ instead: failing(error) });
      const fields = { ...fieldsOf(), username: 'alice_01', password: PASSWORD, token: 'unknown' };
      const answer = await broken.call(method, path, { headers: { Token: await broken.jwt() }, body: fields });
      expect([seen(answer), answer.headers['retry-after']]).toEqual([refused('10001', 500), error() instanceof DomainError ? '2' : undefined]);
    }
  });

  it('are 10001 too while it cannot be told whose token it is', async () => {
    const broken = await start({ instead: failing(() => new DomainError('unavailable')) });
    expect(seen(await broken.call('GET', BASE.ring, { headers: { Token: 'perhaps known' } }))).toBe(refused('10001', 500));
  });
});

describe.each(KINDS)('§4 the %s registry', (kind) => {
  const other = otherThan(kind);

  it('GET …/token answers a bare array, empty when there are none', async () => {
    const one = await phone();
    await one.registered(other);
    expect(seen(await one.tokens(kind))).toBe(EMPTY);
  });

  it('GET …/token answers the eight fields in their order, "" instead of null', async () => {
    const one = await phone();
    const first = await one.registered(kind, { push_token: 'first', dev: 1, bundleid: 'an.app', phone_model: 'MI 6', os_push_version: 1 });
    const second = await one.registered(kind, { push_token: 'second', os: null, os_token: '', push_platform: null, bundleid: null });
    expect(seen(await one.tokens(kind))).toBe(
      `200 [{"id":${first['id']},"push_token":"first","language":"zh-CN","dev":1,"bundleid":"an.app","os":"HUAWEI","os_token":"vendor","push_platform":"HUAWEI"},` +
      `{"id":${second['id']},"push_token":"second","language":"zh-CN","dev":0,"bundleid":"com.lancens.wxdoorbell","os":"","os_token":"","push_platform":""}]`,
    );
  });

  it('POST …/token adds', async () => {
    const one = await phone();
    const [first, second] = [fieldsOf(), fieldsOf()];
    for (const fields of [first, second]) expect(seen(await one.register(kind, fields))).toBe(ADDED);
    expect(await one.pushTokens(kind)).toEqual([first['push_token'], second['push_token']]);
  });

  it('POST …/token refreshes when (user, kind, push_token) exists', async () => {
    const one = await phone();
    const before = await one.registered(kind);
    const after = await one.registered(kind, { push_token: before['push_token'], language: 'en', dev: 1 });
    expect(after).toEqual({ ...before, language: 'en', dev: 1 });
    expect(await one.rows(kind)).toHaveLength(1);
  });

  it('PUT …/token/{serial} updates one', async () => {
    const one = await phone();
    const [row, untouched] = [await one.registered(kind), await one.registered(kind)];
    const fields = fieldsOf({ id: 7, language: 'en', dev: '1', bundleid: 'com.example.other', os: 'Xiaomi', os_token: 'another', push_platform: 'XIAOMI' });
    expect(seen(await one.update(kind, row['id'], fields))).toBe(DONE);
    expect(await one.rows(kind)).toEqual([{ ...fields, id: row['id'], dev: 1 }, untouched]);
  });

  it('DELETE …/token/{serial} deletes one', async () => {
    const one = await phone();
    const [row, untouched] = [await one.registered(kind), await one.registered(kind)];
    expect(seen(await one.remove(kind, row['id']))).toBe(DONE);
    expect(await one.rows(kind)).toEqual([untouched]);
  });

  it('DELETE …/token clears all of that kind', async () => {
    const one = await phone();
    for (const each of [kind, kind, other]) await one.registered(each);
    expect(seen(await one.clear(kind))).toBe(DONE);
    expect([(await one.rows(kind)).length, (await one.rows(other)).length]).toEqual([0, 1]);
  });

  it('keeps every digit of a serial beyond 2^53', async () => {
    await legacy.asOwner("select setval('push_token_serial', 9007199254740992)");
    const one = await phone();
    await one.registered(kind, { push_token: `huge-${kind}` });
    expect((await one.tokens(kind)).text).toMatch(/^\[\{"id":9007199254740993,"push_token":/);
    expect(seen(await one.update(kind, '9007199254740992', fieldsOf()))).toBe(refused('no data error'));
    expect(seen(await one.update(kind, '9007199254740993', fieldsOf({ push_token: `huger-${kind}` })))).toBe(DONE);
    expect(await one.pushTokens(kind)).toEqual([`huger-${kind}`]);
    expect(seen(await one.remove(kind, '9007199254740993'))).toBe(DONE);
    expect(seen(await one.tokens(kind))).toBe(EMPTY);
    await legacy.asOwner(`select setval('push_token_serial', ${kind === 'ring' ? 100_000 : 200_000})`);
  });

  it('ignores the id of the body: the user is whoever the header says', async () => {
    const [one, stranger] = [await phone(), await phone()];
    for (const id of [1, 0, '7', 'abc', null, {}, -5]) expect(seen(await one.register(kind, fieldsOf({ id })))).toBe(ADDED);
    expect([(await one.rows(kind)).length, await stranger.rows(kind)]).toEqual([7, []]);
  });

  it('a push_token that another user registers moves, and the previous owner keeps nothing of it', async () => {
    const [before, after] = [await phone(), await phone()];
    const { push_token } = await before.registered(kind);
    await before.registered(other, { push_token });
    const bystander = await before.registered(kind);
    expect(seen(await after.register(kind, fieldsOf({ push_token })))).toBe(ADDED);
    expect([await both(before), await after.pushTokens(kind), await after.pushTokens(other)]).toEqual([KINDS.map((each) => (each === kind ? [bystander['push_token']] : [])), [push_token], []]);
  });

  it('a PUT to a push_token that another user holds moves it', async () => {
    const [before, after] = [await phone(), await phone()];
    const { push_token } = await before.registered(kind);
    await before.registered(other, { push_token });
    const row = await after.registered(kind);
    expect(seen(await after.update(kind, row['id'], fieldsOf({ push_token })))).toBe(DONE);
    expect([await both(before), await after.pushTokens(kind)]).toEqual([[[], []], [push_token]]);
  });

  it('does not move between tenants, where the same push_token is another', async () => {
    const [here, there] = [await legacy.phone({ tenant: 'tnt_1' }), await legacy.phone({ tenant: 'tnt_2' })];
    const row = await here.registered(kind);
    const same = await there.registered(kind, { push_token: row['push_token'] });
    expect(same['id']).not.toBe(row['id']);
    expect(await here.rows(kind)).toEqual([row]);
  });

  it('answers push_token error to who takes more than 20 from others in a day', async () => {
    const [victim, taker] = [await phone(), await phone()];
    const own = await taker.registered(kind);
    const tokens: unknown[] = [];
    for (let i = 0; i < 22; i++) tokens.push((await victim.registered(kind))['push_token']);
    for (let i = 0; i < 20; i++) expect(seen(await taker.register(kind, fieldsOf({ push_token: tokens[i] })))).toBe(ADDED);
    expect(seen(await taker.register(kind, fieldsOf({ push_token: tokens[20] })))).toBe(refused('push_token error'));
    expect(seen(await taker.update(kind, own['id'], fieldsOf({ push_token: tokens[21] })))).toBe(refused('push_token error'));
    expect(await victim.pushTokens(kind)).toEqual(tokens.slice(20));
  });

  it('answers no data error to a PUT on a serial that is unknown, another user\'s, another tenant\'s or 0, and touches nothing', async () => {
    const [owner, stranger, abroad] = [await phone(), await phone(), await legacy.phone({ tenant: 'tnt_3' })];
    const row = await owner.registered(kind);
    for (const serial of [row['id'], ...NOWHERE, '0', '000']) {
      for (const one of [stranger, abroad]) expect([serial, seen(await one.update(kind, serial, fieldsOf()))]).toEqual([serial, refused('no data error')]);
    }
    expect([await owner.rows(kind), await stranger.rows(kind), await abroad.rows(kind)]).toEqual([[row], [], []]);
  });

  it('answers success to a DELETE on a serial that is unknown, another user\'s, another tenant\'s or 0, and deletes nothing', async () => {
    const [owner, stranger, abroad] = [await phone(), await phone(), await legacy.phone({ tenant: 'tnt_3' })];
    const [row, own] = [await owner.registered(kind), await stranger.registered(kind)];
    for (const serial of [row['id'], ...NOWHERE, '0', '000']) {
      for (const one of [stranger, abroad]) expect([serial, seen(await one.remove(kind, serial))]).toEqual([serial, DONE]);
    }
    expect([await owner.rows(kind), await stranger.rows(kind)]).toEqual([[row], [own]]);
  });

  it.each(['abc', '-1', '+1', '1.5', '1e3', '0x1', '%201', '1%00', '٣', '9223372036854775808', '9'.repeat(400)])('answers id format error to the serial %s', async (serial) => {
    const one = await phone();
    const row = await one.registered(kind);
    const path = `${BASE[kind]}/${serial === '٣' ? encodeURIComponent(serial) : serial}`;
    for (const body of [fieldsOf(), '{', '']) expect(seen(await one.call('PUT', path, { body }))).toBe(refused('id format error'));
    expect(seen(await one.call('DELETE', path))).toBe(refused('id format error'));
    expect(await one.rows(kind)).toEqual([row]);
  });

  it('looks at the header, the serial, the body and the row, in this order', async () => {
    const one = await phone();
    const answers = [
      await legacy.call('PUT', `${BASE[kind]}/abc`, { body: '{' }), await one.update(kind, 'abc', '{'), await one.update(kind, '0', '{'), await one.update(kind, '0', {}),
      await one.update(kind, '0', fieldsOf()), await one.update(kind, NOWHERE[0]!, fieldsOf({ dev: 2 })), await one.update(kind, NOWHERE[0]!, fieldsOf()),
    ];
    expect(answers.map(({ body }) => body.message)).toEqual(['no token', 'id format error', 'paramer error', 'undefined push_token', 'no data error', 'dev format error', 'no data error']);
  });

  it('takes zeros before a serial', async () => {
    const one = await phone();
    const row = await one.registered(kind);
    expect(seen(await one.update(kind, `000${row['id']}`, fieldsOf({ push_token: row['push_token'], language: 'en' })))).toBe(DONE);
    expect(seen(await one.remove(kind, `0${row['id']}`))).toBe(DONE);
    expect(seen(await one.tokens(kind))).toBe(EMPTY);
  });

  it('PUT needs push_token and language, and keeps the optional fields that are absent', async () => {
    const one = await phone();
    const row = await one.registered(kind, { dev: 1 });
    expect(seen(await one.update(kind, row['id'], { language: 'en' }))).toBe(refused('undefined push_token'));
    expect(seen(await one.update(kind, row['id'], { push_token: row['push_token'] }))).toBe(refused('undefined language'));
    expect(seen(await one.update(kind, row['id'], { push_token: row['push_token'], language: 'en' }))).toBe(DONE);
    expect(await one.rows(kind)).toEqual([{ ...row, language: 'en' }]);
  });

  it('a refreshing POST keeps them too, and null is absent', async () => {
    const one = await phone();
    const row = await one.registered(kind, { dev: 1 });
    expect(seen(await one.register(kind, { push_token: row['push_token'], language: 'en', dev: null, os: null, os_token: null, push_platform: null, bundleid: null }))).toBe(ADDED);
    expect(await one.rows(kind)).toEqual([{ ...row, language: 'en' }]);
  });

  it('a PUT to a push_token that another row of the caller holds merges them: the addressed serial survives', async () => {
    const one = await phone();
    const [addressed, holder] = [await one.registered(kind), await one.registered(kind)];
    expect(seen(await one.update(kind, addressed['id'], fieldsOf({ push_token: holder['push_token'], language: 'en' })))).toBe(DONE);
    expect(await one.rows(kind)).toEqual([{ ...holder, id: addressed['id'], language: 'en' }]);
  });

  it('keeps one row of 50 concurrent identical POSTs', async () => {
    const one = await phone(), fields = fieldsOf();
    const answers = await Promise.all(Array.from({ length: 50 }, () => one.register(kind, fields)));
    expect([...new Set(answers.map(seen))]).toEqual([ADDED]);
    expect(await one.pushTokens(kind)).toEqual([fields['push_token']]);
  });

  it('keeps 100 tokens: one more drops the least recently refreshed', async () => {
    const one = await phone();
    const tokens = Array.from({ length: 101 }, (_, i) => `${kind}-crowd-${i}`);
    for (const push_token of [...tokens.slice(0, 100), tokens[0]]) {
      legacy.clock.advance(10, 'ms');
      expect(seen(await one.register(kind, fieldsOf({ push_token })))).toBe(ADDED);
    }
    await one.registered(other);
    expect(seen(await one.register(kind, fieldsOf({ push_token: tokens[100] })))).toBe(ADDED);
    expect(await one.pushTokens(kind)).toEqual(tokens.filter((token) => token !== tokens[1]));
    expect(await one.rows(other)).toHaveLength(1);
  }, 60_000);

  it('sees and clears only what was registered here, and leaves what another surface registered too', async () => {
    const one = await phone();
    const [here, both] = [await one.registered(kind), await one.registered(kind)];
    await legacy.sql('update push_token set on_rest = true where serial = $1 returning 1', [both['id']]);
    await legacy.sql('update push_token set on_rest = true, on_legacy = false where serial = $1 returning 1', [here['id']]);
    expect(await one.rows(kind)).toEqual([both]);
    expect(seen(await one.clear(kind))).toBe(DONE);
    expect(seen(await one.tokens(kind))).toBe(EMPTY);
    expect(await legacy.sql('select on_rest, on_legacy, state from push_token where serial = any($1) order by serial', [[here['id'], both['id']]])).toEqual(Array(2).fill({ on_rest: true, on_legacy: false, state: 'active' }));
  });
});

describe('§4 one field', () => {
  const NUL = 'a\u0000b', HALF = 'a\ud83d';
  const OPTIONAL = { bundleid: 255, os: 64, os_token: 4_096, push_platform: 64, phone_model: 128 };
  const TEXTS = { push_token: 64, language: 11, ...OPTIONAL };
  const REFUSED: [message: string, field: string, value: unknown][] = [
    ...['push_token', 'language'].flatMap((field): [string, string, unknown][] => [[`undefined ${field}`, field, undefined], [`undefined ${field}`, field, null], [`${field} length error`, field, '']]),
    ['language length error', 'language', 'z'],
    ...Object.entries(TEXTS).flatMap(([field, most]): [string, string, unknown][] => [
      [`${field} length error`, field, 'x'.repeat(most + 1)], [`${field} length error`, field, '🔔'.repeat(most + 1)],
      ...[7, true, [], ['x'], {}, NUL, HALF].map((value): [string, string, unknown] => [`${field} format error`, field, value]),
    ]),
    ...['dev', 'os_push_version'].flatMap((field) => [2, -1, 0.5, '2', '01', ' 1', 'x', '', true, [], {}].map((value): [string, string, unknown] => [`${field} format error`, field, value])),
  ];
  it.each(REFUSED)('answers %s where %s is wrong, and changes nothing', async (message, field, value) => {
    const one = await phone();
    for (const kind of KINDS) {
      const row = await one.registered(kind);
      expect(seen(await one.register(kind, fieldsOf({ [field]: value })))).toBe(refused(message));
      expect(seen(await one.update(kind, row['id'], fieldsOf({ [field]: value })))).toBe(refused(message));
      expect(await one.rows(kind)).toEqual([row]);
    }
  });

  it('answers the first of several, in the order of the contract', async () => {
    const one = await phone();
    const order = ['push_token', 'language', 'dev', 'bundleid', 'os', 'os_token', 'push_platform', 'phone_model', 'os_push_version'];
    expect(Object.keys(legacyContract.document['components'].schemas.TokenRequest.properties).filter((field) => field !== 'id')).toEqual(order);
    const fields: Record<string, unknown> = fieldsOf(Object.fromEntries(order.map((field) => [field, { wrong: true }])));
    for (const field of order) {
      expect(seen(await one.register('ring', Object.fromEntries(Object.entries(fields).reverse())))).toBe(refused(`${field} format error`));
      fields[field] = fieldsOf()[field];
    }
  });

  const TAKEN: [field: string, sent: unknown, got?: unknown][] = [
    ...Object.entries(TEXTS).filter(([field]) => field !== 'phone_model').flatMap(([field, most]): [string, unknown][] => [[field, 'x'.repeat(most)], [field, '🔔'.repeat(most)]]),
    ['push_token', 'x'], ['push_token', '不是十六进制 / ~"\\\u0001'], ...['zh', 'en', 'zh-CN', 'zh-Hans-CN'].map((language): [string, unknown] => ['language', language]),
    ...[[0, 0], [1, 1], ['0', 0], ['1', 1], [null, 0], [undefined, 0]].map(([sent, got]): [string, unknown, unknown] => ['dev', sent, got]),
    ['bundleid', 'an.unknown.bundle'], ...[undefined, null, ''].map((sent): [string, unknown, unknown] => ['bundleid', sent, 'com.lancens.wxdoorbell']),
    ...['os', 'push_platform'].flatMap((field) => ['Huawei', 'Xiaomi', 'ANDROID', 'OPPO', 'android', 'FCM', '鸿蒙', ''].map((text): [string, unknown] => [field, text])),
    ...['os', 'os_token', 'push_platform'].flatMap((field): [string, unknown, unknown][] => [[field, null, ''], [field, undefined, '']]),
  ];
  it.each(TAKEN)('takes for %s what is as long or as odd as it may be', async (field, sent, got = sent) => {
    const one = await phone();
    for (const kind of KINDS) {
      expect(seen(await one.register(kind, fieldsOf({ [field]: sent })))).toBe(ADDED);
      expect((await one.rows(kind)).map((row) => row[field])).toEqual([got]);
    }
  });

  it('bundleid is that of the body, the header, the row or the operator, in this order', async () => {
    const one = await phone();
    const sent = async (body: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
      await one.call('POST', BASE.ring, { headers, body: fieldsOf({ push_token: 'the-one', bundleid: body }) });
      return (await one.rows('ring'))[0]!['bundleid'];
    };
    expect([
      await sent(undefined), await sent(null, { bundleid: 'of.the.header' }), await sent('of.the.body', { bundleid: 'of.the.header' }), await sent(undefined), await sent('', { bundleid: '""' }), await sent('', { bundleid: '"quoted"' }),
    ]).toEqual(['com.lancens.wxdoorbell', 'of.the.header', 'of.the.body', 'of.the.body', 'of.the.body', 'quoted']);
    expect(seen(await one.call('POST', BASE.ring, { headers: { bundleid: 'x'.repeat(256) }, body: fieldsOf({ bundleid: null }) }))).toBe(refused('bundleid length error'));
  });

  it('push_token and the default bundle id are the operator\'s to choose', async () => {
    const chosen = await start({ beside: legacy, env: { LEGACY_PUSH_TOKEN_MAX: '80', LEGACY_DEFAULT_BUNDLE_ID: 'com.example.ours' } });
    const one = await chosen.phone();
    expect(seen(await one.register('ring', fieldsOf({ push_token: 'x'.repeat(81) })))).toBe(refused('push_token length error'));
    expect(seen(await one.register('ring', fieldsOf({ push_token: 'y'.repeat(80), bundleid: undefined })))).toBe(ADDED);
    expect((await one.rows('ring')).map(({ push_token, bundleid }) => [push_token, bundleid])).toEqual([['y'.repeat(80), 'com.example.ours']]);
  });

  it.each([[{ phone_model: 'MI 6', os_push_version: 1 }, 'MI 6', 1], [{ phone_model: '🔔'.repeat(128), os_push_version: '0' }, '🔔'.repeat(128), 0], [{ phone_model: null, os_push_version: null }, null, null]])('later builds\' fields are stored and not returned: %j', async (later, model, version) => {
    const one = await phone();
    const row = await one.registered('message', later);
    expect(Object.keys(row)).toEqual(['id', 'push_token', 'language', 'dev', 'bundleid', 'os', 'os_token', 'push_platform']);
    expect(await legacy.sql('select phone_model, os_push_version from push_token where serial = $1', [row['id']])).toEqual([{ phone_model: model, os_push_version: version }]);
  });
});

describe('§4 both registries together', () => {
  it('number their rows from one sequence', async () => {
    const one = await phone();
    const serials: number[] = [];
    for (const kind of ['ring', 'message', 'ring', 'message'] as const) serials.push((await one.registered(kind))['id'] as number);
    expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b));
  });

  it('hold the SAME push_token of one phone, each for itself', async () => {
    const one = await phone();
    const [ring, message] = [await one.registered('ring', { push_token: 'same-token' }), await one.registered('message', { push_token: 'same-token' })];
    expect(ring['id']).not.toBe(message['id']);
    await one.clear('ring');
    expect(await both(one)).toEqual([[], ['same-token']]);
  });

  it('let the ring URL change and delete a message row by its serial, as builds made from the faulty page do', async () => {
    const one = await phone();
    const [changed, deleted] = [await one.registered('message'), await one.registered('message')];
    expect(seen(await one.update('ring', changed['id'], fieldsOf({ push_token: changed['push_token'], language: 'en' })))).toBe(DONE);
    expect(seen(await one.remove('ring', deleted['id']))).toBe(DONE);
    expect([await one.rows('ring'), await one.rows('message')]).toEqual([[], [{ ...changed, language: 'en' }]]);
  });

  it('do not let the message URL touch a ring row', async () => {
    const one = await phone();
    const row = await one.registered('ring');
    expect(seen(await one.update('message', row['id'], fieldsOf()))).toBe(refused('no data error'));
    expect(seen(await one.remove('message', row['id']))).toBe(DONE);
    expect(await one.rows('ring')).toEqual([row]);
  });

  it('are cleared each at its own URL only', async () => {
    const one = await phone();
    for (const kind of KINDS) await one.registered(kind);
    expect(seen(await one.clear('ring'))).toBe(DONE);
    expect((await both(one)).map((tokens) => tokens.length)).toEqual([0, 1]);
    expect(seen(await one.clear('message'))).toBe(DONE);
    expect(await both(one)).toEqual([[], []]);
  });

  it.each([['0'.repeat(64), '', 'ios'], ['A'.repeat(64), undefined, 'ios'], ['0'.repeat(64), 'HUAWEI', 'android'], ['g'.repeat(64), '', 'android'], ['0'.repeat(63), '', 'android']])('derive the platform: %s with os %j is %s', async (push_token, os, platform) => {
    const row = await (await phone()).registered('ring', { push_token, os });
    expect(await legacy.sql('select platform, device_id ~ $2 as hashed from push_token where serial = $1', [row['id'], '^ph_[A-Za-z0-9_-]{22}$'])).toEqual([{ platform, hashed: true }]);
  });
});

describe('the contract', () => {
  it('was seen with every status and every word that it documents', () => {
    const documented = legacyContract.operations.flatMap(({ id, responses }) => Object.keys(responses).flatMap((status) => {
      const words = legacyMessages(id, status);
      return (words.length > 0 ? words : [status === '200' && id.startsWith('list') ? '' : id === 'login' ? '' : 'success']).map((word) => `${id} ${status} ${word}`);
    }));
    const found = new Set(started.flatMap((each) => [...each.seen]));
    expect(documented.filter((one) => !found.has(one))).toEqual([]);
  });

  it('is where other packages look for it', () => {
    expect(JSON.parse(readFileSync(new URL(import.meta.resolve('@ringpost/contracts/legacy.json')), 'utf8'))).toEqual(legacyContract.document);
  });
});

/** What an installation on a database of somebody else's has to say. */
const KEYS = { ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'), INDEX_KEY: Buffer.alloc(32, 2).toString('base64'), SOCKET_TOKEN_KEY: Buffer.alloc(32, 3).toString('base64') };

/** A database in which everything fails. */
function failing(error: () => Error): Database {
  const fail = () => Promise.reject(error());
  return { run: fail, ask: fail, askAsSystem: fail, askWithoutTenant: fail, ping: fail, attempt: fail, runAsSystem: fail, asOwner: fail } as unknown as Database;
}
