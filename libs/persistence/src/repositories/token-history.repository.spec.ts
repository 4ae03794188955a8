import { IDLE_DAYS, PushToken, type PhoneDetails } from '@ringpost/domain';
import { createTestDatabase, hashOf, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { MaintenanceRepository } from './maintenance.repository.js';
import { PushTokenRepository } from './push-token.repository.js';
import { SealedTokenRepository } from './sealed-token.repository.js';
import { TokenHistoryRepository, type PushTokenEvent } from './token-history.repository.js';

let test: TestDatabase;
let history: TokenHistoryRepository;
let tokens: PushTokenRepository;
let anna: TestUser;
let tenant = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  history = new TokenHistoryRepository(test.db);
  tokens = new PushTokenRepository(test.db);
});
afterAll(() => test.drop());
beforeEach(() => { anna = user(test.db, `tnt_${++tenant}`, 'anna'); });

const NOW = new Date('2026-03-01T12:00:00Z');
const LATER = new Date('2027-01-01T00:00:00Z');
const PHONE: PhoneDetails = { platform: 'ios', deviceId: 'p1', appId: 'com.example' };
const change = (token: PushToken, work: (held: PushToken) => unknown): Promise<void> => test.db.run(anna.actor, async (tx) => void work((await tokens.held(tx, token.id))!));
const eventsOf = async ({ id }: PushToken): Promise<readonly PushTokenEvent[]> => (await history.page(anna.actor, id, null, 100, 0))!.rows;
const namesOf = async (token: PushToken): Promise<string[]> => (await eventsOf(token)).map(({ event }) => event).reverse();

describe('what happens to a token is noted', () => {
  it('when it is registered, with how it is', async () => {
    const token = await anna.hasPushToken('t1', { ...PHONE, environment: 'sandbox' });
    expect(await eventsOf(token)).toEqual([{ id: expect.any(String), at: expect.any(Date), event: 'registered', detail: { state: 'active', environment: 'sandbox', app_id: 'com.example' } }]);
  });

  it('in its order, with what was known', async () => {
    const token = await anna.hasPushToken('t1', PHONE);
    await change(token, (held) => held.judge({ environment: 'production', triedAt: LATER, outcome: { kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken', response: '400' } }, LATER));
    await change(token, (held) => held.judge({ environment: 'sandbox', triedAt: LATER, outcome: { kind: 'dead', reason: 'Unregistered', response: '410' } }, LATER));
    await change(token, (held) => held.spare());
    await change(token, (held) => held.refresh(PHONE, LATER));
    await change(token, (held) => held.refresh({ ...PHONE, environment: 'production' }, LATER));
    await change(token, (held) => held.refresh({ ...PHONE, appId: 'com.example.two' }, LATER));
    await change(token, (held) => held.readdress({ hash: hashOf('t2'), sealed: Buffer.from('sealed t2') }));
    await change(token, (held) => held.deactivate('deactivated', LATER));
    await change(token, (held) => held.activate());
    await change(token, (held) => held.moveAway(LATER));
    expect(await namesOf(token)).toEqual(['registered', 'suspect', 'dead', 'suspect', 'revived', 'environment', 'app', 'address', 'inactive', 'revived', 'moved']);
    const [moved, ...before] = await eventsOf(token);
    expect(moved!.detail).toEqual({ state: 'moved', environment: 'production', app_id: 'com.example.two', evidence: { reason: 'moved' } });
    expect(before.find(({ event }) => event === 'dead')!.detail).toMatchObject({ state: 'dead', environment: 'sandbox', evidence: { reason: 'Unregistered', earlier: { reason: 'BadDeviceToken', environment: 'production' } } });
    expect(before.every(({ id }, i) => id < [moved!, ...before][i]!.id)).toBe(true);
  });

  it('also when maintenance ends it', async () => {
    const token = await anna.hasPushToken('t1', { at: NOW });
    await test.db.runAsSystem('maintenance', (tx) => new MaintenanceRepository().expireIdleTokens(tx, new Date(NOW.getTime() + (IDLE_DAYS + 1) * 86_400_000)));
    expect((await eventsOf(token))[0]).toMatchObject({ event: 'expired', detail: { state: 'expired', evidence: { reason: 'idle' } } });
  });

  it('but a plain refresh is not, whichever way it goes', async () => {
    const token = await anna.hasPushToken('t1', PHONE);
    expect(await tokens.refreshUnchanged(anna.actor, 'anna', 'message', hashOf('t1'), PHONE, LATER)).toBeDefined();
    await change(token, (held) => held.refresh({ ...PHONE, language: 'de' }, LATER));
    expect(await namesOf(token)).toEqual(['registered']);
  });

  it('but new keys are not: the address stays', async () => {
    const token = await anna.hasPushToken('t1', PHONE), sealed = new SealedTokenRepository();
    await test.db.runAsSystem('key rotation', async (tx) => {
      await sealed.reindex(tx, 'token', [{ tenantId: token.tenantId, id: token.id, value: hashOf('by another key') }]);
      await sealed.reseal(tx, 'token', [{ tenantId: token.tenantId, id: token.id, sealed: Buffer.from('under another key') }]);
    });
    expect(await namesOf(token)).toEqual(['registered']);
  });

  it('without its address, in any form', async () => {
    const token = await anna.hasPushToken('address-of-a-phone', PHONE);
    await change(token, (held) => held.readdress({ hash: hashOf('another-address'), sealed: Buffer.from('sealed another-address') }));
    await change(token, (held) => held.moveAway(LATER));
    const written = JSON.stringify(await test.db.runAsSystem('diagnosis', (tx) => tx.sql('select * from push_token_event where push_token_id = $1', [token.id])));
    for (const address of ['address-of-a-phone', 'another-address']) {
      for (const form of [Buffer.from(address), hashOf(address), Buffer.from(`sealed ${address}`)]) for (const encoding of ['utf8', 'hex', 'base64'] as const) expect(written).not.toContain(form.toString(encoding));
    }
  });

  it('and forgotten with the token', async () => {
    const token = await anna.hasPushToken('t1', PHONE);
    await change(token, (held) => held.deactivate('deactivated', NOW));
    await test.db.run(anna.actor, (tx) => tokens.trimEnded(tx, 'anna', 'message', 0));
    expect(await test.db.runAsSystem('diagnosis', (tx) => tx.sql('select 1 from push_token_event where push_token_id = $1', [token.id]))).toEqual([]);
  });
});

describe('a token’s history', () => {
  it('is read in parts, newest first', async () => {
    const token = await anna.hasPushToken('t1', PHONE);
    for (const appId of ['a', 'b', 'c']) await change(token, (held) => held.refresh({ ...PHONE, appId }, LATER));
    const all = await eventsOf(token);
    const page = (await history.page(anna.actor, token.id, 'anna', 2, 2))!;
    expect([page.total, page.rows]).toEqual([4, all.slice(2)]);
    expect(await history.page(anna.actor, token.id, 'anna', 2, 10)).toEqual({ rows: [], total: 4 });
    expect(await history.after(anna.actor, token.id, 'anna', 2, all[0]!.id)).toEqual(all.slice(1, 3));
    expect(await history.after(anna.actor, token.id, 'anna', 2, all[3]!.id)).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const token = await anna.hasPushToken('t1', PHONE), eve = user(test.db, 'tnt_eve', 'anna');
    expect(await history.page(anna.actor, token.id, 'bert', 10, 0)).toBeUndefined();
    expect(await history.after(anna.actor, token.id, 'bert', 10, 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBeUndefined();
    expect(await history.page(eve.actor, token.id, null, 10, 0)).toBeUndefined();
  });

  it('is empty for a token from before there was one', async () => {
    const token = await anna.hasPushToken('t1', PHONE);
    await test.db.runAsSystem('diagnosis', (tx) => tx.change('delete from push_token_event where push_token_id = $1', [token.id]));
    expect(await history.page(anna.actor, token.id, 'anna', 10, 0)).toEqual({ rows: [], total: 0 });
    expect(await history.after(anna.actor, token.id, 'anna', 10, token.id)).toEqual([]);
  });
});
