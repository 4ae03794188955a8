import { socketHashOf, type SocketIdentity } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { PRESENCE_CHANNEL } from '@ringpost/persistence';
import { TestMessaging, TestOldPhones, actorInNewTenant, callerOf, oldBuild, type TestProcess } from '../testing/index.js';

let app: TestMessaging;
let phones: TestOldPhones;
let here: TestProcess;
let there: TestProcess;
beforeAll(async () => {
  app = await TestMessaging.start();
  phones = new TestOldPhones(app);
  [here, there] = [await phones.process(), await phones.process()];
});
afterAll(async () => {
  await phones.stop();
  await app.stop();
});
afterEach(() => app.rows('delete from socket_presence'));

let imei = 867_530_912_345_678;
const newPhone = (): SocketIdentity => ({ imei: String(imei++), imsi: '460001234567890', bundleId: 'com.example.doorbell' });
const register = (token: string): Promise<void> => phones.tokens().register(callerOf(actorInNewTenant('anna')), 'ring', oldBuild(token));
const tokenBy = async (identity: SocketIdentity, ...keys: string[]): Promise<string> => (await phones.lines(here.id, ...keys).open(identity)).token;
const held = async (): Promise<unknown[]> => (await app.rows<{ process: number; generation: string }>('select process, generation from socket_presence')).map(({ process, generation }) => ({ process, generation: BigInt(generation) }));

describe('a phone that connects', () => {
  it('is given a token by which it is found, and the same one whenever and wherever it comes', async () => {
    const phone = newPhone();
    const [first, second] = [await phones.lines(here.id).open(phone), await phones.lines(there.id).open(phone)];
    expect(first.tokenHash).toEqual(socketHashOf(first.token));
    expect([second.token, second.tokenHash]).toEqual([first.token, first.tokenHash]);
    expect(await held()).toEqual([{ process: there.id, generation: second.generation }]);
  });

  it('is told elsewhere that it is held elsewhere now, and its late end there changes nothing', async () => {
    const heard: string[] = [];
    await here.notifications.listen(PRESENCE_CHANNEL, (payload) => heard.push(payload));
    const phone = newPhone();
    const [older, newer] = [await phones.lines(here.id).open(phone), await phones.lines(there.id).open(phone)];
    await until(() => heard.includes(`${older.tokenHash.toString('hex')}:${newer.generation}`));
    await phones.lines(here.id).close([older]);
    expect(await held()).toEqual([{ process: there.id, generation: newer.generation }]);
    expect(await phones.lines(here.id).reassert([older])).toEqual({ lost: [older.tokenHash], renewed: [] });
    await phones.lines(there.id).close([newer]);
    expect(await held()).toEqual([]);
  });

  it('with another of its numbers, or for another app, is given another token', async () => {
    const phone = newPhone();
    const tokens = [await tokenBy(phone), await tokenBy({ ...phone, imsi: '460001234567891' }), await tokenBy({ ...phone, bundleId: 'com.example.other' })];
    expect(new Set(tokens).size).toBe(3);
  });

  it.each([['nothing', '', ''], ['zeros', '000000000000000', '0'], ['placeholders', 'unknown', 'null']])('and cannot be told from others, by %s, is given a token for this connection', async (_what, number, other) => {
    const nobody = { imei: number, imsi: other, bundleId: 'com.example.doorbell' };
    const lines = [await phones.lines(here.id).open(nobody), await phones.lines(there.id).open(nobody)];
    expect(lines[0]!.token).not.toBe(lines[1]!.token);
    expect(await held()).toHaveLength(2);
  });
});

describe('a new key', () => {
  it('makes the tokens of new phones', async () => {
    const phone = newPhone();
    expect(await tokenBy(phone, 'new', 'old')).toBe(await tokenBy(phone, 'new'));
  });

  it('leaves a phone its token for as long as one is registered under it, in whatever tenant', async () => {
    const phone = newPhone();
    const old = await tokenBy(phone, 'old');
    await register(old);
    expect(await tokenBy(phone, 'new', 'middle', 'old')).toBe(old);
    await app.rows("update push_token set state = 'inactive', ended_at = now() where socket_hash = $1", [socketHashOf(old)]);
    expect(await tokenBy(phone, 'new', 'middle', 'old')).toBe(await tokenBy(phone, 'new'));
  });

  it('is that of a phone which is registered under both', async () => {
    const phone = newPhone();
    const [old, fresh] = [await tokenBy(phone, 'old'), await tokenBy(phone, 'new')];
    for (const token of [old, fresh]) await register(token);
    expect(await tokenBy(phone, 'new', 'old')).toBe(fresh);
  });

  it('ends the tokens of a key that is taken away', async () => {
    const phone = newPhone();
    await register(await tokenBy(phone, 'old'));
    expect(await tokenBy(phone, 'new')).not.toBe(await tokenBy(phone, 'old'));
  });
});

describe('revoking', () => {
  it('gives a phone another token from its next connection on, and no other phone', async () => {
    const [phone, other] = [newPhone(), newPhone()];
    const before = [await tokenBy(phone), await tokenBy(other)];
    await phones.lines(there.id).revoke(phone);
    expect(await tokenBy(phone)).not.toBe(before[0]);
    expect(await tokenBy(phone)).toBe(await tokenBy(phone));
    expect(await tokenBy(other)).toBe(before[1]);
    await phones.lines(there.id).revoke(phone);
    expect(await tokenBy(phone)).not.toBe(before[0]);
  });

  it('ends the token also of a phone that is registered under an older key', async () => {
    const phone = newPhone();
    const old = await tokenBy(phone, 'old');
    await register(old);
    await phones.lines(there.id, 'new', 'old').revoke(phone);
    expect(await tokenBy(phone, 'new', 'old')).not.toBe(old);
  });

  it('is heard where the phone is connected', async () => {
    const heard: string[] = [];
    await there.notifications.listen(PRESENCE_CHANNEL, (payload) => heard.push(payload));
    const phone = newPhone();
    const line = await phones.lines(there.id).open(phone);
    await phones.lines(here.id).revoke(phone);
    const newer = (told: string): boolean => told.startsWith(`${line.tokenHash.toString('hex')}:`) && BigInt(told.split(':')[1]!) > line.generation;
    await until(() => heard.some(newer));
  });
});

describe('after an outage', () => {
  it('a process tells anew what it holds, and what the dead left is swept', async () => {
    const dead = await phones.process();
    const [mine, theirs] = [await phones.lines(here.id).open(newPhone()), await phones.lines(dead.id).open(newPhone())];
    await app.rows('delete from socket_presence where token_hash = $1', [mine.tokenHash]);
    expect(await phones.lines(here.id).reassert([mine])).toMatchObject({ lost: [] });
    await dead.notifications.close();
    expect([await phones.lines(here.id).known(), await phones.lines(dead.id).known()]).toEqual([1, 1]);
    const sweeper = phones.lines(here.id);
    await until(async () => (await sweeper.sweep()) === 1);
    expect(await held()).toEqual([{ process: here.id, generation: mine.generation }]);
    expect(await phones.lines(dead.id).reassert([theirs])).toEqual({ lost: [], renewed: [theirs.tokenHash] });
  });

  it('a process that holds nothing has nothing to tell', async () => {
    expect(await phones.lines(here.id).reassert([])).toEqual({ lost: [], renewed: [] });
    await phones.lines(here.id).close([]);
    expect(await held()).toEqual([]);
  });
});
