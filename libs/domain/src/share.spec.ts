import { Share, credentialContext, type ShareOffer } from './share.js';
import { TestClock, codeOf } from './testing/index.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
const offer = (more: Partial<ShareOffer> = {}): ShareOffer => ({ senderId: 'anna', permission: 3, credentialSealed: Buffer.from('sealed'), notificationId: 'n1', ...more });
const offered = (): Share => new Share('tnt_1', 'cam-1', 'bert', offer(), clock.now());
const later = new TestClock(clock.now()).advance(1, 'hours').now();

describe('a share', () => {
  it('is pending, with its credential, until it is answered', () => {
    expect(offered()).toMatchObject({ tenantId: 'tnt_1', udid: 'cam-1', userId: 'bert', senderId: 'anna', permission: 3, credentialSealed: Buffer.from('sealed'), notificationId: 'n1', status: 'pending', createdAt: clock.now(), updatedAt: clock.now() });
  });

  it.each([['accept', 'accepted'], ['reject', 'rejected'], ['withdraw', 'withdrawn']] as const)('wipes the credential when it ends by %s', (end, status) => {
    const share = offered();
    expect(share[end](later)).toBe(true);
    expect(share).toMatchObject({ status, credentialSealed: null, createdAt: clock.now(), updatedAt: later });
  });

  it.each(['accept', 'reject', 'withdraw'] as const)('does nothing the second time by %s', (end) => {
    const share = offered();
    share[end](clock.now());
    expect(share[end](later)).toBe(false);
    expect(share.updatedAt).toEqual(clock.now());
  });

  it.each([['accept', 'reject'], ['reject', 'accept'], ['withdraw', 'accept'], ['withdraw', 'reject']] as const)('that ended by %s is none to %s', async (end, answer) => {
    const share = offered();
    share[end](clock.now());
    expect(await codeOf(() => share[answer](later))).toBe('share_not_found');
  });

  it.each(['accept', 'reject'] as const)('that ended by %s stays so when the owner takes it back', (answer) => {
    const share = offered();
    share[answer](clock.now());
    const { status } = share;
    expect(share.withdraw(later)).toBe(false);
    expect(share.status).toBe(status);
  });

  it.each(['accept', 'reject', 'withdraw'] as const)('that ended by %s can be offered again', (end) => {
    const share = offered();
    share[end](clock.now());
    share.renew(offer({ senderId: 'carl', permission: 1, credentialSealed: Buffer.from('new'), notificationId: 'n2' }), later);
    expect(share).toMatchObject({ status: 'pending', senderId: 'carl', permission: 1, credentialSealed: Buffer.from('new'), notificationId: 'n2', createdAt: clock.now(), updatedAt: later });
  });

  it.each([-1, 4, 1.5, NaN])('is refused the permission %d, and unchanged by it', async (permission) => {
    expect(await codeOf(() => new Share('tnt_1', 'cam-1', 'bert', offer({ permission }), clock.now()))).toBe('invalid_request');
    const share = offered();
    expect(await codeOf(() => share.renew(offer({ permission, notificationId: 'n2' }), later))).toBe('invalid_request');
    expect(share).toEqual(offered());
  });
});

describe('the context of a credential', () => {
  it('is another for every tenant, device and user, also where one’s end could be the next one’s beginning', () => {
    const contexts = [['a', 'b', 'c'], ['x', 'b', 'c'], ['a', 'x', 'c'], ['a', 'b', 'x'], ['a b', 'c', 'd'], ['a', 'b c', 'd'], ['a', 'b', 'c d'], ['a","b', 'c', 'd'], ['a', 'b","c', 'd']].map(([tenant, udid, user]) => credentialContext(tenant!, udid!, user!));
    expect(new Set(contexts).size).toBe(contexts.length);
  });
});
