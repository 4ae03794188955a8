import { ProviderAccount, type ProviderAccountDraft } from './provider-account.js';

const NOW = new Date('2026-11-21T10:00:00Z');
const account = (draft: Partial<ProviderAccountDraft> = {}): ProviderAccount =>
  new ProviderAccount('tnt_1', '01958f3e-7b1a-7c2d-8e3f-0123456789ab', { channel: 'push', provider: 'apns', configSealed: Buffer.from('sealed'), ...draft }, NOW);
const refusal = (member: string, code: string): Error => expect.objectContaining({ code: 'invalid_request', fields: [expect.objectContaining({ field: member, code })] });

describe('an account at a provider', () => {
  it('is active, for every app and both environments, and neither first nor last, unless told otherwise', () => {
    expect(account()).toMatchObject({ isActive: true, appId: '', environment: null, priority: 10, updatedAt: NOW });
    expect(account({ appId: 'com.example.doorbell', environment: 'sandbox', priority: 0 })).toMatchObject({ appId: 'com.example.doorbell', environment: 'sandbox', priority: 0 });
  });

  it.each([-1, 1_001, 1.5, NaN])('has no priority of %p', (priority) => {
    expect(() => account({ priority })).toThrow(refusal('priority', 'range'));
    expect(() => account().change({ priority }, NOW)).toThrow(refusal('priority', 'range'));
  });

  it.each(['x'.repeat(256), 'com.example\n'])('is for no app %j', (appId) => {
    expect(() => account({ appId })).toThrow(refusal('app_id', 'length'));
  });

  it('has an environment only for push', () => {
    expect(() => account({ channel: 'email', environment: 'production' })).toThrow(refusal('environment', 'enum'));
    expect(account({ channel: 'email', environment: null }).environment).toBeNull();
  });

  it('changes what is given and nothing else', () => {
    const changed = account({ priority: 3 });
    changed.change({ isActive: false }, NOW);
    expect(changed).toMatchObject({ isActive: false, priority: 3, configSealed: Buffer.from('sealed') });
    changed.change({ priority: 4, configSealed: Buffer.from('other') }, NOW);
    expect(changed).toMatchObject({ isActive: false, priority: 4, configSealed: Buffer.from('other') });
  });

  it('is later with each change, also where the clock stands still or goes back', () => {
    const changed = account();
    const moments = [NOW, new Date(NOW.getTime() - 60_000), new Date(NOW.getTime() + 60_000)].map((now) => {
      changed.change({}, now);
      return changed.updatedAt.getTime() - NOW.getTime();
    });
    expect(moments).toEqual([1, 2, 60_000]);
  });
});
