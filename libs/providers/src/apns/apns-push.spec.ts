import { codeOf } from '@ringpost/domain/testing';
import type { MessageContent, Purpose } from '@ringpost/domain';
import { apnsShipment, deviceToken, eventContent, pushContent, ringContent, ringEndContent } from '../testing/apns-subject.js';
import { apnsHeaders, apnsPush, checkApnsSize } from './apns-push.js';

const payloadOf = (content: MessageContent, purpose: Purpose = 'message'): unknown => JSON.parse(apnsPush(content, purpose).payload);
const headersOf = (content: MessageContent, purpose: Purpose = 'message') => apnsHeaders(apnsPush(content, purpose), apnsShipment({ deliveryId: 'id-1', content, purpose }), 'com.example.app', 'bearer x');

describe('what APNs gets', () => {
  it('shows a push at once, with its data beside aps', () => {
    const content = pushContent({ data: { order: 7, nested: { a: [1] } } });
    expect(payloadOf(content)).toEqual({ aps: { alert: { title: 'Front door', body: 'Somebody was here' }, sound: 'default' }, order: 7, nested: { a: [1] } });
    expect(headersOf(content)).toEqual({
      ':method': 'POST', ':path': `/3/device/${deviceToken()}`, authorization: 'bearer x', 'apns-topic': 'com.example.app', 'apns-push-type': 'alert',
      'apns-priority': '10', 'apns-expiration': '1893456000', 'apns-id': 'id-1',
    });
  });

  it('lets no data pass for aps', () => {
    expect(payloadOf(pushContent({ data: { aps: { alert: 'forged', badge: 99 } } }))).toEqual({ aps: { alert: { title: 'Front door', body: 'Somebody was here' }, sound: 'default' } });
  });

  it('lets the app fetch the snapshot of an event, and replaces an event that comes again', () => {
    const content = eventContent({ snapshotUrl: 'https://example.test/1.jpg' });
    expect(payloadOf(content)).toEqual({
      aps: { alert: { title: 'Front door', body: 'Motion' }, sound: 'default', 'mutable-content': 1 },
      kind: 'event', device: 'UD1', device_name: 'Front door', event_type: 2, guid: 'guid-1', at: 1_700_000_000, snapshot_url: 'https://example.test/1.jpg',
    });
    expect(headersOf(content)).toMatchObject({ 'apns-push-type': 'alert', 'apns-collapse-id': 'guid-1' });
  });

  it('calls out on a phone that takes VoIP', () => {
    expect(payloadOf(ringContent(), 'ring')).toMatchObject({ aps: { alert: { title: 'Front door', body: 'Motion' } }, kind: 'ring', ring_id: 'ring_1', expires_at: 1_700_000_030 });
    expect(headersOf(ringContent(), 'ring')).toMatchObject({ 'apns-topic': 'com.example.app.voip', 'apns-push-type': 'voip', 'apns-priority': '10', 'apns-collapse-id': 'ring_1', 'apns-expiration': '1893456000' });
  });

  it('shows a ring on any other phone as something that cannot wait', () => {
    expect(payloadOf(ringContent())).toMatchObject({ aps: { alert: { title: 'Front door', body: 'Motion' }, sound: 'default', 'interruption-level': 'time-sensitive' }, ring_id: 'ring_1' });
    expect(headersOf(ringContent())).toMatchObject({ 'apns-topic': 'com.example.app', 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-collapse-id': 'ring_1' });
  });

  it('ends a ring without showing anything, and never by VoIP, where it would be a call', () => {
    expect(payloadOf(ringEndContent())).toEqual({ aps: { 'content-available': 1 }, kind: 'ring_end', ring_id: 'ring_1', device: 'UD1', reason: 'answered', by: 'u1' });
    expect(headersOf(ringEndContent())).toMatchObject({ 'apns-topic': 'com.example.app', 'apns-push-type': 'background', 'apns-priority': '5' });
    expect(() => apnsPush(ringEndContent(), 'ring')).toThrow('nothing for a token for rings');
  });

  it('hurries with rings and their ends alone', () => {
    const urgent = (content: MessageContent): boolean => apnsPush(content, 'message').urgent;
    expect([ringContent(), ringEndContent(), eventContent(), pushContent()].map(urgent)).toEqual([true, true, false, false]);
  });

  it.each(['x'.repeat(65), 'two words', 'tür', ''])('replaces nothing by the guid %j, which APNs does not take', (guid) => {
    expect(headersOf(eventContent({ guid }))).not.toHaveProperty('apns-collapse-id');
  });

  it.each<[string, Purpose, number, (body: string) => MessageContent]>([
    ['a push', 'message', 4_096, (body) => pushContent({ body })],
    ['a ring that is shown', 'message', 4_096, (body) => ringContent({ body })],
    ['a ring by VoIP', 'ring', 5_120, (body) => ringContent({ body })],
    ['an event to a phone that takes VoIP', 'ring', 4_096, (body) => eventContent({ body })],
  ])('takes of %s with purpose %s at most %i bytes', async (_what, purpose, largest, content) => {
    const room = largest - Buffer.byteLength(apnsPush(content(''), purpose).payload);
    checkApnsSize(content('é'.repeat(room / 2) + 'x'.repeat(room % 2)), purpose);
    const tooLarge = () => checkApnsSize(content('x'.repeat(room + 1)), purpose);
    expect(await codeOf(tooLarge)).toBe('payload_too_large');
    expect(tooLarge).toThrow(`the push has ${largest + 1} bytes, and APNs takes ${largest}`);
  });
});
