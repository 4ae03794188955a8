import type { SendOutcome } from './outcome.js';
import { stepAfter, type Try } from './step.js';

const HOUR = 3_600_000;
const tried = (more: Partial<Try> = {}): Try => ({ number: 1, claims: more.number ?? 1, lane: 'message', msLeft: 24 * HOUR, accounts: 1, hasDetour: false, random: 1, ...more });
const deferred = (more: object = {}): SendOutcome => ({ kind: 'deferred', reason: 'Unavailable', response: '503 Unavailable', ...more });
const DEAD: SendOutcome = { kind: 'dead', reason: 'Unregistered', response: '410 Unregistered' };
const SUSPECT: SendOutcome = { kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken', response: '400 BadDeviceToken' };
const delays = (lane: Try['lane'], numbers: readonly number[], random = 1): number[] => numbers.map((number) => (stepAfter(deferred(), tried({ number, lane, random })) as { delayMs: number }).delayMs);

describe('what follows from a try', () => {
  it('is that it was sent, when the provider took it', () => {
    expect(stepAfter({ kind: 'accepted', providerId: 'p1', response: '200' }, tried())).toEqual({ status: 'sent', providerRef: 'p1', response: '200' });
  });

  it('is another try, later each time, up to a quarter of an hour', () => {
    expect(delays('message', [1, 2, 3, 4, 9, 12, 200])).toEqual([2_000, 4_000, 8_000, 16_000, 512_000, 900_000, 900_000]);
    expect(delays('bulk', [1, 2])).toEqual([5_000, 10_000]);
  });

  it('is another try within moments for a ring', () => {
    expect(delays('ring', [1, 2, 3, 4, 5, 6])).toEqual([400, 800, 1_600, 3_200, 4_000, 4_000]);
  });

  it('spreads what failed together over half of the wait', () => {
    expect([delays('message', [3], 0), delays('message', [3], 0.5)]).toEqual([[4_000], [6_000]]);
  });

  it('waits for as long as the provider asks', () => {
    expect(stepAfter(deferred({ retryAfterMs: 60_000, throttled: true }), tried())).toMatchObject({ status: 'pending', delayMs: 60_000, error: 'Unavailable', response: '503 Unavailable' });
    expect(stepAfter(deferred({ retryAfterMs: 10 }), tried({ number: 4 }))).toMatchObject({ delayMs: 16_000 });
  });

  it('is a try at once where the reason is mended, but not for ever', () => {
    expect([1, 4, 5].map((number) => (stepAfter(deferred({ retryAfterMs: 0 }), tried({ number })) as { delayMs: number }).delayMs)).toEqual([0, 0, 32_000]);
  });

  it('is a try by the next account at once, and a wait when all were tried', () => {
    expect([1, 2, 3, 4].map((number) => (stepAfter(deferred(), tried({ number, accounts: 2 })) as { delayMs: number }).delayMs)).toEqual([0, 4_000, 0, 16_000]);
  });

  it('is the other way to the phone, rather than a wait, for a ring', () => {
    expect(stepAfter(deferred(), tried({ lane: 'ring', hasDetour: true }))).toEqual({ status: 'failed', error: 'Unavailable', response: '503 Unavailable' });
    expect(stepAfter(deferred(), tried({ lane: 'ring', hasDetour: true, accounts: 2 }))).toMatchObject({ status: 'pending', delayMs: 0 });
    expect(stepAfter(deferred(), tried({ hasDetour: true }))).toMatchObject({ status: 'pending' });
  });

  it('is the end when there is no time for another', () => {
    expect(stepAfter(deferred(), tried({ msLeft: 1_999 }))).toEqual({ status: 'failed', error: 'expired', response: '503 Unavailable' });
    expect(stepAfter(deferred(), tried({ msLeft: 2_001 }))).toMatchObject({ status: 'pending' });
  });

  it('leaves wrong credentials time to be mended, and gives up wrong content', () => {
    const wrong = (scope: 'account' | 'payload'): SendOutcome => ({ kind: 'misconfigured', scope, reason: 'InvalidProviderToken', response: '403' });
    expect(stepAfter(wrong('account'), tried())).toMatchObject({ status: 'pending', delayMs: 30_000 });
    expect(stepAfter(wrong('payload'), tried())).toMatchObject({ status: 'failed', error: 'payload_refused' });
  });

  it('does not keep a ring waiting for credentials to be mended', () => {
    expect(stepAfter({ kind: 'misconfigured', scope: 'account', reason: 'TopicDisallowed', response: '400' }, tried({ lane: 'ring', msLeft: 29_000 }))).toMatchObject({ status: 'pending', delayMs: 400 });
  });

  it.each([
    [DEAD, 'ended', 'address_dead'], [DEAD, 'kept', 'address_dead'], [DEAD, undefined, 'address_dead'], [SUSPECT, 'ended', 'address_dead'], [SUSPECT, 'kept', 'wrong_app'],
  ] as const)('is the end for an address that is refused (%j, token %s): %s', (outcome, token, error) => {
    expect(stepAfter(outcome, tried({ token }))).toMatchObject({ status: 'failed', error });
  });

  it.each([DEAD, SUSPECT])('is a try at once when the token says so, and later when that goes on: %j', (outcome) => {
    expect(stepAfter(outcome, tried({ token: 'again' }))).toMatchObject({ status: 'pending', delayMs: 0 });
    expect(stepAfter(outcome, tried({ token: 'again', number: 5 }))).toMatchObject({ delayMs: 32_000 });
  });
});
