import { SocketTokens, socketHashOf, toTypeId, type Actor, type PhoneEventDraft } from '@ringpost/domain';
import { codeOf, keyNamed, until } from '@ringpost/domain/testing';
import { DUE_CHANNEL, type DeliveryKey } from '@ringpost/persistence';
import { messageContext, type Claimed } from './socket-delivery.service.js';
import { TestMessaging, TestOldPhones, TestRings, actorInNewTenant, callerOf, colleagueOf, oldBuild } from '../testing/index.js';

let app: TestMessaging;
let phones: TestOldPhones;
let anna: Actor;
let token: string;
beforeAll(async () => {
  app = await TestMessaging.start();
  phones = new TestOldPhones(app);
});
afterAll(async () => {
  await phones.stop();
  await app.stop();
});
beforeEach(async () => {
  await app.rows('delete from socket_presence');
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  token = new SocketTokens([keyNamed('first')]).random();
});

type Row = Record<string, unknown>;

const RING: PhoneEventDraft = { uid: 'cam-1', type: 1, device: 'Front door', alert: 'Your code is 482913' };
const register = (purpose: 'ring' | 'message' = 'ring', actor = anna): Promise<void> => phones.tokens().register(callerOf(actor), purpose, oldBuild(token));
const send = (draft: Partial<PhoneEventDraft> = {}, ttlSeconds?: number): Promise<DeliveryKey> => phones.events.send(token, { ...RING, ...draft }, { ttlSeconds });
const rowOf = async ({ id }: DeliveryKey): Promise<Row> => (await app.rows('select d.*, extract(epoch from expires_at - due_at)::int as seconds, t.purpose, m.payload_sealed from delivery d join push_token t on t.id = d.push_token_id join message m on m.id = d.message_id where d.id = $1', [id]))[0]!;

describe('an event', () => {
  it('is stored, message and delivery, with nothing of it in clear', async () => {
    await register();
    const key = await send();
    const row = await rowOf(key);
    expect(key.tenantId).toBe(anna.tenantId);
    expect(row).toMatchObject({ tenant_id: anna.tenantId, user_id: 'anna', channel: 'push', provider: 'socket', status: 'pending', lane: 'ring', seconds: 30, error: null });
    expect(row).toMatchObject({ recipient: `${token.slice(0, 4)}****${token.slice(-4)}`, content: 'Your code is ******' });
    const payload = JSON.parse(app.vault.open(row['payload_sealed'] as Buffer, `message ${anna.tenantId}`)) as Row;
    expect(payload).toEqual({ kind: 'phone_event', draft: RING });
    expect(JSON.stringify(await app.rows('select m::text, d::text from message m, delivery d'))).not.toContain('482913');
    expect(JSON.stringify(await app.rows('select d::text from delivery d'))).not.toContain(token.slice(10, 40));
  });

  it('is in the log of the user it is for, and of no other', async () => {
    await register();
    const { id } = await send();
    const { items } = await app.deliveries.list(anna, {}, { by: 'page', page: 1, size: 10 });
    expect(items).toMatchObject([{ id, channel: 'push', provider: 'socket', status: 'pending', recipient: expect.stringContaining('****'), content: 'Your code is ******' }]);
    expect((await app.deliveries.list(actorInNewTenant('anna'), {}, { by: 'page', page: 1, size: 10 })).items).toEqual([]);
  });

  it('wakes whoever holds connections, after it is stored', async () => {
    await register();
    const { notifications } = await phones.process();
    let stored: number | undefined;
    await notifications.listen(DUE_CHANNEL, () => { void app.rows('select 1 from delivery where tenant_id = $1', [anna.tenantId]).then(({ length }) => { stored = length; }); });
    await send();
    await until(() => stored !== undefined);
    expect(stored).toBe(1);
  });

  it.each<[string, Partial<PhoneEventDraft>, number | undefined, object]>([
    ['a ring, for half a minute', {}, undefined, { lane: 'ring', seconds: 30 }], ['anything else, for a day', { type: 0 }, undefined, { lane: 'message', seconds: 86_400 }],
    ['a ring that is worth less', {}, 5, { lane: 'ring', seconds: 5 }], ['what is worth longer than a month, for a month', { type: 4 }, 99 * 86_400, { lane: 'message', seconds: 30 * 86_400 }],
  ])('is kept as %s', async (_what, draft, ttl, columns) => {
    await register();
    expect(await rowOf(await send(draft, ttl))).toMatchObject(columns);
  });

  it('is for the row of its registry, and for the other one’s where there is only that', async () => {
    await register('message');
    expect((await rowOf(await send({ type: 1 })))['purpose']).toBe('message');
    await register('ring');
    expect([(await rowOf(await send({ type: 1 })))['purpose'], (await rowOf(await send({ type: 0 })))['purpose']]).toEqual(['ring', 'message']);
  });

  it('is stored as a whole or not at all', async () => {
    await register();
    await expect(app.db.asOwner((tx) => tx.sql("alter table delivery add constraint no_luck check (content <> 'no luck') not valid"))).resolves.toEqual([]);
    await expect(send({ alert: 'no luck' })).rejects.toThrow();
    await app.db.asOwner((tx) => tx.sql('alter table delivery drop constraint no_luck'));
    expect(await app.rows('select 1 from message where tenant_id = $1', [anna.tenantId])).toEqual([]);
  });

  it('is refused for a token that nobody registered, or nobody any more, and for what is no token', async () => {
    expect(await codeOf(send())).toBe('push_token_not_found');
    await register();
    await phones.tokens().clear(callerOf(anna), 'ring');
    expect(await codeOf(send())).toBe('push_token_not_found');
    for (const text of ['', 't1', 'a'.repeat(64)]) expect(await codeOf(phones.events.send(text, RING, { strangersTenant: anna.tenantId }))).toBe('push_token_not_found');
  });

  it('that no phone could take is refused, and nothing is stored', async () => {
    await register();
    expect(await codeOf(send({ type: 70_000 }))).toBe('invalid_request');
    expect(await codeOf(send({ info: { much: 'x'.repeat(70_000) } }))).toBe('invalid_request');
    expect(await app.rows('select 1 from message where tenant_id = $1', [anna.tenantId])).toEqual([]);
  });
});

describe('what became of an event', () => {
  it('is told as it goes on', async () => {
    await register();
    const key = await send();
    const deliveries = phones.deliveries(7);
    expect(await phones.events.stateOf(key)).toEqual({ status: 'pending', error: null, sentAt: null, updatedAt: expect.any(Date) });
    await deliveries.sent([key]);
    expect(await phones.events.stateOf(key)).toMatchObject({ status: 'sent', sentAt: expect.any(Date) });
    await deliveries.delivered([key]);
    expect(await phones.events.stateOf(key)).toMatchObject({ status: 'delivered', error: null });
  });

  it('is nothing for one that is gone', async () => {
    expect(await codeOf(phones.events.stateOf({ tenantId: anna.tenantId, id: app.ids.next() }))).toBe('push_token_not_found');
  });
});

describe('delivering', () => {
  const due = async (process: number): Promise<Claimed> => {
    const [rings, others] = await Promise.all([true, false].map((rings) => phones.deliveries(process).due({ rings, windowMs: 60_000 })));
    return { deliveries: [...rings!.deliveries, ...others!.deliveries], last: rings!.last ?? others!.last };
  };
  const connected = async (process = 7): Promise<{ tokenHash: Buffer; generation: bigint }> => {
    const line = await phones.lines(process).open({ imei: '', imsi: '', bundleId: '' });
    await app.rows('update socket_presence set token_hash = $1 where token_hash = $2', [socketHashOf(token), line.tokenHash]);
    return { tokenHash: socketHashOf(token)!, generation: line.generation };
  };

  it('gives the process that holds the phone what to write to it, rings first', async () => {
    await register();
    await register('message');
    const [message, ring] = [await send({ type: 0 }), await send()];
    await connected();
    const { deliveries, last } = await due(7);
    expect(deliveries.map(({ id }) => id)).toEqual([ring.id, message.id]);
    expect(deliveries.map(({ line }) => line)).toEqual(Array(2).fill(socketHashOf(token)!.toString('hex')));
    expect(deliveries.map(({ payload }) => (JSON.parse(payload) as Row)['type'])).toEqual(['1', '0']);
    expect(last).toBeUndefined();
    expect((await due(8)).deliveries).toEqual([]);
  });

  it('gives a phone that comes back the same bytes with the same guid, until it confirmed them', async () => {
    await register();
    const key = await send();
    const line = await connected();
    const [first] = (await due(7)).deliveries;
    await phones.deliveries(7).sent([key]);
    const again = (await phones.deliveries(8).forPhone(line)).deliveries;
    expect(again).toEqual([first]);
    await phones.deliveries(8).delivered([key]);
    expect(await phones.deliveries(8).forPhone(line)).toEqual({ deliveries: [], last: undefined });
  });

  it('reaches a phone that only hangs on the socket, where the sender says in whose log that is', async () => {
    const key = await phones.events.send(token, RING, { strangersTenant: anna.tenantId });
    const line = await connected();
    expect((await due(7)).deliveries).toMatchObject([{ ...key, line: line.tokenHash.toString('hex') }]);
    expect((await phones.deliveries(7).forPhone(line)).deliveries).toMatchObject([key]);
    await phones.deliveries(7).delivered([key]);
    expect(await phones.events.stateOf(key)).toMatchObject({ status: 'delivered' });
    expect((await app.deliveries.list(anna, {}, { by: 'page', page: 1, size: 10 })).items).toEqual([]);
  });

  it('is for whoever registered the phone, whatever the sender says of strangers', async () => {
    await register();
    const key = await phones.events.send(token, RING, { strangersTenant: 'tnt_other' });
    expect(key.tenantId).toBe(anna.tenantId);
  });

  it('gives nothing to the phone’s previous owner once it changed hands', async () => {
    await register();
    await send();
    const line = await connected();
    await phones.tokens().register(callerOf(actorInNewTenant('other tenant')), 'ring', oldBuild(token));
    expect((await phones.deliveries(7).forPhone(line)).deliveries).toHaveLength(1); // another tenant does not take it over
    const { tenantId } = anna;
    await phones.tokens().register(callerOf({ ...anna, tenantId, userId: 'bert' } as Actor), 'ring', oldBuild(token));
    expect((await phones.deliveries(7).forPhone(line)).deliveries).toEqual([]);
  });

  it('fails what is over', async () => {
    await register();
    const key = await send({}, 0);
    await connected();
    expect((await due(7)).deliveries).toEqual([]);
    expect(await phones.deliveries(7).expire()).toBeGreaterThanOrEqual(1);
    expect(await phones.events.stateOf(key)).toMatchObject({ status: 'failed', error: 'expired' });
  });

  it('goes on with the others when one cannot be opened, and says so once', async () => {
    await register();
    const [broken, sound] = [await send(), await send()];
    const line = await connected();
    await app.rows("update message set payload_sealed = 'nonsense' where id = (select message_id from delivery where id = $1)", [broken.id]);
    const deliveries = phones.deliveries(7), before = phones.complaints.told;
    for (let i = 0; i < 3; i++) {
      expect((await deliveries.due({ rings: true, windowMs: 60_000 })).deliveries.map(({ id }) => id)).toEqual([sound.id]);
      expect((await deliveries.forPhone(line)).deliveries.map(({ id }) => id)).toEqual([sound.id]);
    }
    expect(phones.complaints.told - before).toBe(1);
  });

  it('fails what no phone could read, and goes on with the others', async () => {
    await register();
    const [broken, sound] = [await send(), await send()];
    await connected();
    const tooLarge = app.vault.seal(JSON.stringify({ kind: 'push', title: 'Hello', body: 'x'.repeat(70_000) }), messageContext(anna.tenantId));
    await app.rows('update message set payload_sealed = $2 where id = (select message_id from delivery where id = $1)', [broken.id, tooLarge]);
    expect((await due(7)).deliveries.map(({ id }) => id)).toEqual([sound.id]);
    expect(await phones.events.stateOf(broken)).toMatchObject({ status: 'failed', error: 'payload_refused' });
    expect(await phones.events.stateOf(sound)).toMatchObject({ status: 'pending' });
  });

  it('gives what senders accepted in the words of old builds', async () => {
    await register('ring');
    const gateway = colleagueOf(anna, 'gateway', 'communication:send');
    await app.devices.put(gateway, 'cam-1', { owner: 'anna', name: 'Front door' });
    await connected();
    const { id } = await new TestRings(app).rings.press(gateway, { device: 'cam-1', type: 1, ttlSeconds: 30 });
    const { deliveries } = await due(7);
    expect(deliveries.map(({ payload }) => JSON.parse(payload) as Row)).toMatchObject([{ uid: 'cam-1', device: 'Front door', type: '1', guid: toTypeId('ring', id) }]);
    await phones.deliveries(7).delivered(deliveries);
    expect(await app.rows('select status from delivery where message_id = $1', [id])).toEqual([{ status: 'delivered' }]);
  });

  it('goes on with the others when one is nothing for phones on the socket', async () => {
    await register();
    const [strange, sound] = [await send(), await send()];
    await connected();
    const sealed = app.vault.seal('{"kind":"ring_end","ringId":"ring_1","udid":"cam-1","reason":"answered"}', `message ${anna.tenantId}`);
    await app.rows('update message set payload_sealed = $2 where id = (select message_id from delivery where id = $1)', [strange.id, sealed]);
    expect((await due(7)).deliveries.map(({ id }) => id)).toEqual([sound.id]);
  });

  // So many do not fit into what is remembered, and those that did not were never written.
  it('gives every one of more large payloads than it remembers', async () => {
    await register();
    await send();
    const line = await connected();
    const sealed = app.vault.seal(JSON.stringify({ info: 'x'.repeat(60_000) }), `message ${anna.tenantId}`);
    const ids = Array.from({ length: 400 }, () => app.ids.next());
    await app.rows('insert into message select $1, id, $2 from unnest($3::uuid[]) as t (id)', [anna.tenantId, sealed, ids]);
    await app.rows(`insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, status, updated_at, push_token_id, message_id, lane, due_at, expires_at)
      select d.tenant_id, u.id, d.user_id, d.channel, d.provider, d.recipient, d.content, d.status, now(), d.push_token_id, u.id, d.lane, d.due_at, d.expires_at from delivery d, unnest($2::uuid[]) as u (id) where d.tenant_id = $1`, [anna.tenantId, ids]);
    const { deliveries } = await due(7);
    expect(deliveries).toHaveLength(401);
    const { deliveries: again, last } = await phones.deliveries(7).forPhone(line);
    expect([again.length, last]).toEqual([100, expect.objectContaining({ id: again.at(-1)!.id })]);
  });
});
