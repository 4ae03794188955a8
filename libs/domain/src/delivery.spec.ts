import { Delivery } from './delivery.js';
import { Device } from './device.js';
import { Member, PERMISSION_ALL, PERMISSION_EVENTS } from './member.js';
import { TestClock } from './testing/index.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
const later = new TestClock(clock.now()).advance(1, 'minutes').now();
const sms = (): Delivery => new Delivery('tnt_1', 'id', { userId: 'usr_1', channel: 'sms', recipient: '13800138000', content: 'Your code is 482913' }, clock.now());

describe('a delivery', () => {
  it('holds neither an address nor a code in clear, from the start', () => {
    expect(sms()).toMatchObject({ recipient: '138****8000', content: 'Your code is ******', status: 'pending', updatedAt: clock.now() });
  });

  it('remembers what the provider said when it took it', () => {
    const delivery = sms();
    delivery.sent('queued as 7', later);
    expect(delivery).toMatchObject({ status: 'sent', response: 'queued as 7', sentAt: later, updatedAt: later });
  });

  it('may fail after it was sent: a bounce', () => {
    const delivery = sms();
    delivery.sent('ok', clock.now());
    delivery.failed('bounced', 'no such number', later);
    expect(delivery).toMatchObject({ status: 'failed', error: 'bounced', response: 'no such number', updatedAt: later });
  });

  it('stays delivered, whatever is said later', () => {
    const delivery = sms();
    delivery.sent('ok', clock.now());
    delivery.delivered(clock.now());
    delivery.failed('bounced', null, later);
    delivery.sent('ok again', later);
    expect(delivery).toMatchObject({ status: 'delivered', error: null, updatedAt: clock.now() });
  });
});

describe('a delivery that is still to be made', () => {
  const token = 'rp0123456789abcdefghijklmnopqrstuvwxyz';
  const ring = (): Delivery => new Delivery('tnt_1', 'id', { userId: 'usr_1', channel: 'push', provider: 'socket', recipient: token, content: 'ding', queueing: { messageId: 'msg', lane: 'ring', pushTokenId: 'tok' } }, clock.now());

  it('knows its message, its lane and its phone, and still shows no address', () => {
    expect(ring()).toMatchObject({ messageId: 'msg', lane: 'ring', pushTokenId: 'tok', recipient: 'rp01****wxyz', status: 'pending' });
  });

  it('may be for a phone that only hangs on the push socket', () => {
    const queueing = { messageId: 'msg', lane: 'message', socketHash: Buffer.alloc(32, 1) } as const;
    expect(new Delivery('tnt_1', 'id', { userId: '-', channel: 'push', provider: 'socket', recipient: token, content: 'ding', queueing }, clock.now())).toMatchObject({ pushTokenId: null, socketHash: Buffer.alloc(32, 1) });
  });

  it('is one of the log alone when nothing is said of it', () => {
    expect(sms()).toMatchObject({ messageId: null, lane: null, pushTokenId: null, socketHash: null });
  });
});

describe('a device', () => {
  it('can be named and lose its name', () => {
    const device = new Device('tnt_1', 'cam-1', clock.now());
    device.rename('Front door', later);
    expect(device).toMatchObject({ name: 'Front door', updatedAt: later, createdAt: clock.now() });
    device.rename('', later);
    expect(device.name).toBeNull();
  });
});

describe('a member', () => {
  it('may do what was granted', () => {
    expect(new Member('tnt_1', 'id', 'cam-1', 'usr_2', 'shared', PERMISSION_EVENTS).permission).toBe(PERMISSION_EVENTS);
  });

  it('may do everything as the owner', () => {
    expect(new Member('tnt_1', 'id', 'cam-1', 'usr_1', 'owner', 0).permission).toBe(PERMISSION_ALL);
  });
});
