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
