import { PERMISSION_LIVE, millisOf, type Actor } from '@ringpost/domain';
import { codeOf, until } from '@ringpost/domain/testing';
import { TestMessaging, TestRings, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let test: TestRings;
let [anna, bert, gateway] = [] as unknown as [Actor, Actor, Actor];
beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.setTo(new Date());
  test = new TestRings(app);
  anna = actorInNewTenant('anna');
  bert = colleagueOf(anna, 'bert');
  gateway = colleagueOf(anna, 'gateway', 'communication:send');
  await app.devices.put(gateway, 'cam-1', { owner: 'anna', name: 'Front door' });
  await app.devices.putMember(anna, 'cam-1', 'bert', 1);
});
afterEach(() => test.sending.stop());

const press = async (): Promise<string> => (await test.rings.press(gateway, { device: 'cam-1', type: 1, ttlSeconds: 30 })).id;

describe('the trace of a ring', () => {
  it('tells each way to each phone, and what its provider said', async () => {
    await test.sending.hasAccount(colleagueOf(anna, 'admin', 'tenant:admin'), { provider: 'apns' });
    test.sending.apns.answers = ({ address }) => (address.startsWith('voip') ? { kind: 'dead', reason: 'Unregistered', response: '410 Unregistered' } : { kind: 'accepted', providerId: 'p-1', response: '200' });
    app.clock.advance(-1, 'minutes');
    const voip = await test.phone(anna, { token: 'voip token of anna', deviceId: 'phone' });
    const alert = await test.phone(anna, { token: 'alert token of anna', deviceId: 'phone', purpose: 'message' });
    const droid = await test.phone(bert, { token: 'the phone of bert', platform: 'android', appId: 'com.example' });
    app.clock.advance(1, 'minutes');
    test.sending.worker();
    const id = await press();
    await until(async () => (await test.traces.trace(gateway, id)).targets.filter(({ status }) => status !== 'pending').length === 3);
    await test.answers.acknowledge(anna, id, alert);
    const trace = await test.traces.trace(gateway, id);
    expect(trace).toMatchObject({ id, udid: 'cam-1', type: 1, status: 'ringing', createdAt: new Date(millisOf(id)) });
    expect(trace.targets).toMatchObject([
      {
        pushTokenId: voip, userId: 'anna', platform: 'ios', provider: 'apns', status: 'failed', error: 'address_dead', explanation: 'the provider says the token is dead: 410 Unregistered',
        attempts: [{ provider: 'apns', outcome: 'dead', detail: expect.stringContaining('410 Unregistered'), afterMs: expect.any(Number), at: expect.any(Date) }],
      },
      { pushTokenId: droid, userId: 'bert', platform: 'android', status: 'failed', error: 'no_account', explanation: 'no account for app com.example at fcm', attempts: [{ outcome: 'skipped' }] },
      { pushTokenId: alert, userId: 'anna', status: 'delivered', ackedAt: expect.any(Date), explanation: expect.stringMatching(/^the phone rang: it said so after \d+ ms$/), attempts: [{ outcome: 'accepted', detail: '200' }] },
    ]);
  });

  it('tells who has no phone, and what waits for one', async () => {
    await test.phone(anna, { token: 'a phone on the socket', platform: 'android', provider: 'socket' });
    const id = await press();
    expect((await test.traces.trace(gateway, id)).targets).toMatchObject([
      { userId: 'anna', provider: 'socket', status: 'pending', explanation: 'waits for the phone to connect to the push socket', attempts: [] }, { userId: 'bert', status: 'failed', error: 'no_token', explanation: 'no push token is registered', attempts: [] },
    ]);
    await app.rows('update ring set expires_at = now() where id = $1', [id]);
    expect(await test.traces.trace(gateway, id)).toMatchObject({ status: 'expired', targets: [{ explanation: 'expired before the phone connected to the push socket' }, {}] });
  });

  it('tells who answered, and when', async () => {
    await test.phone(bert, { token: 'the phone of bert', platform: 'android' });
    const id = await press();
    await test.answers.answer(anna, id);
    const trace = await test.traces.trace(gateway, id);
    expect(trace).toMatchObject({ status: 'answered', answeredBy: 'anna', ended: { by: 'anna', at: expect.any(Date) } });
    expect(trace.targets.map(({ explanation }) => explanation)).toEqual(['cancelled: anna answered first', 'no push token is registered']);
  });

  it('is for senders, administrators, members who get events, and those whom it was for', async () => {
    const id = await press();
    for (const actor of [gateway, colleagueOf(anna, 'admin', 'tenant:admin'), anna, bert]) expect(await test.traces.trace(actor, id)).toMatchObject({ id });
    await app.devices.removeMember(anna, 'cam-1', 'bert');
    expect(await test.traces.trace(bert, id)).toMatchObject({ id });
    await app.devices.putMember(anna, 'cam-1', 'carl', PERMISSION_LIVE);
    for (const stranger of [colleagueOf(anna, 'carl'), colleagueOf(anna, 'dora'), actorInNewTenant('gateway', 'communication:send', 'tenant:admin')]) expect(await codeOf(test.traces.trace(stranger, id))).toBe('ring_not_found');
    expect(await codeOf(test.traces.trace(gateway, app.ids.next()))).toBe('ring_not_found');
  });
});
