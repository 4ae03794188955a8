import { DomainError, type Actor, type SendOutcome } from '@ringpost/domain';
import { codeOf, until } from '@ringpost/domain/testing';
import { TestMessaging, TestSending, actorInNewTenant } from '../../testing/index.js';

let app: TestMessaging;
let sending: TestSending;

beforeAll(async () => {
  app = await TestMessaging.start();
});
afterAll(() => app.stop());
beforeEach(() => {
  sending = new TestSending(app);
});
afterEach(() => sending.stop());

let turn = 0;
const sender = (): Actor => actorInNewTenant('usr_sender', 'communication:send', 'tenant:admin');

/** A phone of a user: its token. */
async function phone(actor: Actor, userId: string, more: { provider?: 'apns' | 'fcm'; appId?: string; deviceId?: string } = {}): Promise<string> {
  const token = `token-${++turn}-of-${userId}`;
  await app.pushTokens().register(actor, { platform: more.provider === 'fcm' ? 'android' : 'ios', token, userId, appId: more.appId ?? 'com.example.app', deviceId: more.deviceId });
  app.clock.advance(1, 'seconds'); // what is tried is tried later
  return token;
}

const settled = async (messageId: string) => {
  let facts = await sending.facts(messageId);
  await until(async () => {
    facts = await sending.facts(messageId);
    return facts.length > 0 && facts.every(({ status }) => status !== 'pending');
  });
  return facts;
};
const refused = (reason: string): SendOutcome => ({ kind: 'deferred', reason, response: `503 ${reason}` });

describe('sending', () => {
  it('brings a push to each phone once, and writes down what the provider said', async () => {
    const actor = sender();
    const first = await phone(actor, 'usr_a'), second = await phone(actor, 'usr_a', { provider: 'fcm' });
    await sending.hasAccount(actor, { provider: 'apns' });
    await sending.hasAccount(actor, { provider: 'fcm' });
    sending.worker();
    const { messageId, deliveries } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There', data: { n: 1 } });
    expect(deliveries).toBe(2);
    expect((await settled(messageId)).map(({ status, provider, response, outcomes }) => [status, provider, response, outcomes])).toEqual([['sent', 'apns', '200', ['accepted']], ['sent', 'fcm', '200', ['accepted']]]);
    expect(sending.apns.to(first)).toMatchObject([{ content: { kind: 'push', title: 'Hello', body: 'There', data: { n: 1 } }, appId: 'com.example.app', environment: 'production', purpose: 'message' }]);
    expect(sending.fcm.to(second)).toHaveLength(1);
  });

  it('says so when there is no account for the app', async () => {
    const actor = sender();
    await phone(actor, 'usr_a', { appId: 'com.example.other' });
    await sending.hasAccount(actor, { provider: 'apns', appId: 'com.example.app' });
    sending.worker();
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    expect(await settled(messageId)).toMatchObject([{ status: 'failed', error: 'no_account', response: 'no account for app com.example.other at apns', outcomes: ['skipped'] }]);
  });

  it('stores nothing for a user without a phone', async () => {
    expect(await codeOf(sending.send.push(sender(), { userId: 'usr_nobody', title: 'Hello', body: 'There' }))).toBe('user_unreachable');
  });

  it('tries again what the provider could not take, under the same id', async () => {
    const actor = sender();
    const token = await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    let tries = 0;
    sending.apns.answers = () => (++tries === 1 ? { ...refused('ExpiredProviderToken'), retryAfterMs: 0 } as SendOutcome : { kind: 'accepted', providerId: 'p-2', response: '200' });
    sending.worker();
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    expect(await settled(messageId)).toMatchObject([{ status: 'sent', attempts: 2, error: null, outcomes: ['deferred', 'accepted'] }]);
    expect(new Set(sending.apns.to(token).map(({ deliveryId }) => deliveryId)).size).toBe(1);
  });

  it('goes on by the next account at once when one does not work', async () => {
    const actor = sender();
    await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns', priority: 1, name: 'broken' });
    await sending.hasAccount(actor, { provider: 'apns', priority: 2, name: 'spare' });
    sending.apns.answers = (_shipment, account) => (account === 'broken' ? refused('ServiceUnavailable') : { kind: 'accepted', response: '200' });
    sending.worker();
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    expect(await settled(messageId)).toMatchObject([{ status: 'sent', outcomes: ['deferred', 'accepted'] }]);
    expect(sending.apns.brought.map(({ account }) => account)).toEqual(['broken', 'spare']);
  });

  it('does not let a provider that says nothing hold up another, nor another tenant', async () => {
    const stuck = sender(), well = sender();
    for (let i = 0; i < 300; i++) await phone(stuck, `usr_${i}`);
    await phone(stuck, 'usr_other', { provider: 'fcm' });
    await phone(well, 'usr_well');
    await sending.hasAccount(stuck, { provider: 'apns', name: 'stuck' });
    await sending.hasAccount(stuck, { provider: 'fcm' });
    await sending.hasAccount(well, { provider: 'apns', name: 'well' });
    let free: (outcome: SendOutcome) => void = () => undefined;
    const silence = new Promise<SendOutcome>((resolve) => { free = resolve; });
    sending.apns.answers = (_shipment, account) => (account === 'stuck' ? silence : { kind: 'accepted', response: '200' });
    sending.worker();
    await sending.bulk.send(stuck, { channel: 'push', subject: 'To all', content: 'Words', recipients: Array.from({ length: 300 }, (_, i) => `usr_${i}`) });
    await until(() => sending.apns.brought.length >= 80);
    const other = await sending.send.push(stuck, { userId: 'usr_other', title: 'Hello', body: 'There' });
    const neighbour = await sending.send.push(well, { userId: 'usr_well', title: 'Hello', body: 'There' });
    expect(await settled(other.messageId)).toMatchObject([{ status: 'sent' }]);
    expect(await settled(neighbour.messageId)).toMatchObject([{ status: 'sent' }]);
    free({ kind: 'accepted', response: '200' });
  });

  it('sends everything once with several workers', async () => {
    const actor = sender();
    const users = Array.from({ length: 400 }, (_, i) => `usr_${i}`);
    for (const user of users) await phone(actor, user);
    await sending.hasAccount(actor, { provider: 'apns' });
    for (let i = 0; i < 3; i++) sending.worker();
    const { messageId } = await sending.bulk.send(actor, { channel: 'push', subject: 'To all', content: 'Words', recipients: users });
    const facts = await settled(messageId);
    expect(facts.filter(({ status, attempts }) => status === 'sent' && attempts === 1)).toHaveLength(400);
    expect(new Set(sending.apns.brought.map(({ shipment }) => shipment.deliveryId)).size).toBe(sending.apns.brought.length);
  });

  it('expands a large audience part by part, and says who could not be reached', async () => {
    const actor = sender();
    const token = await phone(actor, 'usr_7');
    await sending.hasAccount(actor, { provider: 'apns' });
    const { messageId, rows, recipients } = await sending.bulk.send(actor, { channel: 'push', subject: 'To all', content: 'Words', recipients: Array.from({ length: 2_500 }, (_, i) => `usr_${i}`) });
    expect([rows, recipients]).toEqual([[], 2_500]);
    sending.worker();
    await until(async () => (await sending.facts(messageId)).length === 2_500);
    const facts = await settled(messageId);
    expect(facts.filter(({ error }) => error === 'no_token')).toHaveLength(2_499);
    expect(sending.apns.to(token)).toHaveLength(1);
  });

  it('sends what is scheduled when it is due, and not what was called off', async () => {
    const actor = sender();
    const token = await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    sending.worker();
    const at = (ms: number): Date => new Date(app.clock.now().getTime() + ms);
    const kept = await sending.send.push(actor, { userId: 'usr_a', title: 'Kept', body: 'x', sendAt: at(60_000), cancelKey: 'kept' });
    const gone = await sending.send.push(actor, { userId: 'usr_a', title: 'Gone', body: 'x', sendAt: at(60_000), cancelKey: 'gone' });
    expect(await codeOf(sending.send.push(actor, { userId: 'usr_a', title: 'Again', body: 'x', sendAt: at(60_000), cancelKey: 'kept' }))).toBe('cancel_key_taken');
    expect(await sending.send.cancelScheduled(actor, { cancelKey: 'gone' })).toBe(1);
    expect(await codeOf(sending.send.cancelScheduled(actor, { cancelKey: 'gone' }))).toBe('scheduled_not_found');
    expect((await sending.facts(kept.messageId)).map(({ status }) => status)).toEqual(['scheduled']);
    await app.rows("update delivery set due_at = now() where message_id = any($1) and status = 'scheduled' returning 1", [[kept.messageId, gone.messageId]]);
    await until(async () => (await sending.facts(kept.messageId))[0]!.status === 'sent');
    expect((await sending.facts(gone.messageId)).map(({ status }) => status)).toEqual(['cancelled']);
    expect(sending.apns.to(token)).toHaveLength(1);
  });

  it('takes over what a dead worker held', async () => {
    const actor = sender();
    await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    await app.rows("update delivery set attempts = 1, due_at = now() + interval '300 ms' where message_id = $1 returning 1", [messageId]);
    sending.worker();
    expect(await settled(messageId)).toMatchObject([{ status: 'sent', attempts: 2, outcomes: ['accepted'] }]);
  });

  it('ends what is past its time without sending it', async () => {
    const actor = sender();
    const token = await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    await app.rows("update delivery set expires_at = now() - interval '1 s' where message_id = $1 returning 1", [messageId]);
    sending.worker();
    expect(await settled(messageId)).toMatchObject([{ status: 'failed', error: 'expired', outcomes: [] }]);
    expect(sending.apns.to(token)).toEqual([]);
  });

  it('never sends to a token that another user has now', async () => {
    const actor = sender();
    const token = await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'For Anna', body: 'There' });
    await app.pushTokens().register(actor, { platform: 'ios', token, userId: 'usr_b', appId: 'com.example.app' });
    sending.worker();
    expect(await settled(messageId)).toMatchObject([{ status: 'failed', error: 'token_ended' }]);
    expect(sending.apns.to(token)).toEqual([]);
  });

  it('ends the token that the provider says is dead, and no other', async () => {
    const actor = sender();
    const dead = await phone(actor, 'usr_a'), alive = await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    sending.apns.answers = ({ address }) => (address === dead ? { kind: 'dead', reason: 'Unregistered', response: '410 Unregistered' } : { kind: 'accepted', response: '200' });
    sending.worker();
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    expect((await settled(messageId)).map(({ status, error }) => [status, error])).toEqual([['failed', 'address_dead'], ['sent', null]]);
    const again = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'Again' });
    expect(await settled(again.messageId)).toHaveLength(1);
    expect(sending.apns.to(alive)).toHaveLength(2);
  });

  it('finds the environment that a token is of, and remembers it', async () => {
    const actor = sender();
    const token = await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    sending.apns.answers = ({ environment }) => (environment === 'production' ? { kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken', response: '400 BadDeviceToken' } : { kind: 'accepted', response: '200' });
    sending.worker();
    for (const body of ['first', 'second']) expect((await settled((await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body })).messageId))[0]).toMatchObject({ status: 'sent' });
    expect(sending.apns.to(token).map(({ environment }) => environment)).toEqual(['production', 'sandbox', 'sandbox']);
  });

  it('tries the other environment by the same account, and does not where there is no account for it', async () => {
    const bad: SendOutcome = { kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken', response: '400 BadDeviceToken' };
    const both = sender(), one = sender();
    const found = await phone(both, 'usr_a'), lost = await phone(one, 'usr_a');
    await sending.hasAccount(both, { provider: 'apns', priority: 1, name: 'ours' });
    await sending.hasAccount(both, { provider: 'apns', priority: 2, name: 'another team' });
    await sending.hasAccount(one, { provider: 'apns', environment: 'production' });
    sending.apns.answers = ({ environment }) => (environment === 'production' ? bad : { kind: 'accepted', response: '200' });
    sending.worker();
    const [kept, gone] = [await sending.send.push(both, { userId: 'usr_a', title: 'Hello', body: 'x' }), await sending.send.push(one, { userId: 'usr_a', title: 'Hello', body: 'x' })];
    expect(await settled(kept.messageId)).toMatchObject([{ status: 'sent' }]);
    expect(sending.apns.brought.filter(({ shipment }) => shipment.address === found).map(({ account, shipment }) => [account, shipment.environment])).toEqual([['ours', 'production'], ['ours', 'sandbox']]);
    expect(await settled(gone.messageId)).toMatchObject([{ status: 'failed', error: 'wrong_app' }]);
    sending.apns.answers = () => ({ kind: 'accepted', response: '200' });
    expect(await settled((await sending.send.push(one, { userId: 'usr_a', title: 'Hello', body: 'y' })).messageId)).toMatchObject([{ status: 'sent' }]);
    expect(sending.apns.to(lost).map(({ environment }) => environment)).toEqual(['production', 'production']);
  });

  it('comes to every tenant, also behind many that wait for something else', async () => {
    const waiting = Array.from({ length: 70 }, () => sender()).sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1)), last = waiting.pop()!;
    for (const actor of [...waiting, last]) {
      await phone(actor, 'usr_a');
      await sending.hasAccount(actor, { provider: 'apns' });
    }
    const due = await sending.send.push(last, { userId: 'usr_a', title: 'Now', body: 'x' });
    for (const actor of waiting) await sending.send.push(actor, { userId: 'usr_a', title: 'Later', body: 'x' });
    await app.rows("update delivery set due_at = now() + interval '1 hour' where tenant_id = any($1) returning 1", [waiting.map(({ tenantId }) => tenantId)]);
    sending.worker();
    expect(await settled(due.messageId)).toMatchObject([{ status: 'sent' }]);
    await app.rows('delete from delivery where tenant_id = any($1) returning 1', [waiting.map(({ tenantId }) => tenantId)]);
  });

  it('keeps a message that its own key cannot open', async () => {
    const actor = sender();
    await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    await app.rows("update message set payload_sealed = '\\x00' where id = $1 returning 1", [messageId]);
    sending.worker();
    await until(async () => (await sending.facts(messageId))[0]!.error === 'unreadable');
    expect(sending.complaints).toContain('a delivery cannot be sent');
    expect((await sending.facts(messageId))[0]).toMatchObject({ status: 'pending' });
  });

  it('lets what is under way end when it stops', async () => {
    const actor = sender();
    await phone(actor, 'usr_a');
    await sending.hasAccount(actor, { provider: 'apns' });
    let answer: (outcome: SendOutcome) => void = () => undefined;
    sending.apns.answers = () => new Promise((resolve) => { answer = resolve; });
    const worker = sending.worker();
    const { messageId } = await sending.send.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    await until(() => sending.apns.brought.length === 1);
    const stopped = worker.stop();
    answer({ kind: 'accepted', response: '200' });
    await stopped;
    expect(await sending.facts(messageId)).toMatchObject([{ status: 'sent' }]);
    expect(sending.apns.connections).toBe(0);
  });

  it('refuses what may not be sent', async () => {
    expect(await codeOf(sending.send.push(actorInNewTenant('usr_a'), { userId: 'usr_a', title: 'x', body: 'x' }))).toBe('scope_missing');
    await expect(sending.send.sms(sender(), { phone: '12', text: 'x' })).rejects.toThrow(DomainError);
    await expect(sending.send.email(sender(), { envelope: { to: ['a@example.com'] }, subject: 'x\r\nBcc: b@example.com', content: 'x', isHtml: false })).rejects.toThrow(/subject must be one line/);
  });
});
