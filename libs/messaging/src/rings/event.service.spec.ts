import { toTypeId, type Actor, type EventContent } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import { messageContext } from '../socket/socket-delivery.service.js';
import { TestMessaging, TestRings, actorInNewTenant, colleagueOf } from '../testing/index.js';
import type { AcceptedEvent, EventRequest } from './requests.js';

let app: TestMessaging;
let test: TestRings;
let [anna, gateway] = [] as unknown as [Actor, Actor];
beforeAll(async () => {
  app = await TestMessaging.start();
  test = new TestRings(app);
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  gateway = colleagueOf(anna, 'gateway', 'communication:send');
  await app.devices.put(gateway, 'cam-1', { owner: 'anna', name: 'Front door' });
});

const send = (request: Partial<EventRequest> = {}, sender = gateway): Promise<AcceptedEvent> => test.events.send(sender, { device: 'cam-1', type: 0, ttlSeconds: 86_400, ...request });
const deliveries = (id: string): Promise<Record<string, unknown>[]> => app.rows('select *, extract(epoch from expires_at - due_at)::int as seconds from delivery where message_id = $1 order by id', [id]);

describe('an event', () => {
  it('goes to every phone once, by what it registered for messages, and rings none', async () => {
    await test.phone(anna, { token: 'voip token of anna', deviceId: 'phone' });
    const alert = await test.phone(anna, { token: 'alert token of anna', deviceId: 'phone', purpose: 'message' });
    await test.phone(anna, { token: 'socket token of anna', deviceId: 'phone', purpose: 'message', appId: 'com.other', platform: 'android', provider: 'socket' });
    await test.phone(anna, { token: 'another voip token', deviceId: 'tablet' });
    const { id, targets } = await send();
    expect(targets).toBe(2);
    expect(await deliveries(id)).toMatchObject([{ push_token_id: alert, lane: 'message', seconds: 86_400, fallback: null }, { provider: 'socket', pool: null, lane: 'message' }]);
    expect(await app.rows('select 1 from ring where tenant_id = $1', [anna.tenantId])).toEqual([]);
  });

  it.each([[0, 'Something moves'], [1, 'Somebody is at the door'], [4, 'The battery is low'], [300, 'The device reports something']])('of type %i has words when it brings none', async (type, body) => {
    const { id } = await send({ type });
    const [row] = await app.rows<{ payload_sealed: Buffer }>('select payload_sealed from message where id = $1', [id]);
    const content = JSON.parse(app.vault.open(row!.payload_sealed, messageContext(anna.tenantId))) as EventContent;
    expect(content).toEqual({ kind: 'event', udid: 'cam-1', deviceName: 'Front door', type, guid: toTypeId('msg', id), title: 'Front door', body, at: expect.any(Number) });
  });

  it('with the same guid is the same within a day, and apart from rings and other devices', async () => {
    await app.devices.put(gateway, 'cam-2', { owner: 'anna' });
    const [first, ...again] = await Promise.all(Array.from({ length: 10 }, () => send({ guid: 'g-1' })));
    expect(again.every(({ id }) => id === first!.id)).toBe(true);
    expect(await send({ guid: 'g-1', type: 4 })).toEqual(first);
    const others = [await send({ guid: 'g-1', device: 'cam-2' }), await test.rings.press(gateway, { device: 'cam-1', type: 1, guid: 'g-1', ttlSeconds: 30 }), await send(), await send()];
    expect(new Set([first!.id, ...others.map(({ id }) => id)]).size).toBe(5);
    await app.rows("update event_guid set created_at = now() - interval '1 day' where tenant_id = $1", [anna.tenantId]);
    expect(await send({ guid: 'g-1' })).not.toMatchObject({ id: first!.id });
  });

  it('is for senders, devices that are there, and somebody who gets them', async () => {
    expect(await codeOf(send({}, anna))).toBe('scope_missing');
    expect(await codeOf(send({ device: 'cam-9' }))).toBe('device_not_found');
    expect(await codeOf(send({ ttlSeconds: 31 * 86_400 }))).toBe('invalid_request');
    await app.rows('delete from member where tenant_id = $1', [anna.tenantId]);
    expect(await codeOf(send())).toBe('nobody_to_ring');
  });
});
