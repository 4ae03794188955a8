import { PURPOSES, PushToken, type PhoneDetails } from '@ringpost/domain';
import { createTestDatabase, hashOf, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { PushTokenRepository, type UnchangedLegacyToken } from './push-token.repository.js';

let test: TestDatabase;
let tokens: PushTokenRepository;
let anna: TestUser;
let tenant = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  tokens = new PushTokenRepository(test.db);
});
afterAll(() => test.drop());
beforeEach(() => { anna = user(test.db, `tnt_${++tenant}`, 'anna'); });

const LATER = new Date('2027-01-01T00:00:00.123Z');
const KNOWN: PhoneDetails = { platform: 'ios', provider: 'apns', deviceId: 'p1', appId: 'com.example', environment: 'sandbox', language: 'de' };
const refresh = (phone: PhoneDetails, userId = 'anna') => tokens.refreshUnchanged(anna.actor, userId, 'message', hashOf('t1'), phone, LATER);
const stored = (id: string): Promise<PushToken> => test.db.run(anna.actor, (tx) => tx.em.findOneOrFail(PushToken, { id }));

describe('the refresh of a known phone', () => {
  it.each<[string, PhoneDetails]>([['everything', KNOWN], ['nothing but the platform', { platform: 'ios' }], ['some of it', { platform: 'ios', appId: 'com.example', language: 'de' }]])('is noted where it says %s and that is what is known', async (_what, phone) => {
    const { id } = await anna.hasPushToken('t1', KNOWN);
    expect(await refresh(phone)).toEqual({ id, userId: 'anna', platform: 'ios', deviceId: 'p1', isActive: true });
    expect((await stored(id)).refreshedAt).toEqual(LATER);
  });

  it.each<[string, PhoneDetails]>([
    ['platform', { ...KNOWN, platform: 'android' }], ['provider', { ...KNOWN, provider: 'socket' }], ['phone', { ...KNOWN, deviceId: 'p2' }], ['app', { ...KNOWN, appId: '' }],
    ['environment', { ...KNOWN, environment: 'production' }], ['language', { ...KNOWN, language: 'en' }],
  ])('is not where its %s differs', async (_what, phone) => {
    const { id, refreshedAt } = await anna.hasPushToken('t1', KNOWN);
    expect(await refresh(phone)).toBeUndefined();
    expect((await stored(id)).refreshedAt).toEqual(refreshedAt);
  });

  it.each(['suspect', 'inactive', 'dead', 'expired'])('is not where the token is %s', async (state) => {
    const { id } = await anna.hasPushToken('t1', KNOWN);
    await test.db.runAsSystem('diagnosis', (tx) => tx.sql("update push_token set state = $2, ended_at = case when $2 <> 'suspect' then now() end where id = $1", [id, state]));
    expect(await refresh(KNOWN)).toBeUndefined();
  });

  it('is not where the token is another user’s, for the other purpose, or unknown', async () => {
    await anna.hasPushToken('t1', { ...KNOWN, purpose: 'ring' });
    expect(await refresh(KNOWN)).toBeUndefined();
    await anna.hasPushToken('t1', KNOWN);
    expect(await refresh(KNOWN, 'bert')).toBeUndefined();
  });

  it('never makes a token older', async () => {
    const { id } = await anna.hasPushToken('t1', { ...KNOWN, at: new Date(LATER.getTime() + 1) });
    await refresh(KNOWN);
    expect((await stored(id)).refreshedAt.getTime()).toBe(LATER.getTime() + 1);
  });
});

describe('the refresh of a known phone by an old build', () => {
  const secret = (name: string) => ({ hash: hashOf(name), sealed: Buffer.from(`sealed ${name}`) });
  const DETAILS = { os: 'Huawei', pushPlatform: 'HUAWEI', phoneModel: 'P30', osPushVersion: 1, osToken: secret('os token'), session: hashOf('login') };
  const SAID: UnchangedLegacyToken = { ...DETAILS, language: 'de', appId: 'com.example', environment: 'sandbox' };
  const refreshed = (phone: UnchangedLegacyToken, purpose: 'ring' | 'message' = 'message', actor = anna.actor) => tokens.refreshUnchangedLegacy(actor, purpose, hashOf('t1'), phone, LATER);

  async function known(details: Partial<typeof DETAILS> = DETAILS): Promise<PushToken> {
    const token = await anna.hasPushToken('t1', { ...KNOWN, surface: 'legacy' });
    await test.db.run(anna.actor, async (tx) => (await tokens.held(tx, token.id))!.describe(details));
    return token;
  }

  it.each<[string, UnchangedLegacyToken]>([['everything', SAID], ['nothing but language and login', { language: 'de', session: hashOf('login') }]])('is noted where it says %s and that is what is known', async (_what, phone) => {
    const { id } = await known();
    expect(await refreshed(phone)).toBe(true);
    expect((await stored(id)).refreshedAt).toEqual(LATER);
  });

  it('is noted where it has no vendor’s token, and none is known', async () => {
    await known({ session: hashOf('login') });
    expect(await refreshed({ language: 'de', osToken: null, session: hashOf('login') })).toBe(true);
  });

  it.each<[string, Partial<UnchangedLegacyToken>]>([
    ['language', { language: 'en' }], ['app', { appId: 'com.other' }], ['environment', { environment: 'production' }], ['os', { os: '' }], ['push platform', { pushPlatform: 'FCM' }], ['model', { phoneModel: 'P40' }],
    ['push version', { osPushVersion: 0 }], ['vendor’s token', { osToken: secret('another') }], ['missing vendor’s token', { osToken: null }], ['login', { session: hashOf('another login') }],
  ])('is not where its %s differs', async (_what, change) => {
    const { id, refreshedAt } = await known();
    expect(await refreshed({ ...SAID, ...change })).toBe(false);
    expect((await stored(id)).refreshedAt).toEqual(refreshedAt);
  });

  it('is not where the token is a new app’s alone, has ended, is for the other purpose or another user’s', async () => {
    const { id } = await known();
    expect([await refreshed(SAID, 'ring'), await refreshed(SAID, 'message', user(test.db, anna.tenantId, 'bert').actor), await refreshed(SAID, 'message', user(test.db, `${anna.tenantId}_b`, 'anna').actor)]).toEqual([false, false, false]);
    const set = (what: string) => test.db.runAsSystem('diagnosis', (tx) => tx.sql(`update push_token set ${what} where id = $1`, [id]));
    await set('on_legacy = false');
    expect(await refreshed(SAID)).toBe(false);
    await set("on_legacy = true, state = 'inactive', ended_at = now()");
    expect(await refreshed(SAID)).toBe(false);
  });
});

describe('the serial of a token', () => {
  const serialOf = async ({ id }: PushToken): Promise<string | null> => (await test.db.runAsSystem('diagnosis', (tx) => tx.sql<{ serial: string | null }>('select serial from push_token where id = $1', [id])))[0]!.serial;
  const bySerial = (serial: string, actor = anna.actor) => test.db.run(actor, (tx) => tokens.bySerial(tx, actor.userId, PURPOSES, serial));

  it('is exact beyond what a double holds', async () => {
    await test.sql("select setval('push_token_serial', 9007199254740992)");
    const token = await anna.hasPushToken('t1', { surface: 'legacy' });
    expect(await serialOf(token)).toBe('9007199254740993');
    expect(await bySerial('9007199254740993')).toEqual({ id: token.id, hash: hashOf('t1') });
    expect(await bySerial('9007199254740992')).toBeUndefined();
    expect((await tokens.legacyList(anna.actor, 'message')).map(({ serial }) => serial)).toEqual(['9007199254740993']);
  });

  it('may be the largest there is, and one that nobody has', async () => {
    expect(await bySerial('9223372036854775807')).toBeUndefined();
  });

  it('is drawn for a row from before old builds were served, once', async () => {
    const token = await anna.hasPushToken('t1');
    await test.db.runAsSystem('diagnosis', (tx) => tx.sql('update push_token set serial = null where id = $1', [token.id]));
    const number = () => test.db.run(anna.actor, (tx) => tokens.number(tx, token.id));
    await number();
    const serial = await serialOf(token);
    expect(serial).not.toBeNull();
    await number();
    expect(await serialOf(token)).toBe(serial);
  });
});

describe('the claim of an address', () => {
  it('finds its rows under both purposes, whoever holds them', async () => {
    const made = [await anna.hasPushToken('t1', { purpose: 'ring' }), await user(test.db, anna.tenantId, 'bert').hasPushToken('t1')];
    await anna.hasPushToken('t2');
    await user(test.db, `${anna.tenantId}_other`, 'anna').hasPushToken('t1');
    const found = await test.db.run(anna.actor, (tx) => tokens.claim(tx, hashOf('t1'), 'anna'));
    expect(found.map(({ id }) => id)).toEqual(made.map(({ id }) => id).sort());
  });

  it('together with others takes them in one order, so that two who claim the same ones crosswise both get them', async () => {
    const crosswise = Array.from({ length: 20 }, (_, i) => test.db.run(anna.actor, (tx) => (i % 2 ? tokens.claim(tx, hashOf('t1'), 'anna', hashOf('t2')) : tokens.claim(tx, hashOf('t2'), 'bert', hashOf('t1')))));
    expect((await Promise.all(crosswise)).flat()).toEqual([]);
    expect(await test.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()')).toEqual([{ n: 0 }]);
  });

  it('makes others who claim it wait', async () => {
    const order: string[] = [];
    let claimed!: () => void;
    const first = new Promise<void>((resolve) => { claimed = resolve; });
    await Promise.all([
      test.db.run(anna.actor, async (tx) => {
        await tokens.claim(tx, hashOf('t1'), 'anna');
        claimed();
        for (let waiting = false; !waiting;) waiting = (await test.sql("select 1 from pg_locks where locktype = 'advisory' and not granted")).length > 0;
        order.push('first');
      }),
      first.then(() => test.db.run(anna.actor, async (tx) => {
        await tokens.claim(tx, hashOf('t1'), 'bert');
        order.push('second');
      })),
    ]);
    expect(order).toEqual(['first', 'second']);
  });
});

describe('the living tokens of a user', () => {
  it('are those of the purpose that have not ended, the one refreshed longest ago first', async () => {
    const at = (second: number): Date => new Date(LATER.getTime() + second * 1_000);
    const [late, early] = [await anna.hasPushToken('t1', { at: at(9) }), await anna.hasPushToken('t2', { at: at(1) })];
    await anna.hasPushToken('t3', { at: at(2), purpose: 'ring' });
    const ended = await anna.hasPushToken('t4', { at: at(3) });
    await test.db.run(anna.actor, async (tx) => (await tokens.find(tx, 'anna', ended.id))!.deactivate('deactivated', at(4)));
    const living = await test.db.run(anna.actor, (tx) => tokens.living(tx, 'anna', 'message'));
    expect(living.map(({ id }) => id)).toEqual([early.id, late.id]);
  });
});

describe('the database itself', () => {
  const change = (sql: string, id: string): Promise<unknown> => test.db.runAsSystem('diagnosis', (tx) => tx.sql(`update push_token set ${sql} where id = $1`, [id]));

  it('refuses a second row for one address and purpose', async () => {
    await anna.hasPushToken('t1');
    await expect(user(test.db, anna.tenantId, 'bert').hasPushToken('t1')).rejects.toMatchObject({ code: '23505', constraint: 'push_token_one_address' });
  });

  it('refuses a second living token for one phone, purpose and app', async () => {
    await anna.hasPushToken('t1', { deviceId: 'p1' });
    await expect(anna.hasPushToken('t2', { deviceId: 'p1' })).rejects.toMatchObject({ code: '23505', constraint: 'push_token_one_per_phone' });
  });

  it.each([
    ['a living token that has ended', "ended_at = now()"], ['an ended token without a time', "state = 'dead'"], ['a token that moved and keeps its address', "state = 'moved', ended_at = now()"],
    ['a token without an address that did not move', 'token_hash = null, token_sealed = null'], ['a hash without the secret', 'token_sealed = null'], ['an unknown state', "state = 'asleep'"], ['an unknown purpose', "purpose = 'fun'"],
  ])('refuses %s', async (_what, sql) => {
    const { id } = await anna.hasPushToken('t1');
    await expect(change(sql, id)).rejects.toMatchObject({ code: '23514' });
  });
});
