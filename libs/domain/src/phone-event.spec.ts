import { PhoneEvent, RING_TYPE, type PhoneEventDraft } from './phone-event.js';
import { codeOf } from './testing/index.js';

const NOW = new Date('2026-03-01T12:00:00.900Z');
const GUID = '0195a4d3-0000-7000-8000-000000000001';
const event = (draft: Partial<PhoneEventDraft> = {}): PhoneEvent => new PhoneEvent({ uid: 'cam-1', type: RING_TYPE, alert: 'Somebody rings', ...draft }, GUID, NOW);
const read = (draft?: Partial<PhoneEventDraft>): Record<string, string> => JSON.parse(event(draft).payload) as Record<string, string>;
const unpacked = (base64: string): unknown => JSON.parse(Buffer.from(base64, 'base64').toString());

describe('an event for a phone', () => {
  it('has every member that old builds read, each a text', () => {
    const wire = read({ device: 'Front door', action: '2', other: 'https://example.com/1.jpg', message: 'At the front door', sound: 'bell.caf', info: { battery: 80, name: '门' } });
    expect(Object.keys(wire)).toEqual(['uid', 'device', 'type', 'action', 'guid', 'other', 'aps', 'func', 'info']);
    for (const value of Object.values(wire)) expect(typeof value).toBe('string');
    expect(wire).toMatchObject({ uid: 'cam-1', device: 'Front door', type: '1', action: '2', guid: GUID, other: 'https://example.com/1.jpg' });
    expect(JSON.parse(wire['aps']!)).toEqual({ alert: 'Somebody rings', sound: 'bell.caf', message: 'At the front door', name: 'Front door' });
    expect(unpacked(wire['func']!)).toEqual({ ts: 1_772_366_400 });
    expect(unpacked(wire['info']!)).toEqual({ battery: 80, name: '门' });
  });

  it('leaves nothing out that was not said', () => {
    const wire = read();
    expect(wire).toMatchObject({ device: '', action: '', other: '' });
    expect(JSON.parse(wire['aps']!)).toEqual({ alert: 'Somebody rings', sound: 'default', message: 'Somebody rings', name: '' });
    expect(unpacked(wire['info']!)).toEqual({});
  });

  it('is for the registry of rings when it is a ring, else for that of messages', () => {
    expect([event().purpose, event({ type: 0 }).purpose, event({ type: 65_535 }).purpose]).toEqual(['ring', 'message', 'message']);
  });

  it.each([-1, 65_536, 1.5, Number.NaN])('has no type %d', async (type) => {
    expect(await codeOf(() => event({ type }))).toBe('invalid_request');
  });

  it('has at most 65536 bytes', async () => {
    const around = event({ alert: '', message: '' }).payload.length;
    const largest = 65_536 - around;
    expect(Buffer.byteLength(event({ alert: 'a'.repeat(largest), message: '' }).payload)).toBe(65_536);
    expect(await codeOf(() => event({ alert: 'a'.repeat(largest + 1), message: '' }))).toBe('invalid_request');
    expect(await codeOf(() => event({ alert: '门'.repeat(largest / 2), message: '' }))).toBe('invalid_request');
  });
});
