import { setTimeout as pause } from 'node:timers/promises';
import { answerFaults } from '@ringpost/contracts/testing';
import { DomainError } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { DeliveryWatch } from '@ringpost/messaging';
import { TestApi, type Answered, type Who } from '../../testing/test-api.js';

const SENDER: Who = { user: 'usr_sender', tenant: 'tnt_1', scopes: ['communication:send'] };
const OPERATIONS = { push: 'sendPush', sms: 'sendSms', email: 'sendEmail', bulk: 'sendBulk' } as const;

let api: TestApi;
beforeAll(async () => { api = await TestApi.start(); });
afterAll(() => api.stop());
beforeEach(() => api.sql("update delivery set status = 'cancelled' where status = 'pending'"));

let turn = 0;
async function post(what: keyof typeof OPERATIONS, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const answer = await api.call('POST', `/communication/${what}`, { as: SENDER, body, headers });
  expect(answerFaults(OPERATIONS[what], answer.status, answer.body)).toEqual([]);
  return answer;
}
/** A push to a new user with so many phones. */
async function push(phones: number): Promise<object> {
  const user = `usr_owner_${++turn}`;
  for (let i = 0; i < phones; i++) await api.call('POST', '/communication/push-tokens', { as: { ...SENDER, user }, body: { platform: 'ios', token: `${user} ${i}` } });
  return { user_id: user, title: 'Hello', body: 'There' };
}
const SMS = { phone: '13800138000', content: 'Hello' };
/** What a worker would do: the deliveries under way get these statuses, in the order in which they were made. */
async function settle(...statuses: string[]): Promise<void> {
  await until(async () => (await api.sql("select 1 from delivery where status = 'pending'")).length === statuses.length);
  await api.sql(
    `with d as (select id, row_number() over (order by id) as n from delivery where status = 'pending')
     update delivery set status = s.status, provider = 'apns', sent_at = now(), error = case when s.status = 'failed' then 'unregistered' end from d join unnest($1::text[]) with ordinality as s (status, n) using (n) where delivery.id = d.id`,
    [statuses],
  );
}
const applied = ({ headers }: Answered): unknown => headers['preference-applied'];

describe('who prefers to wait', () => {
  it('is answered with how many phones a push went to', async () => {
    const [answer] = await Promise.all([post('push', await push(3), { prefer: 'wait=20' }), settle('sent', 'failed', 'delivered')]);
    expect([applied(answer), answer.body.data]).toEqual(['wait=20', { sent: true, tokens_sent: 2, tokens_failed: 1, message_id: expect.any(String) }]);
  });

  it('learns that nothing was sent', async () => {
    const [{ body }] = await Promise.all([post('push', await push(2), { prefer: 'wait=20' }), settle('failed', 'failed')]);
    expect(body.data).toMatchObject({ sent: false, tokens_sent: 0, tokens_failed: 2 });
  });

  it.each([['sms', SMS], ['email', { to: ['user@example.com'], subject: 'Hello', content: 'There' }]] as const)('is answered with the row of an %s as it is then', async (what, body) => {
    const [answer] = await Promise.all([post(what, body, { prefer: 'wait=20' }), settle('sent')]);
    expect(answer.body.data).toMatchObject({ status: 'sent', provider: 'apns', sent_at: expect.any(String) });
  });

  it('is answered with all rows of what went to many', async () => {
    const [answer] = await Promise.all([post('bulk', { channel: 'sms', recipients: ['13800138000', '13900139000'], content: 'Hello' }, { prefer: 'wait=20' }), settle('sent', 'failed')]);
    expect(answer.body.items.map(({ status, error }: any) => [status, error])).toEqual([['sent', undefined], ['failed', 'unregistered']]);
  });

  it('does not wait for more than a thousand', async () => {
    const answer = await post('bulk', { channel: 'sms', recipients: Array.from({ length: 1_001 }, (_, i) => `138${10_000_000 + i}`), content: 'Hello' }, { prefer: 'wait=20' });
    expect([answer.body.items, applied(answer)]).toEqual([[], undefined]);
  });

  it('does not wait for what is scheduled', async () => {
    const answer = await post('sms', { ...SMS, send_at: new Date(Date.now() + 86_400_000).toISOString() }, { prefer: 'wait=20' });
    expect(answer.body.data.status).toBe('scheduled');
  });

  it('waits no longer than that', async () => {
    const since = performance.now(), answer = await post('push', await push(1), { prefer: 'wait=1' });
    expect([applied(answer), answer.body.data]).toEqual(['wait=1', { sent: false, tokens_sent: 0, tokens_failed: 0, message_id: expect.any(String) }]);
    expect(performance.now() - since).toBeGreaterThan(990);
  });

  it('waits thirty seconds at most', async () => {
    const [answer] = await Promise.all([post('sms', SMS, { prefer: 'wait=3600' }), settle('sent')]);
    expect(applied(answer)).toBe('wait=30');
  });

  it.each(['wait=soon', 'respond-async', 'wait'])('is not who says %s', async (prefer) => {
    const answer = await post('push', await push(1), { prefer });
    expect([applied(answer), answer.body.data.tokens_sent]).toEqual([undefined, 1]);
  });

  it('is refused like everybody', async () => {
    const answer = await post('push', { user_id: 'usr_nobody', title: 'a', body: 'b' }, { prefer: 'wait=20' });
    expect([answer.status, applied(answer)]).toEqual([404, undefined]);
  });

  it('counts anew when the answer is replayed, while the answer of the accept is what is kept', async () => {
    const body = await push(2), headers = { 'idempotency-key': 'one' };
    const [first] = await Promise.all([post('push', body, { ...headers, prefer: 'wait=20' }), settle('sent', 'failed')]);
    const waited = await post('push', body, { ...headers, prefer: 'wait=20' }), kept = await post('push', body, headers);
    expect([waited.body.data, waited.headers['idempotency-replayed']]).toEqual([first.body.data, 'true']);
    expect(kept.body.data).toEqual({ ...first.body.data, tokens_sent: 2, tokens_failed: 0 });
  });

  it('is given a refusal again as it was', async () => {
    const body = { user_id: 'usr_nobody', title: 'a', body: 'b' }, headers = { 'idempotency-key': 'two', prefer: 'wait=20' };
    const [first, again] = [await post('push', body, headers), await post('push', body, headers)];
    expect([again.status, again.body, applied(again), again.headers['idempotency-replayed']]).toEqual([404, first.body, undefined, 'true']);
  });

  it('is answered that it is accepted, also when nobody can look what becomes of it', async () => {
    const watch = api.app.get(DeliveryWatch), { settled } = watch;
    watch.settled = () => Promise.reject(new DomainError('unavailable'));
    const answer = await post('push', await push(2), { prefer: 'wait=20' }).finally(() => { watch.settled = settled; });
    expect([answer.status, applied(answer), answer.body.data.tokens_sent]).toEqual([200, undefined, 2]);
  });

  it('is answered when the process is about to end', async () => {
    const waiting = post('push', await push(2), { prefer: 'wait=30' });
    await until(async () => (await api.sql("select 1 from delivery where status = 'pending'")).length === 2);
    await api.sql("update delivery set status = 'sent' where id = (select min(id::text)::uuid from delivery where status = 'pending')");
    api.health.draining = true;
    try {
      const answer = await Promise.race([waiting, pause(10_000, undefined, { ref: false })]);
      expect(answer?.body.data).toMatchObject({ sent: true, tokens_sent: 1, tokens_failed: 0 });
    } finally {
      api.health.draining = false;
    }
  });
});
