import { PLATFORMS, PushToken, type LegacyDetails, type PhoneDetails, type PushTokenState, type StoredAddress } from './push-token.js';
import { TestClock, codeOf } from './testing/index.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
const born = clock.now();
const later = new TestClock(born).advance(1, 'days').now();
const ADDRESS = { hash: Buffer.alloc(32, 1), sealed: Buffer.from('sealed') };
const PHONE: PhoneDetails = { platform: 'ios', deviceId: 'phone-1', appId: 'com.example', environment: 'sandbox', language: 'de' };
const STATES = ['active', 'suspect', 'dead', 'expired', 'inactive', 'moved'] as const satisfies readonly PushTokenState[];
const LIVING: readonly PushTokenState[] = ['active', 'suspect'];

const registered = (phone: PhoneDetails = PHONE): PushToken => new PushToken('tnt_1', 'id', 'usr_1', { purpose: 'message', surface: 'rest' }, ADDRESS, phone, born);

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

describe('a token on two surfaces', () => {
  const SESSION = Buffer.alloc(32, 7);
  const DETAILS: LegacyDetails = { os: 'Huawei', pushPlatform: 'HUAWEI', phoneModel: 'P30', osPushVersion: 1, osToken: { hash: Buffer.alloc(32, 2), sealed: Buffer.from('os') }, session: SESSION };

  /** As an old build registers it. */
  function registeredByOldBuild(address: StoredAddress = ADDRESS): PushToken {
    const phone: PhoneDetails = { platform: 'android', provider: 'socket', deviceId: 'ph_1', language: 'zh' };
    const token = new PushToken('tnt_1', 'id', 'usr_1', { purpose: 'ring', surface: 'legacy' }, address, phone, born);
    token.describe(DETAILS);
    return token;
  }

  it('is at first on the one it was registered on', () => {
    expect(registered()).toMatchObject({ onRest: true, onLegacy: false });
    expect(registeredByOldBuild()).toMatchObject({ onRest: false, onLegacy: true });
  });

  it('is on both when the other registers it as well, and lives until both have let go', () => {
    const token = registered();
    token.refresh(PHONE, later, 'legacy');
    expect([token.isOn('rest'), token.isOn('legacy')]).toEqual([true, true]);
    token.leave('legacy', 'deactivated', later);
    expect(token).toMatchObject({ isActive: true, onRest: true, onLegacy: false, evidence: null });
    token.leave('rest', 'crowded', later);
    expect(token).toMatchObject({ state: 'inactive', evidence: { reason: 'crowded' }, endedAt: later });
  });

  it('forgets which login registered it when old builds let go of it', () => {
    const token = registeredByOldBuild();
    token.refresh(PHONE, later);
    token.leave('legacy', 'deactivated', later);
    expect(token.legacySession).toBeNull();
  });

  it.each(['rest', 'legacy'] as const)('comes back on %s alone, however many had it when it ended', (surface) => {
    const token = registeredByOldBuild();
    token.refresh(PHONE, born);
    token.deactivate('deactivated', born);
    token.refresh(PHONE, later, surface);
    expect([token.onRest, token.onLegacy]).toEqual([surface === 'rest', surface === 'legacy']);
  });

  it('is as it was before when its owner switches it off and on again', () => {
    const token = registeredByOldBuild();
    token.deactivate('deactivated', born);
    token.activate();
    expect(token).toMatchObject({ onRest: false, onLegacy: true, isActive: true });
    token.leave('legacy', 'deactivated', born);
    token.activate();
    expect(token).toMatchObject({ onRest: true, onLegacy: false, isActive: true });
  });

  it('keeps what an old build leaves out, and takes an empty vendor’s token for none', () => {
    const token = registeredByOldBuild();
    token.describe({ session: SESSION });
    expect(token).toMatchObject({ os: 'Huawei', pushPlatform: 'HUAWEI', phoneModel: 'P30', osPushVersion: 1, osTokenHash: Buffer.alloc(32, 2), osTokenSealed: Buffer.from('os') });
    token.describe({ os: '', osPushVersion: 0, osToken: null, session: Buffer.alloc(32, 8) });
    expect(token).toMatchObject({ os: '', pushPlatform: 'HUAWEI', osPushVersion: 0, osTokenHash: null, osTokenSealed: null, legacySession: Buffer.alloc(32, 8) });
  });

  it('is sent to by whom a new app’s platform says, whatever an old build’s was taken for', () => {
    const token = registeredByOldBuild();
    token.refresh({ platform: 'android' }, later);
    expect(token.provider).toBe('fcm');
  });

  it('stays with the push socket when the address is the socket’s own', () => {
    const token = registeredByOldBuild({ ...ADDRESS, socketHash: Buffer.alloc(32, 3) });
    token.refresh({ platform: 'android' }, later);
    expect(token.provider).toBe('socket');
  });

  it('keeps the provider that a new app chose when an old build comes again', () => {
    const token = registered({ platform: 'android', provider: 'huawei' });
    token.refresh({ platform: 'android' }, later, 'legacy');
    token.refresh({ platform: 'android' }, later);
    expect(token.provider).toBe('huawei');
  });

  it('holds what a row held that goes into it, but for one that had ended', () => {
    const [token, living, ended] = [registeredByOldBuild(), registered(), registered()];
    ended.deactivate('deactivated', born);
    token.absorb(ended);
    expect(token.onRest).toBe(false);
    token.absorb(living);
    expect(token).toMatchObject({ onRest: true, onLegacy: true });
  });

  it('changes its address with everything that it is found by', () => {
    const token = registeredByOldBuild({ ...ADDRESS, socketHash: Buffer.alloc(32, 3) });
    token.readdress({ hash: Buffer.alloc(32, 9), sealed: Buffer.from('another') });
    expect(token).toMatchObject({ tokenHash: Buffer.alloc(32, 9), tokenSealed: Buffer.from('another'), socketHash: null });
  });

  it('leaves no secret behind when it moves', () => {
    const token = registeredByOldBuild({ ...ADDRESS, socketHash: Buffer.alloc(32, 3) });
    token.moveAway(later);
    expect(token).toMatchObject({ tokenHash: null, tokenSealed: null, socketHash: null, osTokenHash: null, osTokenSealed: null, legacySession: null });
  });
});
