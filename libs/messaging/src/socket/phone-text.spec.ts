import { timeOf, toTypeId, type EventContent, type MessageContent } from '@ringpost/domain';
import { TestClock, codeOf, idsBy } from '@ringpost/domain/testing';
import { checkPhoneText, phoneText } from './phone-text.js';

const ID = idsBy(new TestClock()).next();
const TS = Math.floor(timeOf(ID).getTime() / 1_000);
const EVENT: EventContent = { kind: 'event', udid: 'cam-1', deviceName: 'Front door', type: 1, guid: 'g-1', title: 'Front door', body: 'Somebody is at the door', snapshotUrl: 'https://example.com/1.jpg', data: { floor: 3 }, at: 1 };

/** As a phone reads it. */
function read(content: MessageContent): Record<string, unknown> {
  const { aps, func, info, ...rest } = JSON.parse(phoneText(JSON.stringify(content), ID)) as Record<string, string>;
  const decoded = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64').toString());
  return { ...rest, aps: JSON.parse(aps!), func: decoded(func!), info: decoded(info!) };
}

describe('on the push socket', () => {
  it('an event of a device is one, with all that it says', () => {
    expect(read(EVENT)).toEqual({
      uid: 'cam-1', device: 'Front door', type: '1', action: '', guid: 'g-1', other: 'https://example.com/1.jpg',
      aps: { alert: 'Front door', sound: 'default', message: 'Somebody is at the door', name: 'Front door' }, func: { ts: TS }, info: { floor: 3 },
    });
  });

  it('a ring tells its name and its end beside the rest', () => {
    expect(read({ ...EVENT, ring: { id: toTypeId('ring', ID), expiresAt: 31 } })['info']).toEqual({ floor: 3, ring_id: toTypeId('ring', ID), expires_at: 31 });
  });

  it('a push is an event about nothing, unless its data name a device and a type', () => {
    const push = { kind: 'push', title: 'Hello', body: 'There' } as const;
    expect(read(push)).toMatchObject({ uid: '', type: '0', guid: ID, aps: { alert: 'Hello', message: 'There' }, info: {} });
    expect(read({ ...push, data: { device: 'cam-1', event_type: 10, more: true } })).toMatchObject({ uid: 'cam-1', type: '10', info: { more: true } });
    for (const event_type of [-1, 65_536, 1.5, '1', null]) expect(read({ ...push, data: { device: 7, event_type } })).toMatchObject({ uid: '', type: '0' });
  });

  it('an event in the words of old builds is what it was', () => {
    expect(read({ kind: 'phone_event', draft: { uid: 'cam-1', type: 4, alert: 'Low', action: 'a', sound: 's', info: { percent: 9 } } })).toMatchObject({ uid: 'cam-1', type: '4', action: 'a', guid: ID, aps: { alert: 'Low', message: 'Low', sound: 's' }, info: { percent: 9 } });
  });

  it('the same message is the same bytes', () => {
    expect(phoneText(JSON.stringify(EVENT), ID)).toBe(phoneText(JSON.stringify(EVENT), ID));
  });

  it('what another release wrote for phones goes out as it is', () => {
    expect(phoneText('{"uid":"cam-1",  "type":"1"}', ID)).toBe('{"uid":"cam-1",  "type":"1"}');
  });

  it.each<MessageContent>([{ kind: 'ring_end', ringId: 'ring_1', udid: 'cam-1', reason: 'answered' }, { kind: 'sms', text: 'Hello' }, { kind: 'email', subject: 'Hello', text: 'There', transactional: true }])('there is nothing for %p', (content) => {
    expect(() => phoneText(JSON.stringify(content), ID)).toThrow(`${content.kind} is no content for the push socket`);
  });

  it('nothing is larger than a phone takes', async () => {
    expect(await codeOf(() => phoneText(JSON.stringify({ ...EVENT, data: { filler: 'x'.repeat(70_000) } }), ID))).toBe('invalid_request');
  });

  it.each<[string, (words: string) => MessageContent]>([['a ring', (body) => ({ ...EVENT, body, ring: { id: toTypeId('ring', ID), expiresAt: TS } })], ['a push', (body) => ({ kind: 'push', title: 'Hello', body })]])('is refused before it is one byte too large: %s', async (_what, content) => {
    const room = 65_536 - Buffer.byteLength(phoneText(JSON.stringify(content('')), ID)), [fits, doesNot] = [content('x'.repeat(room)), content('x'.repeat(room + 1))];
    checkPhoneText(fits);
    expect(Buffer.byteLength(phoneText(JSON.stringify(fits), ID))).toBe(65_536);
    expect(await codeOf(() => checkPhoneText(doesNot))).toBe('payload_too_large');
  });
});
