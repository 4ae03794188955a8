import { PERMISSION_LIVE, toTypeId, type Actor, type RingEndContent } from '@ringpost/domain';
import { codeOf, until } from '@ringpost/domain/testing';
import { SendQueueRepository } from '@ringpost/persistence';
import { messageContext } from '../socket/socket-delivery.service.js';
import { TestMessaging, TestRings, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let test: TestRings;
let [anna, bert, gateway] = [] as unknown as [Actor, Actor, Actor];
let phones: Record<'voip' | 'alert' | 'tablet' | 'tabletAlert' | 'droid', string>;
beforeAll(async () => {
  app = await TestMessaging.start();
  test = new TestRings(app);
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  bert = colleagueOf(anna, 'bert');
  gateway = colleagueOf(anna, 'gateway', 'communication:send');
  await app.devices.put(gateway, 'cam-1', { owner: 'anna', name: 'Front door' });
  await app.devices.putMember(anna, 'cam-1', 'bert', 1);
  phones = {
    voip: await test.phone(anna, { token: 'the voip token of anna', deviceId: 'phone' }),
    alert: await test.phone(anna, { token: 'the alert token of anna', deviceId: 'phone', purpose: 'message' }),
    tablet: await test.phone(anna, { token: 'the tablet of anna', deviceId: 'tablet' }),
    tabletAlert: await test.phone(anna, { token: 'the alert token of the tablet', deviceId: 'tablet', purpose: 'message' }),
    droid: await test.phone(bert, { token: 'the phone of bert', deviceId: 'phone', platform: 'android' }),
  };
});

type Row = Record<string, unknown>;

const press = async (): Promise<string> => (await test.rings.press(gateway, { device: 'cam-1', type: 1, ttlSeconds: 30 })).id;
const set = (id: string, phone: string | null, sql: string): Promise<unknown> => app.rows(`update delivery set ${sql} where message_id = $1 and ($2::uuid is null or push_token_id = $2)`, [id, phone]);
const ringing = async (): Promise<string> => {
  const id = await press();
  await set(id, null, "status = 'sent', sent_at = now(), attempts = 1");
  return id;
};
const statuses = async (id: string): Promise<unknown[]> => (await app.rows('select status from delivery where message_id = $1 order by id', [id])).map(({ status }) => status);
const ring = async (id: string): Promise<Row> => (await app.rows('select status, ended_by, rejected_by, ended_at is not null as ended from ring where id = $1', [id]))[0]!;
/** The phones that were told to stop, and what they were told. */
const told = async (): Promise<string[]> => {
  const rows = await app.rows<{ push_token_id: string; payload_sealed: Buffer }>("select d.push_token_id, m.payload_sealed from delivery d join message m on m.id = d.message_id where d.tenant_id = $1 and d.content like 'the ring is over%' order by d.id", [anna.tenantId]);
  return rows.map(({ push_token_id, payload_sealed }) => {
    const { reason, by } = JSON.parse(app.vault.open(payload_sealed, messageContext(anna.tenantId))) as RingEndContent;
    return `${Object.entries(phones).find(([, id]) => id === push_token_id)![0]}: ${reason} by ${by}`;
  });
};

/** What comes of some work while a worker writes down that the voip token did not answer in time, and begins the other way to that phone. */
const whileSettled = async (id: string, work: () => Promise<unknown>): Promise<void> => {
  const [{ id: deliveryId }] = (await app.rows<{ id: string }>('update delivery set attempts = 1 where message_id = $1 and push_token_id = $2 returning id', [id, phones.voip])) as [{ id: string }];
  const waiting = async (count: number): Promise<void> => until(async () => (await app.rows('select 1 from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()')).length === count);
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const slow = app.db.runAsSystem('sending', async (tx) => {
    await tx.sql("insert into attempt (tenant_id, delivery_id, number, at, outcome, duration_ms) values ($1, $2, 1, now(), 'deferred', 1)", [anna.tenantId, deliveryId]);
    held();
    await mayGoOn;
  });
  await isHeld;
  const step = { status: 'failed', error: 'timeout', response: '' } as const;
  const settled = new SendQueueRepository(app.db, new Date()).settle([{ tenantId: anna.tenantId, id: deliveryId, number: 1, step, outcome: 'deferred', provider: 'apns', durationMs: 1, detourId: app.ids.next() }]);
  await waiting(1);
  const done = work();
  await waiting(2);
  goOn();
  expect(await Promise.all([slow, settled, done])).toMatchObject([undefined, [{ id: deliveryId, detour_id: expect.any(String) }], expect.anything()]);
};

describe('an answer', () => {
  it('ends the ring, and tells every phone but the one that answered', async () => {
    const id = await ringing();
    expect(await test.answers.answer(anna, id, { pushTokenId: phones.voip })).toEqual({ id, status: 'answered', answeredBy: 'anna' });
    expect(await ring(id)).toEqual({ status: 'answered', ended_by: 'anna', rejected_by: [], ended: true });
    expect(await told()).toEqual(['droid: answered by anna', 'tabletAlert: answered by anna']);
  });

  it.each([['the token that it did not ring by', () => ({ pushTokenId: phones.alert })], ['its own id', () => ({ deviceId: 'phone' })]])('knows the phone by %s', async (_name, phone) => {
    const id = await ringing();
    await test.answers.answer(anna, id, phone());
    expect(await told()).toEqual(['droid: answered by anna', 'tabletAlert: answered by anna']);
  });

  it.each([['names no phone', () => ({})], ['names one of somebody else', () => ({ pushTokenId: phones.droid })], ['names one that nobody knows', () => ({ pushTokenId: app.ids.next() })]])('that %s tells all of them', async (_name, phone) => {
    const id = await ringing();
    await test.answers.answer(anna, id, phone());
    expect(await told()).toEqual(['droid: answered by anna', 'alert: answered by anna', 'tabletAlert: answered by anna']);
  });

  it('keeps the ring from phones that have not got it', async () => {
    const id = await press();
    await test.answers.answer(anna, id);
    expect(await statuses(id)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await told()).toEqual([]);
  });

  it('tells a phone whose delivery a worker has in hand, and nobody sends it after that', async () => {
    const id = await press();
    await set(id, phones.droid, "attempts = 1, due_at = now() + interval '2 s'");
    await test.answers.answer(anna, id);
    expect(await told()).toEqual(['droid: answered by anna']);
    expect(await statuses(id)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it.each(['timeout', 'reset', 'goaway', 'expired'])('tells a phone that may have it although its provider did not say so: %s', async (error) => {
    const id = await press();
    await set(id, null, `status = 'failed', error = '${error}'`);
    await set(id, phones.droid, 'attempts = 1');
    await test.answers.answer(anna, id);
    expect(await told()).toEqual(['droid: answered by anna']);
  });

  it('tells an iPhone by its token for messages alone, once, and nobody where there is none', async () => {
    await test.phone(bert, { token: 'an iPhone without', deviceId: 'bare' });
    await app.pushTokens().deactivate(anna, toTypeId('pt', phones.tabletAlert));
    const id = await ringing();
    await test.phone(bert, { token: 'the alerts of another app', deviceId: 'bare', purpose: 'message', appId: 'com.other' });
    await app.rows("insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, status, updated_at, push_token_id, message_id) values ($1, $2, 'anna', 'push', 'apns', '-', '-', 'sent', now(), $3, $4)", [anna.tenantId, app.ids.next(), phones.alert, id]);
    await set(id, phones.voip, "status = 'failed', error = 'timeout'");
    await test.answers.answer(bert, id, { pushTokenId: phones.droid });
    expect(await told()).toEqual(['alert: answered by bert']);
  });

  it('lets no other way to a phone begin after it, when a worker is about to', async () => {
    const id = await press();
    await whileSettled(id, () => test.answers.answer(bert, id));
    expect(await statuses(id)).toEqual(['failed', 'cancelled', 'cancelled', 'cancelled']);
    expect(await told()).toEqual(['alert: answered by bert']);
  });

  it('shows that the phone rang', async () => {
    const id = await ringing();
    await test.answers.answer(anna, id, { pushTokenId: phones.voip });
    expect(await app.rows('select status, acked_at is not null as acked from delivery where message_id = $1 order by id', [id])).toEqual([{ status: 'delivered', acked: true }, { status: 'sent', acked: false }, { status: 'sent', acked: false }]);
  });

  it('is the first one’s, and whoever answered gets the same again', async () => {
    const id = await ringing();
    const first = await test.answers.answer(anna, id, { deviceId: 'phone' });
    expect(await codeOf(test.answers.answer(bert, id))).toBe('ring_over');
    expect(await test.answers.answer(anna, id, { deviceId: 'tablet' })).toEqual(first);
    expect(await told()).toHaveLength(2);
  });

  it('is one, when both press at once', async () => {
    for (let round = 0; round < 5; round++) {
      await app.rows('delete from event_guid where tenant_id = $1', [anna.tenantId]);
      const id = await ringing();
      const ends = await Promise.allSettled([test.answers.answer(anna, id), test.answers.answer(bert, id), test.answers.answer(anna, id)]);
      const { ended_by: by } = await ring(id);
      expect(ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.answeredBy] : []))).toEqual(by === 'anna' ? ['anna', 'anna'] : ['bert']);
    }
  });

  it('is too late when the time is over', async () => {
    const id = await ringing();
    await app.rows('update ring set expires_at = now() where id = $1', [id]);
    expect(await codeOf(test.answers.answer(anna, id))).toBe('ring_over');
    expect(await codeOf(test.answers.reject(anna, id))).toBe('ring_over');
  });

  it('is for members who get the device’s events', async () => {
    const id = await ringing();
    await app.devices.putMember(anna, 'cam-1', 'carl', PERMISSION_LIVE);
    for (const stranger of [gateway, colleagueOf(anna, 'carl'), actorInNewTenant('anna')]) {
      for (const work of [test.answers.answer(stranger, id), test.answers.reject(stranger, id), test.answers.acknowledge(stranger, id)]) expect(await codeOf(work)).toBe('ring_not_found');
    }
    expect(await codeOf(test.answers.answer(anna, app.ids.next()))).toBe('ring_not_found');
    expect(await ring(id)).toMatchObject({ status: 'ringing' });
  });
});

describe('a rejection', () => {
  it('stops the phones of the user, and leaves the others ringing', async () => {
    const id = await ringing();
    expect(await test.answers.reject(anna, id, { deviceId: 'phone' })).toEqual({ id, status: 'ringing' });
    expect(await told()).toEqual(['tabletAlert: rejected by anna']);
    expect(await ring(id)).toEqual({ status: 'ringing', ended_by: null, rejected_by: ['anna'], ended: false });
    expect(await statuses(id)).toEqual(['delivered', 'sent', 'sent']);
    expect(await test.answers.answer(bert, id)).toMatchObject({ status: 'answered', answeredBy: 'bert' });
  });

  it('ends the ring with the last user who could be reached', async () => {
    await app.devices.putMember(anna, 'cam-1', 'without a phone', 1);
    const id = await press();
    await test.answers.reject(anna, id);
    expect(await statuses(id)).toEqual(['cancelled', 'cancelled', 'pending', 'failed']);
    expect(await test.answers.reject(bert, id)).toEqual({ id, status: 'rejected' });
    expect(await ring(id)).toMatchObject({ ended_by: 'bert', ended: true });
    expect(await test.answers.reject(anna, id)).toEqual({ id, status: 'rejected' });
    expect(await codeOf(test.answers.answer(anna, id))).toBe('ring_over');
  });

  it('ends the ring when both reject at once', async () => {
    const id = await ringing();
    await Promise.all([test.answers.reject(anna, id), test.answers.reject(bert, id)]);
    expect(await ring(id)).toMatchObject({ status: 'rejected', rejected_by: expect.arrayContaining(['anna', 'bert']) });
  });

  it('is too late once somebody answered', async () => {
    const id = await ringing();
    await test.answers.answer(bert, id);
    expect(await codeOf(test.answers.reject(anna, id))).toBe('ring_over');
  });
});

describe('a phone that says that it rang', () => {
  const acks = (id: string): Promise<Row[]> => app.rows('select status, error, acked_at is not null as acked from delivery where message_id = $1 order by id', [id]);

  it('is delivered, finally, by the token that it names', async () => {
    const id = await ringing();
    await test.answers.acknowledge(anna, id, phones.tablet);
    const [, tablet] = await app.rows('select acked_at from delivery where message_id = $1 order by id', [id]);
    await test.answers.acknowledge(anna, id, phones.tablet);
    expect(await acks(id)).toEqual([{ status: 'sent', error: null, acked: false }, { status: 'delivered', error: null, acked: true }, { status: 'sent', error: null, acked: false }]);
    expect((await app.rows('select acked_at from delivery where message_id = $1 order by id', [id]))[1]).toEqual(tablet);
  });

  it('may leave the name out when it is the only one of its user', async () => {
    const id = await ringing();
    await test.answers.acknowledge(bert, id);
    expect((await acks(id))[2]).toMatchObject({ status: 'delivered', acked: true });
    await expect(test.answers.acknowledge(anna, id)).rejects.toMatchObject({ code: 'invalid_request', fields: [{ field: 'push_token_id' }] });
  });

  it.each([['pending', "attempts = 1"], ['expired', "status = 'failed', error = 'expired'"], ['failed', "status = 'failed', error = 'ServiceUnavailable'"]])('was reached, also when it was taken for %s', async (_name, sql) => {
    const id = await press();
    await set(id, phones.droid, sql);
    await test.answers.acknowledge(bert, id, phones.droid);
    expect((await acks(id))[2]).toEqual({ status: 'delivered', error: null, acked: true });
  });

  it('is believed after the ring is over', async () => {
    const id = await ringing();
    await test.answers.answer(anna, id);
    await test.answers.acknowledge(bert, id);
    expect((await acks(id))[2]).toMatchObject({ status: 'delivered', acked: true });
    expect(await ring(id)).toMatchObject({ status: 'answered' });
  });

  it('does not ring by another way, too', async () => {
    const id = await ringing();
    await set(id, phones.voip, "status = 'failed', error = 'timeout'");
    const other = app.ids.next(new Date(app.clock.now().getTime() + 50));
    await app.rows("insert into delivery (tenant_id, id, user_id, channel, recipient, content, status, updated_at, push_token_id, message_id, pool, lane, due_at, expires_at) values ($1, $2, 'anna', 'push', '-', '-', 'pending', now(), $3, $4, 'p', 'ring', now(), now() + interval '1 minute')", [anna.tenantId, other, phones.alert, id]);
    await test.answers.acknowledge(anna, id, phones.voip);
    expect(await app.rows('select push_token_id, status, error from delivery where message_id = $1 and push_token_id = any($2::uuid[]) order by id', [id, [phones.voip, phones.alert]])).toEqual([
      { push_token_id: phones.voip, status: 'delivered', error: null }, { push_token_id: phones.alert, status: 'cancelled', error: 'rang_otherwise' },
    ]);
  });

  it('does not ring by another way either that a worker is about to begin', async () => {
    const id = await press();
    await whileSettled(id, () => test.answers.acknowledge(anna, id, phones.voip).then(() => true));
    expect(await app.rows('select push_token_id, status, error from delivery where message_id = $1 and push_token_id = any($2::uuid[]) order by id', [id, [phones.voip, phones.alert]])).toEqual([
      { push_token_id: phones.voip, status: 'delivered', error: null }, { push_token_id: phones.alert, status: 'cancelled', error: 'rang_otherwise' },
    ]);
  });

  it('was not meant when the ring did not go to it', async () => {
    const late = await ringing();
    const phone = await test.phone(anna, { token: 'a phone that came later', deviceId: 'new' });
    expect(await codeOf(test.answers.acknowledge(anna, late, phone))).toBe('ring_target_not_found');
    expect(await codeOf(test.answers.acknowledge(anna, late, phones.droid))).toBe('ring_target_not_found');
    await app.devices.putMember(anna, 'cam-1', 'carl', 1);
    expect(await codeOf(test.answers.acknowledge(colleagueOf(anna, 'carl'), late))).toBe('ring_target_not_found');
    expect(await codeOf(test.answers.acknowledge(colleagueOf(anna, 'dora'), late))).toBe('ring_not_found');
  });
});

describe('with workers', () => {
  it('a ring reaches the phones, and its end those that it reached', async () => {
    const work = new TestRings(app);
    await work.sending.hasAccount(colleagueOf(anna, 'admin', 'tenant:admin'), { provider: 'apns' });
    await work.sending.hasAccount(colleagueOf(anna, 'admin', 'tenant:admin'), { provider: 'fcm' });
    const reached = (token: string): Promise<void> => new Promise((resolve) => {
      for (const provider of [work.sending.apns, work.sending.fcm]) {
        const before = provider.answers;
        provider.answers = (shipment, account) => { if (shipment.address === token) resolve(); return before(shipment, account); };
      }
    });
    work.sending.worker();
    try {
      const all = Promise.all(['the voip token of anna', 'the tablet of anna', 'the phone of bert'].map(reached));
      const { id } = await work.rings.press(gateway, { device: 'cam-1', type: 1, ttlSeconds: 30 });
      await all;
      const ended = Promise.all(['the alert token of the tablet', 'the phone of bert'].map(reached));
      await work.answers.answer(anna, id, { pushTokenId: phones.voip });
      await ended;
      expect(work.sending.fcm.to('the phone of bert').map(({ content }) => content)).toMatchObject([{ kind: 'event', ring: { id: toTypeId('ring', id) } }, { kind: 'ring_end', ringId: toTypeId('ring', id), by: 'anna', reason: 'answered' }]);
      expect(work.sending.apns.to('the tablet of anna').map(({ content }) => content.kind)).toEqual(['event']);
      expect(work.sending.apns.to('the alert token of anna')).toEqual([]);
    } finally {
      await work.sending.stop();
    }
  });
});
