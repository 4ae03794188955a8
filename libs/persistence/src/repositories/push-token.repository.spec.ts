import { PushToken, type PhoneDetails } from '@ringpost/domain';
import { createTestDatabase, hashOf, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { PushTokenRepository } from './push-token.repository.js';

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

describe('the claim of an address', () => {
  it('finds its rows under both purposes, whoever holds them', async () => {
    const made = [await anna.hasPushToken('t1', { purpose: 'ring' }), await user(test.db, anna.tenantId, 'bert').hasPushToken('t1')];
    await anna.hasPushToken('t2');
    await user(test.db, `${anna.tenantId}_other`, 'anna').hasPushToken('t1');
    const found = await test.db.run(anna.actor, (tx) => tokens.claim(tx, hashOf('t1'), 'anna'));
    expect(found.map(({ id }) => id)).toEqual(made.map(({ id }) => id).sort());
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
