import { toTypeId, type Actor, type DeadAddress, type Environment, type Provider, type TokenAnswer } from '@ringpost/domain';
import { Database, TokenVerdictRepository } from '@ringpost/persistence';
import { ALARM_MS, MASS_DEATHS } from './death-guard.js';
import { TokenVerdictService, type TokenVerdict } from './token-verdict.service.js';
import type { Registration } from './push-token.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

const APP = 'com.example';
const NOW = new Date('2026-03-01T12:00:10Z');

let app: TestMessaging;
let anna: Actor;
let logged: object[];

beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(NOW);
  anna = actorInNewTenant('anna');
  logged = [];
});

/** Verdicts as one process applies them. */
const processOf = (db: Database = app.db): TokenVerdictService => new TokenVerdictService(db, new TokenVerdictRepository(), app.clock, { error: (context) => void logged.push(context) });
const register = async (token: string, more: Partial<Registration> = {}, actor = anna): Promise<string> =>
  (await app.pushTokens().register(actor, { token, platform: 'ios', appId: APP, ...more })).token.id;
const registerMany = (n: number, more: (i: number) => Partial<Registration> = () => ({}), actor = anna): Promise<string[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => register(`t${i}`, { deviceId: `p${i}`, ...more(i) }, colleagueOf(actor, `user ${i}`))));
const rowOf = async (id: string): Promise<Record<string, any>> => (await app.rows('select * from push_token where id = $1', [id]))[0]!;
const statesOf = async (ids: readonly string[]): Promise<Record<string, number>> =>
  Object.fromEntries((await app.rows<{ state: string; n: number }>('select state, count(*)::int as n from push_token where id = any($1) group by 1', [ids])).map(({ state, n }) => [state, n]));
const healthOf = (actor = anna) => app.rows('select provider, app_id, attempts, deaths, alarmed_until from app_health where tenant_id = $1', [actor.tenantId]);

const verdict = (tokenId: string, outcome: TokenVerdict['outcome'], { environment = 'production' as Environment, triedAt = app.clock.now(), tenantId = anna.tenantId } = {}): TokenVerdict =>
  ({ tenantId, tokenId, environment, triedAt, outcome });
const gone = (since?: Date): DeadAddress => ({ kind: 'dead', reason: 'Unregistered', response: '410', since });
const elsewhere = { kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken', response: '400' } as const;
const wrongApp = { kind: 'suspect', elsewhere: false, reason: 'DeviceTokenNotForTopic', response: '400' } as const;
const taken = { kind: 'accepted', response: '' } as const;
const tried = (service: TokenVerdictService, n: number, provider: Provider = 'apns', actor = anna): void => {
  for (let i = 0; i < n; i++) service.counted({ tenantId: actor.tenantId, provider, appId: APP });
};
const answered = async (service: TokenVerdictService, ...verdicts: TokenVerdict[]): Promise<TokenAnswer[]> => {
  const answers = await service.judge(verdicts);
  return verdicts.map(({ tokenId }) => answers.get(tokenId)!);
};

describe('a provider’s answer', () => {
  it('sends a token to the other environment, and ends it when that refuses it as well', async () => {
    const id = await register('t1'), service = processOf();
    expect(await answered(service, verdict(id, elsewhere))).toEqual(['again']);
    expect(await rowOf(id)).toMatchObject({ state: 'suspect', environment: 'sandbox', evidence: { probing: { from: 'production' } } });
    expect(await answered(service, verdict(id, elsewhere, { environment: 'sandbox' }))).toEqual(['ended']);
    expect(await rowOf(id)).toMatchObject({ state: 'dead', ended_at: NOW, evidence: { environment: 'sandbox', earlier: { environment: 'production' } } });
  });

  it('makes a doubted token active again where it was taken', async () => {
    const id = await register('t1'), service = processOf();
    await service.judge([verdict(id, elsewhere)]);
    expect(await answered(service, verdict(id, taken, { environment: 'sandbox' }))).toEqual(['kept']);
    expect(await rowOf(id)).toMatchObject({ state: 'active', environment: 'sandbox', evidence: null, accepted_at: NOW });
  });

  it('leaves a token that belongs to another app in use', async () => {
    const id = await register('t1');
    expect(await answered(processOf(), verdict(id, wrongApp))).toEqual(['kept']);
    expect(await rowOf(id)).toMatchObject({ state: 'suspect', ended_at: null, evidence: { reason: 'DeviceTokenNotForTopic', provider: 'apns' } });
  });

  it('ends a token on the provider’s word, unless the phone registered since', async () => {
    const [dead, alive] = [await register('t1'), await register('t2')], service = processOf();
    const before = app.clock.now();
    app.clock.advance(1, 'seconds');
    await register('t2');
    app.clock.advance(1, 'seconds');
    expect(await answered(service, verdict(dead, gone(before)), verdict(alive, gone(before)))).toEqual(['ended', 'again']);
    expect([(await rowOf(dead))['state'], (await rowOf(alive))['state']]).toEqual(['dead', 'suspect']);
    expect(await answered(service, verdict(alive, gone(before)))).toEqual(['kept']);
  });

  it('says that a token has ended which is gone, or which its owner ended', async () => {
    const id = await register('t1');
    await app.pushTokens().deactivate(anna, toTypeId('pt', id));
    expect(await answered(processOf(), verdict(id, gone()), verdict(app.ids.next(), gone()))).toEqual(['ended', 'ended']);
    expect((await rowOf(id))['state']).toBe('inactive');
  });

  it('touches no token of another tenant, whatever id it names', async () => {
    const id = await register('t1'), stranger = actorInNewTenant('eve');
    expect(await answered(processOf(), verdict(id, gone(), { tenantId: stranger.tenantId }))).toEqual(['ended']);
    expect((await rowOf(id))['state']).toBe('active');
  });

  it('that took a try brings a token back which an earlier try had ended', async () => {
    const id = await register('t1'), service = processOf();
    await service.judge([verdict(id, gone())]);
    app.clock.advance(1, 'ms');
    await service.judge([verdict(id, taken)]);
    expect(await rowOf(id)).toMatchObject({ state: 'active', ended_at: null, evidence: null });
  });

  it('does not bring one back where the phone has another by now', async () => {
    const id = await register('t1', { deviceId: 'p1' }), service = processOf();
    await service.judge([verdict(id, gone())]);
    const newer = await register('t2', { deviceId: 'p1' });
    app.clock.advance(1, 'ms');
    await service.judge([verdict(id, taken)]);
    expect([(await rowOf(id))['state'], (await rowOf(newer))['state']]).toEqual(['dead', 'active']);
  });

  it('counts in the order of the tries, however a batch has them', async () => {
    const id = await register('t1'), at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
    app.clock.advance(5, 'seconds');
    expect(await answered(processOf(), verdict(id, gone(), { triedAt: at(1) }), verdict(id, taken, { triedAt: at(2) }))).toEqual(['kept', 'kept']);
    expect(await answered(processOf(), verdict(id, taken, { triedAt: at(4) }), verdict(id, gone(), { triedAt: at(3) }))).toEqual(['kept', 'kept']);
    expect((await rowOf(id))['state']).toBe('active');
    expect(await answered(processOf(), verdict(id, gone(), { triedAt: at(3) }))).toEqual(['again']);
  });
});

describe('several processes at once', () => {
  it('change the environment of a token once', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const id = await register(`t${turn}`);
      const answers = await Promise.all(Array.from({ length: 8 }, () => answered(processOf(), verdict(id, elsewhere))));
      expect(answers.flat()).toEqual(Array(8).fill('again'));
      expect(await rowOf(id)).toMatchObject({ state: 'suspect', environment: 'sandbox' });
    }
  });

  it('do not end a token that registers meanwhile', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const id = await register(`t${turn}`, { deviceId: `p${turn}` }), triedAt = app.clock.now();
      app.clock.advance(1, 'seconds');
      await Promise.all([
        register(`t${turn}`, { deviceId: `p${turn}`, language: 'de' }), answered(processOf(), verdict(id, gone(), { triedAt })), answered(processOf(), verdict(id, gone(triedAt), { triedAt })),
      ]);
      expect((await rowOf(id))['state']).toBe('active');
    }
  });

  it('apply batches that overlap, in whatever order they name their tokens', async () => {
    const ids = await registerMany(12), backwards = [...ids].reverse();
    const answers = await Promise.all([ids, backwards, ids, backwards].map((batch) => processOf().judge(batch.map((id) => verdict(id, elsewhere)))));
    for (const answer of answers) expect([...answer.values()]).toEqual(Array(12).fill('again'));
    expect(await statesOf(ids)).toEqual({ suspect: 12 });
  });
});

describe('when most of what is sent to an app dies', () => {
  const die = (service: TokenVerdictService, ids: readonly string[], actor = anna) => service.judge(ids.map((id) => verdict(id, gone(), { tenantId: actor.tenantId })));

  it('none is ended, and it is told once', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf();
    tried(service, MASS_DEATHS);
    expect([...(await die(service, ids)).values()]).toEqual(Array(MASS_DEATHS).fill('kept'));
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS });
    expect((await rowOf(ids[0]!))['evidence']).toMatchObject({ reason: 'mass_death_guard', earlier: { reason: 'Unregistered', response: '410' } });
    expect(logged).toEqual([{ tenant: anna.tenantId, provider: 'apns', app: APP, deaths: MASS_DEATHS, attempts: MASS_DEATHS }]);
    await die(service, ids);
    expect([logged.length, service.alarms]).toEqual([1, 1]);
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS });
  });

  it('those that were ended within the minute live again, doubted', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf();
    tried(service, MASS_DEATHS);
    await die(service, ids.slice(0, 7));
    await die(service, ids.slice(7, 19));
    expect(await statesOf(ids)).toEqual({ dead: 19, active: 1 });
    await die(service, ids.slice(19));
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS });
  });

  it('but not where the phone, or another user, has a newer token in their place', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf();
    tried(service, MASS_DEATHS);
    await die(service, ids.slice(0, 19));
    const newer = await register('newer', { deviceId: 'p3' }, colleagueOf(anna, 'user 3'));
    const moved = await register('t4', { deviceId: 'p4' }, colleagueOf(anna, 'somebody else'));
    await die(service, ids.slice(19));
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS - 2, dead: 1, moved: 1 });
    expect(await statesOf([newer, moved])).toEqual({ active: 2 });
  });

  it('one token of a phone lives again, the one heard of last', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf();
    tried(service, MASS_DEATHS + 1);
    await die(service, ids.slice(0, 10));
    app.clock.advance(1, 'seconds');
    const second = await register('second of p0', { deviceId: 'p0' }, colleagueOf(anna, 'user 0'));
    app.clock.advance(1, 'seconds');
    await die(service, [second, ...ids.slice(10)]);
    expect((await rowOf(second))['state']).toBe('suspect');
    expect(await statesOf(ids)).toEqual({ dead: 1, suspect: MASS_DEATHS - 1 });
  });

  it('it is one count for all processes', async () => {
    const ids = await registerMany(MASS_DEATHS), services = [processOf(), processOf(), processOf(), processOf()];
    services.forEach((service) => tried(service, 5));
    await Promise.all(services.map((service, i) => die(service, ids.slice(i * 5, i * 5 + 5))));
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS });
    expect([logged.length, services.reduce((sum, { alarms }) => sum + alarms, 0)]).toEqual([1, 1]);
  });

  it('other apps, and other tenants, are not spared with it', async () => {
    const [ids, other] = [await registerMany(MASS_DEATHS), await register('other app', { appId: 'com.example.two' })], eve = actorInNewTenant('eve');
    const theirs = await register('theirs', {}, eve), service = processOf();
    tried(service, MASS_DEATHS);
    await die(service, ids);
    await die(service, [other]);
    await die(service, [theirs], eve);
    expect(await statesOf([other, theirs])).toEqual({ dead: 2 });
  });

  it('goes on for ten minutes, and longer while they die', async () => {
    const ids = await registerMany(MASS_DEATHS * 2), service = processOf();
    tried(service, MASS_DEATHS);
    await die(service, ids.slice(0, MASS_DEATHS));
    app.clock.advance(ALARM_MS - 1, 'ms');
    await die(service, ids.slice(0, 1));
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS, active: MASS_DEATHS });
    tried(service, MASS_DEATHS);
    await die(service, ids.slice(MASS_DEATHS)); // prolonged
    app.clock.advance(ALARM_MS - 1, 'ms');
    tried(service, 1);
    await die(service, ids.slice(0, 1));
    expect(await statesOf(ids)).toEqual({ suspect: 2 * MASS_DEATHS });
    app.clock.advance(1, 'ms');
    await die(service, ids.slice(0, 1));
    expect((await rowOf(ids[0]!))['state']).toBe('dead');
    expect(logged).toHaveLength(1);
  });

  it('also by tokens that both environments refuse', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf();
    tried(service, 2 * MASS_DEATHS - 1);
    await service.judge(ids.map((id) => verdict(id, elsewhere)));
    await service.judge(ids.map((id) => verdict(id, elsewhere, { environment: 'sandbox' })));
    expect(await statesOf(ids)).toEqual({ suspect: MASS_DEATHS });
    expect(service.alarms).toBe(1);
  });
});

describe('when tokens die as they do', () => {
  it.each([
    ['fewer than twenty of them', MASS_DEATHS - 1, MASS_DEATHS - 1],
    ['no more than half of what was tried', MASS_DEATHS, MASS_DEATHS * 2],
  ])('they end: %s', async (_what, deaths, attempts) => {
    const ids = await registerMany(deaths), service = processOf();
    tried(service, attempts);
    await service.judge(ids.map((id) => verdict(id, gone())));
    expect(await statesOf(ids)).toEqual({ dead: deaths });
    expect(await healthOf()).toEqual([{ provider: 'apns', app_id: APP, attempts, deaths, alarmed_until: null }]);
    expect(service.alarms).toBe(0);
  });

  it('a new minute counts anew', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf();
    tried(service, 19);
    await service.judge(ids.slice(0, 19).map((id) => verdict(id, gone())));
    app.clock.advance(60, 'seconds');
    tried(service, 1);
    await service.judge(ids.slice(19).map((id) => verdict(id, gone())));
    expect(await statesOf(ids)).toEqual({ dead: MASS_DEATHS });
    expect(await healthOf()).toMatchObject([{ attempts: 1, deaths: 1 }]);
  });

  it('answers of the next minute count with the tries that they answer', async () => {
    const ids = await registerMany(MASS_DEATHS), service = processOf(), triedAt = app.clock.now();
    tried(service, 100);
    app.clock.advance(60, 'seconds');
    await service.judge(ids.map((id) => verdict(id, gone(), { triedAt })));
    expect(await statesOf(ids)).toEqual({ dead: MASS_DEATHS });
    expect(await healthOf()).toMatchObject([{ attempts: 100, deaths: MASS_DEATHS }]);
  });

  it('one token that is refused many times dies once', async () => {
    const id = await register('t1'), service = processOf();
    tried(service, 30);
    await service.judge(Array.from({ length: 30 }, () => verdict(id, gone())));
    expect((await rowOf(id))['state']).toBe('dead');
    expect(await healthOf()).toMatchObject([{ attempts: 30, deaths: 1 }]);
  });

  it('nothing is written as long as nothing dies', async () => {
    const id = await register('t1'), service = processOf();
    tried(service, 1_000);
    await service.judge([verdict(id, wrongApp)]);
    await service.judge([verdict(id, taken)]);
    expect(await healthOf()).toEqual([]);
    expect(await service.judge([])).toEqual(new Map());
  });

  it('what could not be written is counted the next time', async () => {
    const id = await register('t1');
    const away = await Database.open({ url: 'postgres://nobody@127.0.0.1:1/none' });
    let db: Database = app.db;
    const service = processOf({ runAsSystem: (...work: Parameters<Database['runAsSystem']>) => db.runAsSystem(...work) } as Database);
    tried(service, 7);
    const breaking = { runAsSystem: (purpose: 'sending', work: any) => app.db.runAsSystem(purpose, async (tx) => { await work(tx); throw new Error('the connection is lost'); }) };
    for (const broken of [away, breaking as unknown as Database]) {
      db = broken;
      await expect(service.judge([verdict(id, gone())])).rejects.toThrow();
    }
    expect([(await rowOf(id))['state'], await healthOf()]).toEqual(['active', []]);
    db = app.db;
    await service.judge([verdict(id, gone())]);
    expect(await healthOf()).toMatchObject([{ attempts: 7, deaths: 1 }]);
    await away.close();
  });
});

it('counting a try costs next to nothing', () => {
  const service = processOf(), start = performance.now();
  tried(service, 100_000);
  expect(performance.now() - start).toBeLessThan(2_000); // 20 µs each on a loaded machine; 8 000 a second are to be counted
});
