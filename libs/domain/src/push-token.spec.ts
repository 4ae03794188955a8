import { PLATFORMS, PushToken, type PhoneDetails, type PushTokenState } from './push-token.js';
import { TestClock, codeOf } from './testing/index.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
const born = clock.now();
const later = new TestClock(born).advance(1, 'days').now();
const ADDRESS = { hash: Buffer.alloc(32, 1), sealed: Buffer.from('sealed') };
const PHONE: PhoneDetails = { platform: 'ios', deviceId: 'phone-1', appId: 'com.example', environment: 'sandbox', language: 'de' };
const STATES = ['active', 'suspect', 'dead', 'expired', 'inactive', 'moved'] as const satisfies readonly PushTokenState[];
const LIVING: readonly PushTokenState[] = ['active', 'suspect'];

const registered = (phone: PhoneDetails = PHONE): PushToken => new PushToken('tnt_1', 'id', 'usr_1', 'message', ADDRESS, phone, born);

/** A token as it is when it has come into a state. */
function tokenThatIs(state: PushTokenState): PushToken {
  const token = registered();
  if (state === 'moved') token.moveAway(born);
  else if (state === 'inactive') token.deactivate('deactivated', born);
  else if (state !== 'active') Object.assign(token, { state, endedAt: LIVING.includes(state) ? null : born });
  return token;
}

describe('a registered token', () => {
  it('lives from the start', () => {
    expect(registered()).toMatchObject({ state: 'active', isActive: true, evidence: null, endedAt: null, refreshedAt: born });
  });

  it.each([['ios', 'apns'], ['android', 'fcm'], ['web', 'webpush'], ['desktop', 'webpush']] as const)('is sent to on %s by %s unless the phone says otherwise', (platform, provider) => {
    expect(registered({ platform }).provider).toBe(provider);
    expect(registered({ platform, provider: 'socket' }).provider).toBe('socket');
  });

  it('has a provider for every platform', () => {
    for (const platform of PLATFORMS) expect(registered({ platform }).provider).toBeDefined();
  });

  it('belongs to no phone, the production environment and the nameless app when nothing is said', () => {
    expect(registered({ platform: 'ios' })).toMatchObject({ deviceId: null, appId: '', environment: 'production', language: null });
  });
});

describe('a refresh', () => {
  it.each(STATES.filter((state) => state !== 'moved'))('brings a token that is %s to life', (state) => {
    const token = tokenThatIs(state);
    token.refresh(PHONE, later);
    expect(token).toMatchObject({ state: 'active', isActive: true, evidence: null, endedAt: null, refreshedAt: later });
  });

  it('takes over what the phone says and keeps what it leaves out', () => {
    const token = registered();
    token.refresh({ platform: 'ios', deviceId: 'phone-2', language: 'en' }, later);
    expect(token).toMatchObject({ deviceId: 'phone-2', language: 'en', appId: 'com.example', environment: 'sandbox' });
    token.refresh({ platform: 'ios', appId: 'com.example.two', environment: 'production' }, later);
    expect(token).toMatchObject({ deviceId: 'phone-2', language: 'en', appId: 'com.example.two', environment: 'production' });
  });

  it('keeps a provider that was chosen, as long as the platform stays', () => {
    const token = registered({ platform: 'android', provider: 'huawei' });
    token.refresh({ platform: 'android' }, later);
    expect(token.provider).toBe('huawei');
    token.refresh({ platform: 'ios' }, later);
    expect(token).toMatchObject({ platform: 'ios', provider: 'apns' });
  });
});

describe('a deactivation', () => {
  it.each(LIVING)('ends a token that is %s, and says why', (state) => {
    const token = tokenThatIs(state);
    token.deactivate('rotated', later);
    expect(token).toMatchObject({ state: 'inactive', isActive: false, evidence: { reason: 'rotated' }, endedAt: later });
    expect(token.tokenHash).not.toBeNull();
  });

  it.each(STATES.filter((state) => !LIVING.includes(state)))('changes nothing about a token that is %s', (state) => {
    const token = tokenThatIs(state);
    token.deactivate('rotated', later);
    expect(token).toMatchObject({ state, endedAt: born });
    expect(token.evidence).not.toEqual({ reason: 'rotated' });
  });
});

describe('an activation', () => {
  it('brings back what was switched off', () => {
    const token = tokenThatIs('inactive');
    token.activate();
    expect(token).toMatchObject({ state: 'active', isActive: true, evidence: null, endedAt: null, refreshedAt: born });
  });

  it.each(LIVING)('leaves a token that is %s as it is', (state) => {
    const token = tokenThatIs(state);
    token.activate();
    expect(token.state).toBe(state);
  });

  it.each(['dead', 'expired', 'moved'] as const)('is refused to a token that is %s', async (state) => {
    const token = tokenThatIs(state);
    expect(await codeOf(() => token.activate())).toBe('push_token_not_revivable');
    expect(token.state).toBe(state);
  });
});

describe('a move', () => {
  it.each(STATES)('wipes the address of a token that is %s and leaves only the word of it', (state) => {
    const token = tokenThatIs(state);
    token.moveAway(later);
    expect(token).toMatchObject({ state: 'moved', isActive: false, evidence: { reason: 'moved' }, endedAt: later, tokenHash: null, tokenSealed: null });
  });
});
