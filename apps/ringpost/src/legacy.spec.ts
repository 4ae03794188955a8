import net from 'node:net';
import { once } from 'node:events';
import { KINDS, OldPhone, PushLine, frame, frameHead, registerFrame, type Answer, type Identity, type Kind } from './testing/old-phone.js';
import { Service, type Ended, type Running } from './testing/service.js';

// What an app build of 2019 meets on the wire, against the built program. The phone shares no code with what it talks to.
const PASSWORD = 'secret-123';
const DAY = 86_400;
const MEBIBYTE = 1024 * 1024;
const ADDED = '201 {"message":"success"}';
const DONE = '200 {"message":"success"}';
const EMPTY = '200 []';
const WRONG_PAIR = '400 {"message":"username or password error"}';
const INVALID = '401 {"message":"invalid token"}';

const BASE = { ring: '/v1/api/user/token', message: '/v1/api/user/message/token' };
const ROUTES = KINDS.flatMap((kind) => [
  ['GET', BASE[kind]],
  ['POST', BASE[kind]],
  ['PUT', `${BASE[kind]}/1`],
  ['DELETE', `${BASE[kind]}/1`],
  ['DELETE', BASE[kind]],
] as const);

const seen = ({ status, text }: Answer): string => `${status} ${text}`;
const refused = (message: string): string => `400 ${JSON.stringify({ message })}`;

let count = 0;
/** A push token that no test used before. */
const pushToken = (): string => `rp-of-an-old-phone-${++count}`;
/** What a build sends to register. */
const form = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({ push_token: pushToken(), language: 'zh-CN', dev: 0, bundleid: 'com.example.bell', os: 'HUAWEI', os_token: '', push_platform: 'HUAWEI', ...changes });
/** The identity of a phone that no test used before. */
const identity = (changes: Partial<Identity> = {}): Identity => ({ imei: String(860_000_000_000_000 + ++count), imsi: '460011234567890', bundle_id: 'com.lancens.wxdoorbell', ...changes });

const register = async (phone: OldPhone, kind: Kind, changes: Record<string, unknown> = {}): Promise<any> => {
  const fields = form(changes);
  expect(seen(await phone.register(kind, fields))).toBe(ADDED);
  return (await phone.tokens(kind)).body.find((row: any) => row.push_token === fields.push_token);
};
const pushTokens = async (phone: OldPhone, kind: Kind): Promise<string[]> => (await phone.tokens(kind)).body.map((row: any) => row.push_token);
const succeeded = async (command: Running): Promise<Ended> => {
  const ended = await command.ended;
  expect(ended).toMatchObject({ code: 0 });
  return ended;
};
const send = (to: Service, token: string, ...more: string[]): Running => to.launch('socket:send', '--token', token, '--uid', 'cam-1', '--device', 'Front door', '--alert', 'Ding dong', ...more);
const user = (of: Service, username: string, id: string, ...more: string[]): Running => of.launch('legacy:user', '--username', username, '--password', PASSWORD, '--user', id, '--tenant', 'tnt_default', ...more);
const decoded = (base64: unknown): any => JSON.parse(Buffer.from(base64 as string, 'base64').toString());

const service = await Service.create();
const alice = new OldPhone(service);
const bob = new OldPhone(service);
let aliceJwt: string;
let jwt: string;

beforeAll(async () => {
  await service.start();
  const accounts = [user(service, 'alice_01', 'usr_1', '--phone', '13800138000', '--email', 'alice@example.com'), user(service, 'bob_01', 'usr_2')];
  const tokens = ['usr_1', 'usr_9'].map((id) => service.launch('token', '--user', id));
  for (const account of accounts) await succeeded(account);
  [aliceJwt, jwt] = (await Promise.all(tokens.map(succeeded))).map(({ out }) => out.trim()) as [string, string];
  for (const [phone, name] of [[alice, 'alice_01'], [bob, 'bob_01']] as const) expect((await phone.login(name, PASSWORD)).status).toBe(201);
}, 60_000);
afterAll(() => service.remove());

/** A logged-in user with nothing registered. */
const blank = async (phone: OldPhone): Promise<OldPhone> => {
  for (const kind of KINDS) expect(seen(await phone.clear(kind))).toBe(DONE);
  return phone;
};
let turn = 0;
/** Two logged-in users with nothing registered; they take turns, since what one user may take from others in a day is limited. */
const twoUsers = async (): Promise<[OldPhone, OldPhone]> => {
  const pair: [OldPhone, OldPhone] = turn++ % 2 ? [alice, bob] : [bob, alice];
  for (const phone of pair) await blank(phone);
  return pair;
};
const oneUser = async (): Promise<OldPhone> => (await twoUsers())[0];

describe('the life of an old phone over TLS', () => {
  let tls: Service;
  beforeAll(async () => {
    tls = await Service.create({ LEGACY_TLS: 'self-signed' });
    await tls.start();
    await succeeded(user(tls, 'alice_01', 'usr_1'));
  }, 60_000);
  afterAll(() => tls.remove());

  it('logs in, registers what the socket gave it, rings, logs out and is gone', async () => {
    const phone = new OldPhone(tls, { secure: true });
    expect(seen(await phone.login('alice_01', PASSWORD))).toMatch(/^201 \{"id":[1-9]\d*,"token":"[^"]+","reflash_key":"[^"]+","time":\d+\}$/);
    const token = await phone.connect(identity());
    for (const kind of KINDS) expect(seen(await phone.register(kind, { push_token: token, language: 'zh-Hans-CN', dev: '0', os: 'android', push_platform: 'android' }))).toBe(ADDED);
    for (const kind of KINDS) {
      const answer = await phone.tokens(kind);
      const fields = `"push_token":"${token}","language":"zh-Hans-CN","dev":0,"bundleid":"com.lancens.wxdoorbell","os":"android","os_token":"","push_platform":"android"`;
      expect(seen(answer)).toBe(`200 [{"id":${answer.body[0].id},${fields}}]`);
    }
    const sending = send(tls, token, '--type', '1');
    const event = await phone.nextEvent(20_000);
    expect(Object.values(event).filter((value) => typeof value !== 'string')).toEqual([]);
    expect(event).toMatchObject({ uid: 'cam-1', device: 'Front door', type: '1', guid: expect.stringMatching(/\S/) });
    expect(event.aps === undefined ? decoded(event.aps2) : JSON.parse(event.aps as string)).toMatchObject({ alert: 'Ding dong' });
    const { ts, ...others } = decoded(event.func);
    expect(others).toEqual({});
    expect(Math.abs(ts - Date.now() / 1_000)).toBeLessThan(60);
    const { out } = await succeeded(sending);
    expect(out.trim().split('\n').at(-1)).toContain('delivered');
    await phone.hangUp();
    expect(seen(await phone.logout('alice_01'))).toBe(DONE);
    for (const kind of KINDS) expect(seen(await phone.tokens(kind))).toBe(INVALID);
    expect((await phone.login('alice_01', PASSWORD)).status).toBe(201);
    for (const kind of KINDS) expect(seen(await phone.tokens(kind))).toBe(EMPTY);
  }, 60_000);

  it.each(['AES128-SHA', 'AES256-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-GCM-SHA384'])('connects to both ports with nothing but %s', async (suite) => {
    const phone = new OldPhone(tls, { secure: true, ciphers: `${suite}:@SECLEVEL=0` });
    expect(seen(await phone.tokens('ring'))).toBe(refused('no token'));
    expect(await phone.connect(identity())).toMatch(/\S/);
    await phone.hangUp();
  });
});

describe('who is calling', () => {
  it.each(ROUTES)('is asked by %s %s', async (method, path) => {
    const phone = new OldPhone(service);
    const body = method === 'GET' || method === 'DELETE' ? undefined : form();
    expect(seen(await phone.call(method, path, { body }))).toBe(refused('no token'));
    for (const unknown of ['unknown', 'x.y.z', '"unknown"', 'x'.repeat(4_000)]) expect(seen(await phone.call(method, path, { body, headers: { Token: unknown } }))).toBe(INVALID);
  });

  it.each(['Token', 'token', 'TOKEN'])('is read from the header %s, also when its value is quoted', async (name) => {
    const phone = await oneUser();
    for (const value of [phone.token, `"${phone.token}"`]) expect(seen(await phone.call('GET', BASE.ring, { headers: { Token: undefined, [name]: value } }))).toBe(EMPTY);
  });

  it('is not read from Authorization or a cookie', async () => {
    const headers = { Token: undefined, Authorization: `Bearer ${alice.token}`, Cookie: `token=${alice.token}` };
    expect(seen(await alice.call('GET', BASE.ring, { headers }))).toBe(refused('no token'));
  });
});

describe('logging in', () => {
  it('answers id, token, reflash_key and time, a month ahead', async () => {
    const phone = new OldPhone(service);
    const answer = await phone.login('alice_01', PASSWORD);
    expect(Object.keys(answer.body)).toEqual(['id', 'token', 'reflash_key', 'time']);
    expect(answer.body).toEqual({ id: expect.any(Number), token: expect.stringMatching(/\S/), reflash_key: expect.stringMatching(/\S/), time: expect.any(Number) });
    const days = (answer.body.time - Date.now() / 1_000) / DAY;
    expect([days > 27.9, days < 31.1]).toEqual([true, true]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  it.each(['13800138000', 'alice@example.com'])('takes %s for the user name', async (name) => {
    const phone = new OldPhone(service);
    const { status, body } = await phone.login(name, PASSWORD);
    expect([status, seen(await phone.tokens('ring')).slice(0, 3)]).toEqual([201, '200']);
    const other = await new OldPhone(service).login('bob_01', PASSWORD);
    expect(body.id).not.toBe(other.body.id);
  });

  it('leaves the sessions of other phones alone', async () => {
    const first = await blank(alice);
    const { push_token } = await register(first, 'ring');
    const second = new OldPhone(service);
    expect((await second.login('alice_01', PASSWORD)).status).toBe(201);
    expect(second.token).not.toBe(first.token);
    for (const phone of [first, second]) expect(await pushTokens(phone, 'ring')).toEqual([push_token]);
  });

  it.each([
    ['a wrong password', 'alice_01', 'secret-124', WRONG_PAIR],
    ['a name that nobody has', 'nobody_00', PASSWORD, WRONG_PAIR],
    ['a name of 5 characters', 'x'.repeat(5), PASSWORD, refused('username length error')],
    ['a name of 33 characters', 'x'.repeat(33), PASSWORD, refused('username length error')],
    ['an empty name', '', PASSWORD, refused('username length error')],
    ['a password of 7 characters', 'nobody_01', 'x'.repeat(7), refused('password length error')],
    ['a password of 17 characters', 'nobody_01', 'x'.repeat(17), refused('password length error')],
    ['a name of 6 characters', 'x'.repeat(6), 'x'.repeat(8), WRONG_PAIR],
    ['a name of 32 characters', 'x'.repeat(32), 'x'.repeat(16), WRONG_PAIR],
    ['no name', undefined, PASSWORD, refused('undefined username')],
    ['null for a name', null, PASSWORD, refused('undefined username')],
    ['no password', 'nobody_01', undefined, refused('undefined password')],
    ['a number for a name', 1_234_567, PASSWORD, refused('username format error')],
    ['a list for a password', 'nobody_01', [PASSWORD], refused('password format error')],
  ])('refuses %s', async (_what, username, password, answer) => {
    expect(seen(await new OldPhone(service).login(username, password))).toBe(answer);
  });

  it('works with a slash at the end, with a charset and with fields it does not know', async () => {
    const phone = new OldPhone(service);
    const { status, body } = await phone.call('POST', '/v1/api/user/login/', { headers: { 'Content-Type': 'application/json; charset=UTF-8' }, body: { username: 'bob_01', password: PASSWORD, phone_model: 'MI 6' } });
    expect(status).toBe(201);
    phone.token = body.token;
    expect(seen(await phone.call('POST', '/v1/api/user/logout/', { headers: { Token: undefined }, body: { username: 'bob_01', token: phone.token } }))).toBe(DONE);
    expect(seen(await phone.tokens('ring'))).toBe(INVALID);
  });
});

describe('logging out', () => {
  it('ends that session and removes the push tokens that it registered, and no others', async () => {
    const [leaving, staying] = [new OldPhone(service), await blank(bob)];
    await leaving.login('bob_01', PASSWORD);
    const kept = await register(staying, 'ring');
    for (const kind of KINDS) await register(leaving, kind);
    expect(seen(await leaving.logout('bob_01'))).toBe(DONE);
    expect(seen(await leaving.tokens('ring'))).toBe(INVALID);
    expect([await pushTokens(staying, 'ring'), await pushTokens(staying, 'message')]).toEqual([[kept.push_token], []]);
    expect(seen(await leaving.logout('bob_01'))).toBe(INVALID);
  });

  it('knows the session by the body, not by the header', async () => {
    const body = { username: 'alice_01', token: 'unknown' };
    expect(seen(await alice.call('POST', '/v1/api/user/logout', { body }))).toBe(INVALID);
    expect((await alice.tokens('ring')).status).toBe(200);
  });
});

describe('bodies', () => {
  const posts = [['POST', '/v1/api/user/login'], ['POST', BASE.ring], ['POST', BASE.message], ['PUT', `${BASE.ring}/1`]] as const;
  const bodies = [['an array', '[]'], ['a text', '"text"'], ['a number', '7'], ['true', 'true'], ['null', 'null'], ['no JSON', 'push_token=x'], ['half a JSON', '{"push_token":'], ['nothing', ''], ['10 MB', JSON.stringify({ push_token: 'x'.repeat(10_000_000) })]] as const;
  it.each(bodies)('are refused with paramer error when they are %s', async (_what, body) => {
    const phone = await oneUser();
    for (const [method, path] of posts) expect([path, seen(await phone.call(method, path, { body }))]).toEqual([path, refused('paramer error')]);
  });

  it('may be 1 MiB long and no longer', async () => {
    const phone = await oneUser();
    const around = (length: number): string => {
      const fields = JSON.stringify(form({ unknown: '' }));
      return fields.replace('"unknown":""', `"unknown":"${'x'.repeat(length - fields.length)}"`);
    };
    expect(seen(await phone.call('POST', BASE.ring, { body: around(MEBIBYTE) }))).toBe(ADDED);
    expect(seen(await phone.call('POST', BASE.ring, { body: around(MEBIBYTE + 1) }))).toBe(refused('paramer error'));
  });

  it.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'APPLICATION/JSON'])('are read as %s', async (type) => {
    const phone = await oneUser();
    expect(seen(await phone.call('POST', BASE.ring, { headers: { 'Content-Type': type }, body: form({ unknown: { deep: [1] } }) }))).toBe(ADDED);
  });

  it('may be announced and empty on GET and DELETE', async () => {
    const phone = await oneUser();
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '0' };
    expect(seen(await phone.call('GET', BASE.ring, { headers }))).toBe(EMPTY);
    for (const path of [BASE.message, `${BASE.ring}/1`]) expect(seen(await phone.call('DELETE', path, { headers }))).toBe(DONE);
  });

  it('of answers are JSON with a message also where there is nothing', async () => {
    const { body, text, headers } = await alice.call('GET', '/v1/api/nothing');
    expect([body, headers['content-type']]).toEqual([{ message: expect.any(String) }, expect.stringMatching(/^application\/json/)]);
    expect(text).not.toMatch(/<|\n\s+at /);
  });
});

describe.each(KINDS)('the %s registry', (kind) => {
  const other: Kind = kind === 'ring' ? 'message' : 'ring';

  it('GET …/token answers a bare array, empty when there are none', async () => {
    const phone = await oneUser();
    await register(phone, other);
    const answer = await phone.tokens(kind);
    expect([seen(answer), answer.headers['content-type']]).toEqual([EMPTY, expect.stringMatching(/^application\/json/)]);
  });

  it('GET …/token answers the eight fields in their order', async () => {
    const phone = await oneUser();
    const { id, push_token } = await register(phone, kind, { dev: 1, os_token: 'vendor', push_platform: 'Xiaomi' });
    expect(seen(await phone.tokens(kind))).toBe(`200 [{"id":${id},"push_token":"${push_token}","language":"zh-CN","dev":1,"bundleid":"com.example.bell","os":"HUAWEI","os_token":"vendor","push_platform":"Xiaomi"}]`);
  });

  it('POST …/token adds', async () => {
    const phone = await oneUser();
    const [first, second] = [form(), form()];
    for (const fields of [first, second]) expect(seen(await phone.register(kind, fields))).toBe(ADDED);
    expect((await pushTokens(phone, kind)).sort()).toEqual([first.push_token, second.push_token].sort());
  });

  it('POST …/token refreshes when user, kind and push_token exist', async () => {
    const phone = await oneUser();
    const before = await register(phone, kind);
    const after = await register(phone, kind, { push_token: before.push_token, language: 'en', dev: 1 });
    expect(after).toEqual({ ...before, language: 'en', dev: 1 });
    expect(await pushTokens(phone, kind)).toHaveLength(1);
  });

  it('PUT …/token/{serial} updates one', async () => {
    const phone = await oneUser();
    const [row, untouched] = [await register(phone, kind), await register(phone, kind)];
    const fields = form({ language: 'en', dev: '1', bundleid: 'com.example.other', os: 'Xiaomi', os_token: 'vendor', push_platform: 'XIAOMI' });
    expect(seen(await phone.update(kind, row.id, fields))).toBe(DONE);
    const rows = (await phone.tokens(kind)).body;
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(expect.arrayContaining([untouched, { ...fields, id: row.id, dev: 1 }]));
  });

  it('DELETE …/token/{serial} deletes one', async () => {
    const phone = await oneUser();
    const [row, untouched] = [await register(phone, kind), await register(phone, kind)];
    expect(seen(await phone.remove(kind, row.id))).toBe(DONE);
    expect((await phone.tokens(kind)).body).toEqual([untouched]);
  });

  it('DELETE …/token clears all of that kind', async () => {
    const phone = await oneUser();
    for (const each of [kind, kind, other]) await register(phone, each);
    expect(seen(await phone.clear(kind))).toBe(DONE);
    expect([await pushTokens(phone, kind), await pushTokens(phone, other)]).toEqual([[], [expect.any(String)]]);
  });

  it('has the same routes with a slash at the end', async () => {
    const phone = await oneUser();
    const fields = form();
    expect(seen(await phone.call('POST', `${BASE[kind]}/`, { body: fields }))).toBe(ADDED);
    const { body: [row] } = await phone.call('GET', `${BASE[kind]}/`);
    expect(row.push_token).toBe(fields.push_token);
    expect(seen(await phone.call('PUT', `${BASE[kind]}/${row.id}/`, { body: form() }))).toBe(DONE);
    expect(seen(await phone.call('DELETE', `${BASE[kind]}/${row.id}/`))).toBe(DONE);
    expect(seen(await phone.call('DELETE', `${BASE[kind]}/`))).toBe(DONE);
    expect(seen(await phone.tokens(kind))).toBe(EMPTY);
  });

  it('gives a push_token that another user registers to that user, and leaves the previous owner nothing of it', async () => {
    const [before, after] = await twoUsers();
    const { push_token } = await register(before, kind);
    await register(before, other, { push_token });
    const bystander = await register(before, kind);
    expect(seen(await after.register(kind, form({ push_token })))).toBe(ADDED);
    expect([await pushTokens(before, kind), await pushTokens(before, other)]).toEqual([[bystander.push_token], []]);
    expect([await pushTokens(after, kind), await pushTokens(after, other)]).toEqual([[push_token], []]);
  });

  it('gives a push_token that another user holds to who names it in a PUT', async () => {
    const [before, after] = await twoUsers();
    const { push_token } = await register(before, kind);
    await register(before, other, { push_token });
    const row = await register(after, kind);
    expect(seen(await after.update(kind, row.id, form({ push_token })))).toBe(DONE);
    expect([await pushTokens(before, kind), await pushTokens(before, other), await pushTokens(after, kind)]).toEqual([[], [], [push_token]]);
  });

  it('answers no data error to a PUT on an unknown serial or that of another user, and touches nothing', async () => {
    const [owner, stranger] = await twoUsers();
    const row = await register(owner, kind);
    for (const serial of [row.id, row.id + 1_000_000, '9223372036854775807', '0']) expect([serial, seen(await stranger.update(kind, serial, form()))]).toEqual([serial, refused('no data error')]);
    expect([(await owner.tokens(kind)).body, (await stranger.tokens(kind)).body]).toEqual([[row], []]);
  });

  it('answers success to a DELETE on an unknown serial, that of another user or 0, and deletes nothing', async () => {
    const [owner, stranger] = await twoUsers();
    const [row, own] = [await register(owner, kind), await register(stranger, kind)];
    for (const serial of [row.id, row.id + 1_000_000, '9223372036854775807', '0']) expect([serial, seen(await stranger.remove(kind, serial))]).toEqual([serial, DONE]);
    expect([(await owner.tokens(kind)).body, (await stranger.tokens(kind)).body]).toEqual([[row], [own]]);
  });

  it.each(['abc', '-1', '1.5', '1e3', '0x1', '9223372036854775808', '99999999999999999999999'])('answers id format error to the serial %s', async (serial) => {
    const phone = await oneUser();
    const row = await register(phone, kind);
    expect(seen(await phone.update(kind, serial, form()))).toBe(refused('id format error'));
    expect(seen(await phone.remove(kind, serial))).toBe(refused('id format error'));
    expect((await phone.tokens(kind)).body).toEqual([row]);
  });

  it('needs push_token and language in a PUT and keeps the optional fields that are absent, as a refresh does', async () => {
    const phone = await oneUser();
    const row = await register(phone, kind, { dev: 1, os_token: 'vendor' });
    expect(seen(await phone.update(kind, row.id, { language: 'en' }))).toBe(refused('undefined push_token'));
    expect(seen(await phone.update(kind, row.id, { push_token: row.push_token }))).toBe(refused('undefined language'));
    expect(seen(await phone.update(kind, row.id, { push_token: row.push_token, language: 'en' }))).toBe(DONE);
    expect((await phone.tokens(kind)).body).toEqual([{ ...row, language: 'en' }]);
    expect(seen(await phone.register(kind, { push_token: row.push_token, language: 'zh', os: null }))).toBe(ADDED);
    expect((await phone.tokens(kind)).body).toEqual([{ ...row, language: 'zh' }]);
  });

  it('merges what a PUT makes the same; the addressed serial survives', async () => {
    const phone = await oneUser();
    const [addressed, holder] = [await register(phone, kind), await register(phone, kind)];
    expect(seen(await phone.update(kind, addressed.id, form({ push_token: holder.push_token, language: 'en' })))).toBe(DONE);
    expect((await phone.tokens(kind)).body).toEqual([{ ...holder, id: addressed.id, language: 'en' }]);
  });

  it('keeps one row of 50 registrations at once', async () => {
    const phone = await oneUser();
    const fields = form();
    const answers = await Promise.all(Array.from({ length: 50 }, () => phone.register(kind, fields)));
    expect(new Set(answers.map(seen))).toEqual(new Set([ADDED]));
    expect(await pushTokens(phone, kind)).toEqual([fields.push_token]);
  });
});

describe('one field of a registration', () => {
  const nul = 'a\u0000b';
  const half = 'a\ud83d';
  const texts = ['push_token', 'language', 'bundleid', 'os', 'os_token', 'push_platform', 'phone_model'];
  const REFUSED: [what: string, field: string, value: unknown, message: string][] = [
    ['missing', 'push_token', undefined, 'undefined push_token'],
    ['null', 'push_token', null, 'undefined push_token'],
    ['empty', 'push_token', '', 'push_token length error'],
    ['65 characters', 'push_token', 'x'.repeat(65), 'push_token length error'],
    ['a number', 'push_token', 1234, 'push_token format error'],
    ['a list', 'push_token', ['x'], 'push_token format error'],
    ['an object', 'push_token', {}, 'push_token format error'],
    ['true', 'push_token', true, 'push_token format error'],
    ['missing', 'language', undefined, 'undefined language'],
    ['null', 'language', null, 'undefined language'],
    ['empty', 'language', '', 'language length error'],
    ['1 character', 'language', 'z', 'language length error'],
    ['12 characters', 'language', 'x'.repeat(12), 'language length error'],
    ['a number', 'language', 86, 'language format error'],
    ...[2, -1, 0.5, '2', 'x', '', true, [], {}].map((value): [string, string, unknown, string] => [JSON.stringify(value), 'dev', value, 'dev format error']),
    ['65 characters', 'os', 'x'.repeat(65), 'os length error'],
    ['65 characters', 'push_platform', 'x'.repeat(65), 'push_platform length error'],
    ['4097 characters', 'os_token', 'x'.repeat(4_097), 'os_token length error'],
    ...['bundleid', 'os', 'os_token', 'push_platform'].map((field): [string, string, unknown, string] => ['an object', field, {}, `${field} format error`]),
    ...texts.map((field): [string, string, unknown, string] => ['a text with NUL', field, nul, `${field} format error`]),
    ...texts.map((field): [string, string, unknown, string] => ['a text with half a surrogate pair', field, half, `${field} format error`]),
  ];
  it.each(REFUSED)('that is %s is refused: %s', async (_what, field, value, message) => {
    const phone = await oneUser();
    for (const kind of KINDS) {
      const row = await register(phone, kind);
      expect(seen(await phone.register(kind, form({ [field]: value })))).toBe(refused(message));
      expect(seen(await phone.update(kind, row.id, form({ [field]: value })))).toBe(refused(message));
      expect((await phone.tokens(kind)).body).toEqual([row]);
    }
  });

  const TAKEN: [what: string, field: string, sent: unknown, got?: unknown][] = [
    ['1 character', 'push_token', 'x'],
    ['64 characters', 'push_token', 'x'.repeat(64)],
    ['64 characters beyond the BMP', 'push_token', '🔔'.repeat(64)],
    ['no hex', 'push_token', '不是十六进制 / ~"\\'],
    ...['zh', 'en', 'zh-CN', 'zh-Hans-CN', 'x'.repeat(11)].map((language): [string, string, unknown] => [language, 'language', language]),
    ...[[0, 0], [1, 1], ['0', 0], ['1', 1], [null, 0], [undefined, 0]].map(([sent, got]): [string, string, unknown, unknown] => [JSON.stringify(sent) ?? 'absent', 'dev', sent, got]),
    ['unknown', 'bundleid', 'an.unknown.bundle'],
    ['absent', 'bundleid', undefined, 'com.lancens.wxdoorbell'],
    ['null', 'bundleid', null, 'com.lancens.wxdoorbell'],
    ...['os', 'push_platform'].flatMap((field) => ['Huawei', 'Xiaomi', 'ANDROID', 'OPPO', 'android', '鸿蒙', 'FCM', ''].map((text): [string, string, unknown] => [JSON.stringify(text), field, text])),
    ...['os', 'push_platform'].map((field): [string, string, unknown] => ['64 characters beyond the BMP', field, '🔔'.repeat(64)]),
    ['4096 characters beyond the BMP', 'os_token', '🔔'.repeat(4_096)],
    ...['os', 'os_token', 'push_platform'].flatMap((field): [string, string, unknown, unknown][] => [['null', field, null, ''], ['absent', field, undefined, '']]),
  ];
  it.each(TAKEN)('that is %s is taken: %s', async (_what, field, sent, got = sent) => {
    const phone = await oneUser();
    for (const kind of KINDS) {
      expect(seen(await phone.register(kind, form({ [field]: sent })))).toBe(ADDED);
      expect((await phone.tokens(kind)).body.map((row: any) => row[field])).toEqual([got]);
    }
  });

  it('bundleid is taken from the header when the body has none', async () => {
    const phone = await oneUser();
    const headers = { bundleid: 'com.example.header' };
    for (const [bundleid, wanted] of [[undefined, 'com.example.header'], ['com.example.body', 'com.example.body']]) {
      const fields = form({ bundleid });
      expect(seen(await phone.call('POST', BASE.ring, { headers, body: fields }))).toBe(ADDED);
      expect((await phone.tokens('ring')).body.find((row: any) => row.push_token === fields.push_token).bundleid).toBe(wanted);
    }
  });

  it('id is ignored: the user is whoever the token says', async () => {
    const [phone, other] = await twoUsers();
    for (const id of [1, 0, '7', 'abc', null, {}]) expect(seen(await phone.register('ring', form({ id })))).toBe(ADDED);
    expect([(await pushTokens(phone, 'ring')).length, await pushTokens(other, 'ring')]).toEqual([6, []]);
  });

  it.each([[{ phone_model: 'MI 6', os_push_version: 1 }], [{ phone_model: 'x'.repeat(128), os_push_version: '0' }], [{ phone_model: '', os_push_version: null }]])('that later builds send is taken and not returned: %j', async (later) => {
    const phone = await oneUser();
    const row = await register(phone, 'message', later);
    expect(Object.keys(row)).toEqual(['id', 'push_token', 'language', 'dev', 'bundleid', 'os', 'os_token', 'push_platform']);
  });
});

describe('both registries together', () => {
  it('number their rows from one sequence', async () => {
    const phone = await oneUser();
    const serials: number[] = [];
    for (const kind of ['ring', 'message', 'ring', 'message'] as const) serials.push((await register(phone, kind)).id);
    expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b));
    expect(serials.every((serial) => Number.isSafeInteger(serial) && serial > 0)).toBe(true);
  });

  it('take the same push_token of one phone', async () => {
    const phone = await oneUser();
    const fields = form();
    for (const kind of KINDS) expect(seen(await phone.register(kind, fields))).toBe(ADDED);
    const [ring, message] = [(await phone.tokens('ring')).body, (await phone.tokens('message')).body];
    expect([ring.length, message.length, message[0]]).toEqual([1, 1, { ...ring[0], id: expect.any(Number) }]);
    expect(message[0].id).not.toBe(ring[0].id);
  });

  it('act on a message row that a PUT or DELETE names on the ring URL; clear there clears ring tokens only', async () => {
    const phone = await oneUser();
    const [message, kept] = [await register(phone, 'message'), await register(phone, 'message')];
    await register(phone, 'ring');
    const fields = form({ language: 'en' });
    expect(seen(await phone.update('ring', message.id, fields))).toBe(DONE);
    expect((await phone.tokens('message')).body).toContainEqual({ ...fields, id: message.id });
    expect(await pushTokens(phone, 'ring')).not.toContain(fields.push_token);
    expect(seen(await phone.remove('ring', message.id))).toBe(DONE);
    expect(seen(await phone.clear('ring'))).toBe(DONE);
    expect([(await phone.tokens('message')).body, (await phone.tokens('ring')).body]).toEqual([[kept], []]);
  });

  it('do not act on a ring row that is named on the message URL', async () => {
    const phone = await oneUser();
    const row = await register(phone, 'ring');
    expect(seen(await phone.update('message', row.id, form()))).toBe(refused('no data error'));
    expect(seen(await phone.remove('message', row.id))).toBe(DONE);
    expect((await phone.tokens('ring')).body).toEqual([row]);
  });

  it("do not act on another user's message row that is named on the ring URL", async () => {
    const [owner, stranger] = await twoUsers();
    const row = await register(owner, 'message');
    expect(seen(await stranger.update('ring', row.id, form()))).toBe(refused('no data error'));
    expect(seen(await stranger.remove('ring', row.id))).toBe(DONE);
    expect((await owner.tokens('message')).body).toEqual([row]);
  });

  it('hold 100 tokens of a user and kind; beyond that the least recently refreshed goes', async () => {
    const phone = await oneUser();
    const message = await register(phone, 'message');
    const forms = Array.from({ length: 101 }, () => form());
    for (const fields of [...forms.slice(0, 100), forms[0], forms[100]]) expect(seen(await phone.register('ring', fields))).toBe(ADDED);
    const held = await pushTokens(phone, 'ring');
    expect(held.sort()).toEqual(forms.filter((fields) => fields !== forms[1]).map(({ push_token }) => push_token).sort());
    expect(await pushTokens(phone, 'message')).toEqual([message.push_token]);
  });
});

describe('the same user on the new surface', () => {
  const listed = async (): Promise<any[]> => (await service.call('GET', '/communication/push-tokens?page_size=100', aliceJwt)).body.items;
  const serials = new Set<string>();
  /** What became active since it was asked last. */
  const fresh = async (): Promise<any[]> => {
    const rows = (await listed()).filter(({ id, is_active }) => is_active && !serials.has(id));
    for (const { id } of rows) serials.add(id);
    return rows;
  };

  it('sees what the old app registered, ios for 64 hex characters with an empty os, and a device_id that tells nothing', async () => {
    const phone = await blank(alice);
    await fresh();
    const token = await phone.connect(identity());
    await phone.hangUp();
    for (const kind of KINDS) await register(phone, kind, { push_token: token, os: 'android' });
    const android = await fresh();
    for (const kind of KINDS) await register(phone, kind, { push_token: '0123456789abcdef'.repeat(4), os: '' });
    const ios = await fresh();
    await register(phone, 'ring', { push_token: 'fedcba9876543210'.repeat(4), os: 'HUAWEI' });
    const hex = await fresh();
    expect([android, ios, hex].map((rows) => rows.map(({ platform, user_id }) => `${platform} of ${user_id}`))).toEqual([Array(2).fill('android of usr_1'), Array(2).fill('ios of usr_1'), ['android of usr_1']]);
    const devices = [android, ios, hex].map((rows) => new Set(rows.map(({ device_id }) => device_id)));
    expect(devices.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(devices.flatMap((each) => [...each])).size).toBe(3);
    for (const device of devices.flatMap((each) => [...each])) expect(device).toMatch(/\S/);
    expect(JSON.stringify([android, ios, hex])).not.toMatch(new RegExp(`${token}|0123456789abcdef|fedcba9876543210`));
  });

  it('keeps what the new app registered: the old one neither sees nor clears it', async () => {
    const phone = await blank(alice);
    expect((await service.call('POST', '/communication/push-tokens', aliceJwt, { platform: 'android', token: pushToken(), device_id: 'a new phone' })).status).toBe(201);
    for (const kind of KINDS) expect(seen(await phone.tokens(kind))).toBe(EMPTY);
    await blank(phone);
    expect(await listed()).toContainEqual(expect.objectContaining({ device_id: 'a new phone', is_active: true }));
  });

  it('keeps a token registered on both surfaces when the old app clears', async () => {
    const phone = await blank(alice);
    const { push_token } = await register(phone, 'message');
    const { status, body } = await service.call('POST', '/communication/push-tokens', aliceJwt, { platform: 'android', token: push_token, device_id: 'a phone with both apps' });
    expect([200, 201]).toContain(status);
    expect(await pushTokens(phone, 'message')).toEqual([push_token]);
    await blank(phone);
    expect(seen(await phone.tokens('message'))).toBe(EMPTY);
    expect(await listed()).toContainEqual(expect.objectContaining({ id: body.data.id, is_active: true }));
  });
});

describe('a JWT of our own issuer', () => {
  it('reads and registers like a session, bare or quoted', async () => {
    const phone = new OldPhone(service);
    for (const value of [jwt, `"${jwt}"`]) {
      phone.token = value;
      for (const kind of KINDS) {
        expect(seen(await phone.tokens(kind))).toBe(EMPTY);
        const { push_token } = await register(phone, kind);
        expect(await pushTokens(phone, kind)).toEqual([push_token]);
        expect(seen(await phone.clear(kind))).toBe(DONE);
      }
    }
  });

  it('is invalid when it is forged', async () => {
    const [, payload, signature] = jwt.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const claims = Buffer.from(JSON.stringify({ ...decoded(payload), sub: 'usr_1' })).toString('base64url');
    for (const forged of [`${none}.${payload}.`, `${jwt.split('.')[0]}.${claims}.${signature}`]) expect(seen(await new OldPhone(service).call('GET', BASE.ring, { headers: { Token: forged } }))).toBe(INVALID);
  });
});

describe('guessing passwords', () => {
  it('ends at the eleventh login of one name within a minute, in the words of a wrong pair', async () => {
    const phone = new OldPhone(service);
    for (let i = 0; i < 10; i++) expect(seen(await phone.login('guessed_01', `password-${i}`))).toBe(WRONG_PAIR);
    const answer = await phone.login('guessed_01', 'password-10');
    expect(seen(answer)).toBe('429 {"message":"username or password error"}');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(seen(await phone.login('guessed_02', 'password-10'))).toBe(WRONG_PAIR);
  });
});

describe('the push socket', () => {
  const lines: PushLine[] = [];
  const open = async (): Promise<PushLine> => {
    const line = await PushLine.open(service.socketPort, {}, true);
    lines.push(line);
    return line;
  };
  const tokenFor = async (who: Identity): Promise<string> => {
    const phone = new OldPhone(service);
    const token = await phone.connect(who);
    lines.push(phone.line);
    return token;
  };
  afterEach(async () => {
    for (const line of lines.splice(0)) await line.hangUp();
  });

  it('gives the same token to the same identity after a reconnect, at most 64 characters that no iPhone would have', async () => {
    const who = identity();
    const phone = new OldPhone(service);
    const first = await phone.connect(who);
    await phone.hangUp();
    expect(await tokenFor(who)).toBe(first);
    expect(first).toMatch(/^\S{1,64}$/);
    expect(first).not.toMatch(/^[0-9a-f]{64}$/i);
  });

  it('gives another token to another imei, imsi or bundle', async () => {
    const who = identity();
    const others = [who, identity(), { ...who, imsi: '460019999999999' }, { ...who, bundle_id: 'com.example.bell' }];
    const tokens: string[] = [];
    for (const each of others) tokens.push(await tokenFor(each));
    expect(new Set(tokens).size).toBe(4);
  });

  it.each([['empty', ''], ['zero', '0'], ['all zeros', '000000000000000']])('gives a token of its own to every connection whose identity is %s', async (_what, value) => {
    const who = identity({ imei: value, imsi: value });
    expect(await tokenFor(who)).not.toBe(await tokenFor(who));
  });

  it('closes the older of two connections of one identity', async () => {
    const who = identity();
    const [older, newer] = [new OldPhone(service), new OldPhone(service)];
    await older.connect(who);
    await newer.connect(who);
    await older.line.closed();
    await newer.line.heartbeat();
    await newer.hangUp();
  });

  it.each([
    ['−1', frameHead(1, -1)],
    ['almost 2 GiB', frameHead(1, 0x7fffffff)],
    ['−2 GiB', frameHead(0, -0x80000000)],
    ['1 MiB and a byte', frameHead(99, MEBIBYTE + 1)],
  ])('closes a connection that announces a length of %s, before and after it has registered', async (_what, head) => {
    const [early, late] = [await open(), await open()];
    early.send(head);
    await early.closed();
    late.send(registerFrame(identity()));
    await late.next('token');
    late.send(head);
    await late.closed();
  });

  it.each([
    ['no JSON', 'hello'],
    ['an array', '[]'],
    ['null', 'null'],
    ['without imsi', '{"imei":"860000000000001","bundle_id":"com.lancens.wxdoorbell"}'],
    ['with a number for imei', '{"imei":860000000000001,"imsi":"460011234567890","bundle_id":"com.lancens.wxdoorbell"}'],
    ['without anything', ''],
  ])('closes a connection that registers with %s', async (_what, payload) => {
    const line = await open();
    line.send(frame(1, payload));
    await line.closed();
  });

  it('answers heartbeats with and without milliseconds, and ignores commands it does not know', async () => {
    const line = await open();
    line.send(registerFrame(identity()));
    await line.next('token');
    for (const command of [4, 99, -1, 0x7fffffff]) line.send(frame(command, 'what?'));
    line.send(frame(99, Buffer.alloc(MEBIBYTE)));
    line.send(frame(0));
    await line.next('heartbeat');
    await line.heartbeat();
  });

  it('reads frames that arrive byte by byte, and many in one piece', async () => {
    const line = await open();
    await line.trickle(registerFrame(identity()));
    await line.next('token');
    await line.trickle(frame(0, '1561939200000'));
    await line.next('heartbeat');
    line.send(Buffer.concat([frame(4, 'x'), frame(0), frame(4), frame(0, '1')]));
    await line.next('heartbeat');
  });

  it('closes what does not speak TLS, and a connected phone does not notice', async () => {
    const phone = await open();
    phone.send(registerFrame(identity()));
    await phone.next('token');
    for (const garbage of [Buffer.from('GET / HTTP/1.0\r\n\r\n'), Buffer.alloc(5_000, 0xff), frame(0), Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5])]) {
      const plain = net.connect({ host: '127.0.0.1', port: service.socketPort });
      plain.on('error', () => undefined).on('data', () => undefined).end(garbage);
      await once(plain, 'close', { signal: AbortSignal.timeout(10_000) });
    }
    await phone.heartbeat();
  });
});

describe('an event for a phone that is away', () => {
  it('is kept, comes with the same guid until a heartbeat confirms it, and then never again', async () => {
    const phone = new OldPhone(service);
    const who = identity();
    const token = await phone.connect(who, { silent: true });
    await phone.hangUp();
    const first = send(service, token, '--type', '1', '--ttl', '60');
    // A command that has nothing to say before the phone has answered must not keep the phone away for ever.
    await Promise.race([first.spoke, new Promise((resolve) => { setTimeout(resolve, 5_000).unref(); })]);
    expect(await phone.connect(who, { silent: true })).toBe(token);
    const { guid } = await phone.nextEvent();
    await phone.hangUp();
    await phone.connect(who, { silent: true });
    expect(await phone.nextEvent()).toMatchObject({ guid, uid: 'cam-1', device: 'Front door' });
    await phone.line.heartbeat();
    await first.ended;
    await phone.hangUp();
    await phone.connect(who);
    const second = send(service, token, '--type', '0');
    const next = await phone.nextEvent(20_000);
    expect([next.type, next.guid === guid]).toEqual(['0', false]);
    expect((await succeeded(second)).out).toContain('delivered');
    await phone.hangUp();
  }, 60_000);
});

describe('legacy:user', () => {
  it('changes the password of a user who has an account, and refuses the name of another', async () => {
    const again = service.launch('legacy:user', '--username', 'bob_01', '--password', 'another-456', '--user', 'usr_2', '--tenant', 'tnt_default');
    const stolen = user(service, 'bob_01', 'usr_3');
    const refusal = await stolen.ended;
    expect(refusal.code).toBe(1);
    expect(refusal.err).toMatch(/^ringpost: .*bob_01/);
    await succeeded(again);
    const phone = new OldPhone(service);
    expect(seen(await phone.login('bob_01', PASSWORD))).toBe(WRONG_PAIR);
    expect((await phone.login('bob_01', 'another-456')).status).toBe(201);
  }, 30_000);

  it('refuses a name that is not a user name, an owner that cannot be, and to remove the login of another, in one line', async () => {
    const remove = (...more: string[]): Running => service.launch('legacy:user', '--username', 'alice_01', '--remove', ...more);
    const refusals = await Promise.all([
      user(service, 'alice@example.com', 'usr_1'), user(service, 'carol_01', ''), remove('--user', 'usr_2'), remove('--tenant', 'tnt_other'),
    ].map(({ ended }) => ended));
    expect(refusals).toEqual([
      'alice@example.com is the email of another login name: name the account by its user name',
      'user must have 1 to 128 characters, and no control characters',
      'alice_01 is a login of another user',
      'alice_01 is a login of another user',
    ].map((told) => ({ code: 1, out: '', err: `ringpost: ${told}\n` })));
    expect((await new OldPhone(service).login('alice_01', PASSWORD)).status).toBe(201);
  }, 60_000);

  it('removes a login by its name alone', async () => {
    await succeeded(user(service, 'carol_01', 'usr_carol'));
    const remove = (): Promise<Ended> => succeeded(service.launch('legacy:user', '--username', 'carol_01', '--remove'));
    expect([(await remove()).out, (await remove()).out]).toEqual(['carol_01 is removed.\n', 'carol_01 was not there.\n']);
    expect(seen(await new OldPhone(service).login('carol_01', PASSWORD))).toBe(WRONG_PAIR);
  }, 60_000);
});

describe('after kill -9 and a new start', () => {
  let survivor: Service;
  beforeAll(async () => { survivor = await Service.create({ DATA_DIR: service.env.DATA_DIR!, LEGACY_STRICT_LOGIN: 'true' }); });
  afterAll(() => survivor.remove());

  it('the session, the socket token, the registrations and an event that nobody confirmed are still there', async () => {
    await blank(alice);
    const who = identity();
    const token = await alice.connect(who, { silent: true });
    const rows = [];
    for (const kind of KINDS) rows.push(await register(alice, kind, { push_token: token }));
    const sending = send(service, token, '--type', '0', '--ttl', '120');
    const { guid } = await alice.nextEvent(20_000);
    await service.stop('SIGKILL');
    await alice.line.closed();
    await sending.stop();
    await survivor.start();
    const phone = new OldPhone(survivor);
    phone.token = alice.token;
    expect([(await phone.tokens('ring')).body, (await phone.tokens('message')).body]).toEqual(rows.map((row) => [row]));
    expect(await phone.connect(who)).toBe(token);
    expect(await phone.nextEvent()).toMatchObject({ guid, type: '0' });
    await phone.hangUp();
  }, 60_000);

  it('with LEGACY_STRICT_LOGIN, a login ends the other sessions of the account and clears its tokens', async () => {
    const [older, newer] = [new OldPhone(survivor), new OldPhone(survivor)];
    expect((await older.login('alice_01', PASSWORD)).status).toBe(201);
    for (const kind of KINDS) await register(older, kind);
    expect((await newer.login('alice_01', PASSWORD)).status).toBe(201);
    expect(seen(await older.tokens('ring'))).toBe(INVALID);
    for (const kind of KINDS) expect(seen(await newer.tokens(kind))).toBe(EMPTY);
  });
});
