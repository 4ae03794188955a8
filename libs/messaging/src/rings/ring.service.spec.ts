import { DomainError, PERMISSION_EVENTS, PERMISSION_LIVE, SystemClock, millisOf, toTypeId, type Actor, type EventContent, type RingEndContent } from '@ringpost/domain';
import { codeOf, idsBy } from '@ringpost/domain/testing';
import { messageContext } from '../socket/socket-delivery.service.js';
import { TestMessaging, TestRings, actorInNewTenant, colleagueOf } from '../testing/index.js';
import type { AcceptedEvent, EventRequest } from './requests.js';

let app: TestMessaging;
let test: TestRings;
let [anna, bert, gateway] = [] as unknown as [Actor, Actor, Actor];
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
});

type Row = Record<string, unknown>;

const shareWith = (actor: Actor, permission = PERMISSION_EVENTS, udid = 'cam-1'): Promise<unknown> => app.devices.putMember(anna, udid, actor.userId, permission);
const press = (request: Partial<EventRequest> = {}, sender = gateway): Promise<AcceptedEvent> => test.rings.press(sender, { device: 'cam-1', type: 1, ttlSeconds: 30, ...request });
const deliveries = (id: string): Promise<Row[]> => app.rows('select *, extract(epoch from expires_at - due_at)::int as seconds from delivery where message_id = $1 order by id', [id]);
const contentOf = async (id: string): Promise<EventContent | RingEndContent> => {
  const [row] = await app.rows<{ payload_sealed: Buffer }>('select payload_sealed from message where id = $1', [id]);
  return JSON.parse(app.vault.open(row!.payload_sealed, messageContext(anna.tenantId))) as EventContent | RingEndContent;
};
const rows = (table: string): Promise<Row[]> => app.rows(`select * from ${table} where tenant_id = $1`, [anna.tenantId]);
const age = (ms: number): Promise<unknown> => app.rows("update event_guid set created_at = created_at - $2::int * interval '1 ms' where tenant_id = $1", [anna.tenantId, ms]);
const endsOf = (): Promise<Row[]> => app.rows("select d.*, extract(epoch from expires_at - due_at)::int as seconds from delivery d where tenant_id = $1 and content like 'the ring is over%' order by user_id, id", [anna.tenantId]);

describe('a press', () => {
  it('rings every phone of everybody who gets the device’s events, by the best way to each', async () => {
    await shareWith(bert);
    const voip = await test.phone(anna, { token: 'voip token of anna', deviceId: 'phone', appId: 'com.example' });
    const alert = await test.phone(anna, { token: 'alert token of anna', deviceId: 'phone', appId: 'com.example', purpose: 'message' });
    const droid = await test.phone(bert, { token: 'token-of-bert', platform: 'android' });
    const ring = await press();
    expect(ring).toMatchObject({ status: 'ringing', targets: 2 });
    expect(await deliveries(ring.id)).toMatchObject([
      {
        user_id: 'anna', push_token_id: voip, provider: 'apns', pool: 'push apns production com.example', lane: 'ring', status: 'pending', seconds: 30, recipient: 'voip****anna', content: 'Front door\nSomebody is at the door',
        fallback: [{ pushTokenId: alert, provider: 'apns', pool: 'push apns production com.example', recipient: 'aler****anna' }],
      },
      { user_id: 'bert', push_token_id: droid, provider: 'fcm', fallback: null },
    ]);
  });

  it('says what happened, when, and until when it matters', async () => {
    const at = Math.floor(app.clock.now().getTime() / 1_000);
    const { id } = await press({ guid: 'g-1', snapshotUrl: 'https://example.com/1.jpg', data: { floor: 3 }, ttlSeconds: 60 });
    expect(await contentOf(id)).toEqual({
      kind: 'event', udid: 'cam-1', deviceName: 'Front door', type: 1, guid: 'g-1', title: 'Front door', body: 'Somebody is at the door', snapshotUrl: 'https://example.com/1.jpg', data: { floor: 3 }, at,
      ring: { id: toTypeId('ring', id), expiresAt: at + 60 },
    });
    const bare = await press({ type: 13, title: 'Gate', body: 'It is Joe' });
    expect(await contentOf(bare.id)).toMatchObject({ type: 13, title: 'Gate', body: 'It is Joe', guid: toTypeId('ring', bare.id) });
  });

  it('is one row with its message, worth as long as was asked for', async () => {
    const { id } = await press({ ttlSeconds: 5 });
    expect(await app.rows('select id, udid, type, sender_id, status, ended_at, extract(epoch from expires_at)::float8 as over from ring where tenant_id = $1', [anna.tenantId])).toEqual([
      { id, udid: 'cam-1', type: 1, sender_id: 'gateway', status: 'ringing', ended_at: null, over: expect.closeTo(Date.now() / 1_000 + 5, -1) },
    ]);
    for (const ttlSeconds of [4, 121]) expect(await codeOf(press({ ttlSeconds, type: 2 }))).toBe('invalid_request');
  });

  it('rings a phone once, however its tokens are registered', async () => {
    for (const purpose of ['ring', 'message'] as const) await test.phone(anna, { token: 'one-address', purpose, platform: 'android', provider: 'fcm' });
    const ring = await press();
    expect(ring.targets).toBe(1);
    expect(await deliveries(ring.id)).toMatchObject([{ fallback: [{ provider: 'fcm' }] }]);
    await test.phone(anna, { token: 'another', platform: 'android', purpose: 'message' });
    expect(await press({ type: 2 })).toMatchObject({ targets: 2 });
  });

  it('writes down whom it cannot reach', async () => {
    await shareWith(bert);
    await test.phone(anna, { token: 'voip-of-anna' });
    const ring = await press();
    expect(ring.targets).toBe(1);
    expect((await deliveries(ring.id))[1]).toMatchObject({ user_id: 'bert', status: 'failed', error: 'no_token', provider: null, pool: null });
    expect(await press({ type: 2 })).toMatchObject({ status: 'ringing' });
  });

  it('leaves out who may only watch, and tokens that ended', async () => {
    await shareWith(bert, PERMISSION_LIVE);
    await test.phone(bert, { token: 'token-of-bert' });
    const ended = await test.phone(anna, { token: 'voip-of-anna' });
    await app.pushTokens().deactivate(anna, toTypeId('pt', ended));
    const ring = await press();
    expect(await deliveries(ring.id)).toMatchObject([{ user_id: 'anna', error: 'no_token' }]);
  });

  it('stores nothing when nobody gets the device’s events, the device is not there, or the caller may not send', async () => {
    await app.rows('delete from member where tenant_id = $1', [anna.tenantId]);
    expect(await codeOf(press())).toBe('nobody_to_ring');
    expect(await codeOf(press({ device: 'cam-2', guid: 'g' }))).toBe('device_not_found');
    expect(await codeOf(press({}, anna))).toBe('scope_missing');
    expect(await codeOf(press({}, actorInNewTenant('gateway', 'communication:send')))).toBe('device_not_found');
    for (const table of ['ring', 'message', 'delivery', 'event_guid']) expect(await rows(table)).toEqual([]);
  });

  it('is refused when a provider would refuse it for its size', async () => {
    await test.phone(anna, { token: 'voip-of-anna' });
    const check = test.sending.apns.check.bind(test.sending.apns);
    test.sending.apns.check = (content) => { if (JSON.stringify(content).length > 1_000) throw new DomainError('payload_too_large'); };
    try {
      expect(await codeOf(press({ data: { filler: 'x'.repeat(1_000) } }))).toBe('payload_too_large');
    } finally {
      test.sending.apns.check = check;
    }
    expect(await rows('ring')).toEqual([]);
  });

  it('is refused when it is larger than a phone on the push socket takes, where one would get it', async () => {
    const data = { filler: 'x'.repeat(70_000) };
    await test.phone(anna, { token: 'voip-of-anna' });
    expect(await press({ data, type: 2 })).toMatchObject({ targets: 1 });
    await test.phone(anna, { token: 'a socket', platform: 'android', provider: 'socket', purpose: 'message' });
    expect(await codeOf(press({ data }))).toBe('payload_too_large');
    expect(await codeOf(test.events.send(gateway, { device: 'cam-1', type: 2, data, ttlSeconds: 60 }))).toBe('payload_too_large');
    const { send, bulk } = test.sending;
    expect(await codeOf(send.push(gateway, { userId: 'anna', title: 't', body: 'b', data }))).toBe('payload_too_large');
    expect(await codeOf(bulk.send(gateway, { channel: 'push', subject: 't', content: data.filler, recipients: ['anna'] }))).toBe('payload_too_large');
    expect(await rows('ring')).toHaveLength(1);
  });

  it('reaches a hundred members with two statements', async () => {
    const members = Array.from({ length: 99 }, (_, i) => colleagueOf(anna, `member-${i}`));
    for (const member of members) await shareWith(member);
    for (const member of [anna, ...members]) await test.phone(member, { token: `voip of ${member.userId}`, deviceId: 'phone' });
    const asked: string[] = [], ask = app.db.ask.bind(app.db);
    app.db.ask = ((actor, statement, ...values) => {
      asked.push(statement.name);
      return ask(actor, statement, ...values);
    }) as typeof app.db.ask;
    try {
      expect(await press()).toMatchObject({ targets: 100 });
    } finally {
      app.db.ask = ask;
    }
    expect(asked).toEqual(['event_audience', 'accept_event']);
  });

  it('wakes the workers of rings once it is stored', async () => {
    await test.phone(anna, { token: 'voip-of-anna' });
    const woken: Promise<Row[]>[] = [];
    test.sending.wakeUps.on('ring', () => { woken.push(rows('ring')); });
    await press();
    expect(await Promise.all(woken)).toMatchObject([[{ status: 'ringing' }]]);
  });
});

describe('the same ring again', () => {
  it('is what the first was while its guid is known, a day', async () => {
    await test.phone(anna, { token: 'voip-of-anna' });
    const first = await press({ guid: 'g-1' });
    await age(10_000);
    expect(await press({ guid: 'g-1', title: 'Another' })).toEqual(first);
    expect(await press({ guid: 'g-2' })).not.toMatchObject({ id: first.id });
    await age(86_400_000);
    expect(await press({ guid: 'g-1' })).not.toMatchObject({ id: first.id });
    expect(await rows('ring')).toHaveLength(3);
  });

  it('is what the first was within three seconds, of one device and type', async () => {
    await app.devices.put(gateway, 'cam-2', { owner: 'anna' });
    const first = await press();
    await age(2_500);
    expect(await press()).toEqual(first);
    expect(await press({ type: 13 })).not.toMatchObject({ id: first.id });
    expect(await press({ device: 'cam-2' })).not.toMatchObject({ id: first.id });
    await age(3_100);
    expect(await press()).not.toMatchObject({ id: first.id });
  });

  it('stands for its guid, too, when it was a repeated press', async () => {
    const first = await press({ guid: 'g-1' });
    expect(await press({ guid: 'g-2' })).toEqual(first);
    await age(10_000);
    expect(await press({ guid: 'g-2' })).toEqual(first);
  });

  it('tells how it stands now', async () => {
    await test.phone(anna, { token: 'voip-of-anna' });
    const { id } = await press({ guid: 'g-1' });
    await test.rings.cancel(gateway, id);
    expect(await press({ guid: 'g-1' })).toEqual({ id, status: 'cancelled', targets: 1 });
  });

  it('counts phones, not the ways to them that were tried', async () => {
    await test.phone(anna, { token: 'voip-of-anna', deviceId: 'phone' });
    const alert = await test.phone(anna, { token: 'alert-of-anna', deviceId: 'phone', purpose: 'message' });
    const { id } = await press({ guid: 'g-1' });
    await app.rows(`insert into delivery (tenant_id, id, user_id, channel, recipient, content, status, updated_at, push_token_id, message_id) values ($1, $2, 'anna', 'push', '-', '-', 'pending', now(), $3, $4)`, [anna.tenantId, idsBy(new SystemClock()).next(), alert, id]);
    expect(await press({ guid: 'g-1' })).toMatchObject({ targets: 1 });
  });

  it('is one, when it comes twenty times at once', async () => {
    await test.phone(anna, { token: 'voip-of-anna' });
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => press(i % 2 ? { guid: 'g-1' } : {})));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(results.every(({ targets }) => targets === 1)).toBe(true);
    for (const table of ['ring', 'message', 'delivery']) expect(await rows(table)).toHaveLength(1);
  });

  it('is one where two processes accept it in transactions', async () => {
    const [one, two] = await Promise.all([app.db.run(gateway, () => press()), app.db.run(gateway, () => press())]);
    expect(one.id).toBe(two.id);
    expect(await rows('ring')).toHaveLength(1);
  });

  it('is there for every type when one guid comes at once with several', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => press({ guid: 'g-1', type: i })));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await rows('ring')).toHaveLength(1);
    // The other buttons were not pressed: each rings when it is.
    const others = await Promise.all(Array.from({ length: 8 }, (_, i) => press({ type: i })));
    const known = new Set((await rows('ring')).map(({ id }) => id));
    expect(others.every(({ id }) => known.has(id))).toBe(true);
  });
});

describe('cancelling a ring', () => {
  it('keeps it from phones that have not got it, and tells those that may', async () => {
    const phones: string[] = [];
    for (const token of ['waits', 'in hand', 'sent', 'rang', 'failed']) phones.push(await test.phone(anna, { token: `the token of what ${token}`, platform: 'android' }));
    const { id } = await press();
    const set = (phone: string | undefined, sql: string): Promise<unknown> => app.rows(`update delivery set ${sql} where message_id = $1 and push_token_id = $2`, [id, phone]);
    await set(phones[1], 'attempts = 1');
    await set(phones[2], "status = 'sent'");
    await set(phones[3], "status = 'delivered'");
    await set(phones[4], "status = 'failed', attempts = 1, error = 'address_dead'");
    expect(await test.rings.cancel(gateway, id)).toEqual({ id, status: 'cancelled' });
    expect((await deliveries(id)).map(({ status, error }) => [status, error])).toEqual([['cancelled', 'ring_cancelled'], ['cancelled', 'ring_cancelled'], ['sent', null], ['delivered', null], ['failed', 'address_dead']]);
    const ends = await endsOf();
    expect(ends.map(({ push_token_id }) => push_token_id)).toEqual([phones[1], phones[2], phones[3]]);
    expect(ends[0]).toMatchObject({ pool: 'push fcm production ', seconds: 30, recipient: 'the ****hand' });
    expect(await contentOf(ends[0]!['message_id'] as string)).toEqual({ kind: 'ring_end', ringId: toTypeId('ring', id), udid: 'cam-1', reason: 'cancelled' });
  });

  it('tells nothing to the push socket, whose builds would not understand', async () => {
    await test.phone(anna, { token: 'a socket', platform: 'android', provider: 'socket' });
    const { id } = await press();
    await app.rows("update delivery set status = 'sent' where message_id = $1", [id]);
    await test.rings.cancel(gateway, id);
    expect(await endsOf()).toEqual([]);
  });

  it('again does nothing, and not at all when it is over', async () => {
    await test.phone(anna, { token: 'droid-of-anna', platform: 'android' });
    const { id } = await press();
    await app.rows("update delivery set status = 'sent' where message_id = $1", [id]);
    for (const _twice of [1, 2]) expect(await test.rings.cancel(gateway, id)).toMatchObject({ status: 'cancelled' });
    expect(await endsOf()).toHaveLength(1);
    const late = await press({ type: 2 });
    await app.rows('update ring set expires_at = now() where id = $1', [late.id]);
    expect(await codeOf(test.rings.cancel(gateway, late.id))).toBe('ring_over');
  });

  it('is for senders of the tenant', async () => {
    const { id } = await press();
    expect(await codeOf(test.rings.cancel(anna, id))).toBe('scope_missing');
    expect(await codeOf(test.rings.cancel(actorInNewTenant('gateway', 'communication:send'), id))).toBe('ring_not_found');
    expect(await codeOf(test.rings.cancel(gateway, app.ids.next()))).toBe('ring_not_found');
  });

  it('comes from whoever rang, or from an administrator; other senders may only see it', async () => {
    const { id } = await press();
    expect(await codeOf(test.rings.cancel(colleagueOf(anna, 'another', 'communication:send'), id))).toBe('scope_missing');
    expect((await rows('ring'))[0]).toMatchObject({ status: 'ringing' });
    expect(await test.rings.cancel(colleagueOf(anna, 'admin', 'tenant:admin'), id)).toMatchObject({ status: 'cancelled' });
    expect((await rows('ring'))[0]).toMatchObject({ ended_by: 'admin', ended_at: expect.any(Date) });
    expect(millisOf(id)).toBeLessThanOrEqual(Date.now());
  });
});
