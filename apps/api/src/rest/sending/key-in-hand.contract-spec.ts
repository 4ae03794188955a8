import { ERRORS } from '@ringpost/domain';
import { IdempotencyService } from '@ringpost/messaging';
import { TestApi, type Answered, type Who } from '../../testing/test-api.js';

const SENDER: Who = { user: 'usr_sender', tenant: 'tnt_1', scopes: ['communication:send'] };

let api: TestApi;
beforeAll(async () => { api = await TestApi.start(); });
afterAll(() => api.stop());

let turn = 0;
const owner = async (as: Who = { user: `usr_owner_${++turn}` }): Promise<string> => {
  await api.call('POST', '/communication/push-tokens', { as, body: { platform: 'ios', token: `token ${++turn}` } });
  return as.user!;
};
const BODIES = {
  push: async () => ({ user_id: await owner(), title: 'Hello', body: 'There' }),
  sms: async () => ({ phone: '13800138000', content: 'Hello' }),
  email: async () => ({ to: ['user@example.com'], subject: 'Hello', content: 'There' }),
  bulk: async () => ({ channel: 'sms', recipients: ['13800138000', '13800138001'], content: 'Hello' }),
};
type What = keyof typeof BODIES;
const post = (what: What, body: unknown, key?: string, as = SENDER): Promise<Answered> => api.call('POST', `/communication/${what}`, { as, body, headers: key === undefined ? {} : { 'idempotency-key': key } });
const messages = async (tenant = 'tnt_1'): Promise<number> => (await api.sql('select count(*)::int as n from message where tenant_id = $1', [tenant]))[0].n;
const keys = (): Promise<any[]> => api.sql('select status, body, xmin::text as written_by from idempotency_key order by created_at desc');
const made = ({ body: { data, message_id } }: Answered): unknown => data ?? message_id;
const replayed = ({ headers }: Answered): unknown => headers['idempotency-replayed'];

beforeEach(() => api.sql('delete from idempotency_key'));

describe.each(['push', 'sms', 'email', 'bulk'] as const)('a key under which a %s is sent', (what) => {
  it('is stored with its answer by the statement that stores the message', async () => {
    const service = api.app.get(IdempotencyService), { run } = service;
    service.run = () => Promise.reject(new Error('this would be a transaction of several statements'));
    const first = await post(what, await BODIES[what](), 'one').finally(() => { service.run = run; });
    const [message] = await api.sql('select xmin::text as written_by from message order by id desc limit 1');
    expect(await keys()).toEqual([{ status: 200, body: JSON.stringify(first.body), written_by: message.written_by }]);
  });

  it('replays the answer, and sends once', async () => {
    const body = await BODIES[what](), before = await messages();
    const [first, again] = [await post(what, body, 'one'), await post(what, body, 'one')];
    expect([again.status, again.body, replayed(first), replayed(again)]).toEqual([200, first.body, undefined, 'true']);
    expect(await messages()).toBe(before + 1);
  });

  it('is refused with another body', async () => {
    const body = await BODIES[what](), before = await messages();
    await post(what, body, 'one');
    const other = await post(what, { ...body, title: 'Bye', content: 'Bye' }, 'one');
    expect([other.status, other.body.code, await messages()]).toEqual([422, ERRORS.idempotency_mismatch.number, before + 1]);
  });

  it('makes one message of twenty requests at the same time', async () => {
    const body = await BODIES[what](), before = await messages();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(what, body, 'one')));
    expect(await messages()).toBe(before + 1);
    const taken = answers.filter(({ status }) => status === 200);
    expect(new Set(taken.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(taken.filter((answer) => replayed(answer) === undefined)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200).every(({ status }) => status === 409)).toBe(true);
    expect((await post(what, body, 'one')).body).toEqual(taken[0]!.body);
  });

  it('may be used again after a day', async () => {
    const body = await BODIES[what](), before = await messages();
    const first = await post(what, body, 'one');
    await api.sql("update idempotency_key set created_at = now() - interval '24 hours 1 second'");
    const second = await post(what, { ...body, title: 'New', content: 'New' }, 'one');
    expect([second.status, replayed(second), await messages()]).toEqual([200, undefined, before + 2]);
    expect(made(second)).not.toEqual(made(first));
    expect(replayed(await post(what, { ...body, title: 'New', content: 'New' }, 'one'))).toBe('true');
  });

  it('is nobody else’s', async () => {
    const body = await BODIES[what]();
    await post(what, body, 'one');
    expect(replayed(await post(what, body, 'one', { ...SENDER, user: 'usr_other' }))).toBeUndefined();
    expect(replayed(await post(what, body, 'one', { ...SENDER, tenant: 'tnt_2' }))).toBeUndefined();
  });

  it('that is none is refused before anything is sent', async () => {
    const before = await messages(), answer = await post(what, await BODIES[what](), 'two words');
    expect([answer.status, answer.body.code, await messages()]).toEqual([400, ERRORS.idempotency_key_invalid.number, before]);
  });

  it('may be left out', async () => {
    const body = await BODIES[what](), before = await messages();
    expect([(await post(what, body)).status, (await post(what, body)).status]).toEqual([200, 200]);
    expect([await messages(), await keys()]).toEqual([before + 2, []]);
  });

  it('keeps a refusal, and gives it again', async () => {
    const body = { ...(await BODIES[what]()), send_at: 'tomorrow' };
    const [first, again] = [await post(what, body, 'one'), await post(what, body, 'one')];
    expect([first.status, again.status, again.body, replayed(first), replayed(again)]).toEqual([400, 400, first.body, undefined, 'true']);
  });

  it('that another request holds is answered with 409', async () => {
    const body = await BODIES[what](), before = await messages();
    await post(what, body, 'one'); // to learn what it is locked by
    const [{ lock }] = await api.sql("select ('x' || encode(substring(key_hash from 9 for 8), 'hex'))::bit(64)::bigint::text as lock from idempotency_key");
    await api.sql('delete from idempotency_key');
    const held = Promise.withResolvers<void>(), over = Promise.withResolvers<void>();
    const holder = api.db.runAsSystem('diagnosis', async (tx) => {
      await tx.sql('select pg_advisory_xact_lock($1)', [lock]);
      held.resolve();
      await over.promise;
    });
    await held.promise;
    const answer = await post(what, body, 'one').finally(() => over.resolve());
    await holder;
    expect([answer.status, answer.body.code, await messages()]).toEqual([409, ERRORS.idempotency_running.number, before + 1]);
  });
});

it('a refusal stays one, though the user has a phone by now', async () => {
  const body = { user_id: 'usr_late', title: 'Hello', body: 'There' };
  const first = await post('push', body, 'late');
  await owner({ user: 'usr_late' });
  const [again, anew] = [await post('push', body, 'late'), await post('push', body, 'later')];
  expect([first.status, again.status, replayed(again), anew.status]).toEqual([404, 404, 'true', 200]);
});

it('a key under which something is scheduled stores its name with it, or nothing', async () => {
  const body = { phone: '13800138000', content: 'Hello', send_at: new Date(Date.now() + 86_400_000).toISOString(), cancel_key: 'order-1' };
  const [first, again, other] = [await post('sms', body, 'one'), await post('sms', body, 'one'), await post('sms', body, 'two')];
  expect([first.status, again.body, replayed(again), other.status]).toEqual([200, first.body, 'true', 409]);
  expect(await post('sms', body, 'two')).toMatchObject({ status: 409, body: other.body });
});

it('a key of a large audience is stored with it, and with nothing of one that cannot be sent to', async () => {
  const parts = async (): Promise<number> => (await api.sql('select count(*)::int as n from audience'))[0].n;
  const body = { channel: 'sms', recipients: Array.from({ length: 1_500 }, (_, i) => String(13_800_000_000 + i)), content: 'Hello' }, before = await messages();
  const [first, again] = [await post('bulk', body, 'one'), await post('bulk', body, 'one')], kept = await parts();
  expect([first.status, again.body, replayed(again), first.body.total, await messages()]).toEqual([200, first.body, 'true', 1_500, before + 1]);
  const wrong = { ...body, recipients: [...body.recipients, 'nobody'] };
  const [refused, refusedAgain] = [await post('bulk', wrong, 'two'), await post('bulk', wrong, 'two')];
  expect([refused.status, refusedAgain.body, replayed(refusedAgain), kept > 0, await parts(), await messages()]).toEqual([400, refused.body, 'true', true, kept, before + 1]);
});
