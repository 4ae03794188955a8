import { MAX_METADATA, Notification, metadataText } from './notification.js';
import { codeOf } from './testing/index.js';

describe('a notification', () => {
  it('is of the system, of medium priority and unread when nothing else is said', () => {
    const notification = new Notification('tnt_1', 'id', 'usr_1', { title: 'Motion', content: 'At the door' });
    expect(notification).toMatchObject({ type: 'system', priority: 'medium', eventType: null, actionUrl: null, metadata: null, sender: null, purpose: null, readAt: null, closedAt: null });
  });

  it('that is closed is read, when it was not read before, and stays closed', () => {
    const [unread, read] = [1, 2].map((n) => new Notification('tnt_1', `id${n}`, 'usr_1', { title: 'Share', content: 'Yes?', sender: 'usr_2', purpose: 'cam-1' }));
    read!.readAt = new Date(1);
    for (const notification of [unread!, read!]) for (const now of [new Date(2), new Date(3)]) notification.close(now);
    expect([unread, read]).toMatchObject([{ readAt: new Date(2), closedAt: new Date(2), sender: 'usr_2', purpose: 'cam-1' }, { readAt: new Date(1), closedAt: new Date(2) }]);
  });

  it('that is renewed asks in other words, unread', async () => {
    const notification = new Notification('tnt_1', 'id', 'usr_1', { title: 'Share', content: 'Yes?', metadata: { n: 1 } });
    notification.readAt = new Date(1);
    expect(await codeOf(() => notification.renew({ content: 'Now?', metadata: 'not json' }))).toBe('invalid_request');
    expect(notification).toMatchObject({ content: 'Yes?', readAt: new Date(1) });
    notification.renew({ content: 'Now?', metadata: { n: 2 } });
    expect(notification).toMatchObject({ title: 'Share', content: 'Now?', metadata: '{"n":2}', readAt: null });
  });
});

describe('metadata', () => {
  it.each([[undefined], [null]])('may be left out (%s)', (nothing) => {
    expect(metadataText(nothing)).toBeNull();
  });

  it('is written out when it is an object', () => {
    expect(metadataText({ device: 'cam-1', n: 1 })).toBe('{"device":"cam-1","n":1}');
  });

  it('is taken literally when it is the JSON text of one', () => {
    expect(metadataText('{ "device": "cam-1" }')).toBe('{ "device": "cam-1" }');
  });

  it.each(['not json', '{', '{"a":}', ''])('is refused when it is %j, which is no JSON', async (text) => {
    expect(await codeOf(() => metadataText(text))).toBe('invalid_request');
  });

  it.each(['null', '1', '"text"', '[1]', 'true'])('is refused when it is %s, the JSON text of no object', async (text) => {
    expect(await codeOf(() => metadataText(text))).toBe('invalid_request');
  });

  it.each([[[1, 2]], [1], [true]])('is refused when it is %j, no object', async (value) => {
    expect(await codeOf(() => metadataText(value))).toBe('invalid_request');
  });

  it('is bounded as text', async () => {
    const filled = (length: number): string => JSON.stringify({ a: 'x'.repeat(length - 8) });
    expect(metadataText(filled(MAX_METADATA))).toHaveLength(MAX_METADATA);
    expect(await codeOf(() => metadataText(filled(MAX_METADATA + 1)))).toBe('invalid_request');
    expect(await codeOf(() => metadataText({ a: 'x'.repeat(MAX_METADATA) }))).toBe('invalid_request');
  });
});
