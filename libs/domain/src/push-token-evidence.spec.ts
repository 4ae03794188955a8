import type { Testimony, Verdict } from './push-token-evidence.js';
import { ENVIRONMENTS, PushToken, type Environment } from './push-token.js';
import type { TokenAnswer } from './sending/step.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const otherThan = (environment: Environment): Environment => (environment === 'production' ? 'sandbox' : 'production');
const registered = (environment: Environment = 'production'): PushToken =>
  new PushToken('tnt_1', 'id', 'usr_1', { purpose: 'message', surface: 'rest' }, { hash: Buffer.alloc(32, 1), sealed: Buffer.from('sealed') }, { platform: 'ios', environment }, at(0));

const took = (triedAt: Date, environment: Environment = 'production'): Verdict => ({ environment, triedAt, outcome: { kind: 'accepted', response: '' } });
const unknownThere = (triedAt: Date, environment: Environment = 'production'): Verdict => ({ environment, triedAt, outcome: { kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken', response: '400' } });
const wrongApp = (triedAt: Date, environment: Environment = 'production'): Verdict => ({ environment, triedAt, outcome: { kind: 'suspect', elsewhere: false, reason: 'DeviceTokenNotForTopic', response: '400' } });
const gone = (triedAt: Date, since?: Date, environment: Environment = 'production'): Verdict => ({ environment, triedAt, outcome: { kind: 'dead', reason: 'Unregistered', response: '410', since } });
const judge = (token: PushToken, verdict: Verdict): TokenAnswer => token.judge(verdict, at(59));

describe('an environment that does not know a token', () => {
  it('makes it be tried in the other one, doubted', () => {
    const token = registered();
    expect(judge(token, unknownThere(at(1)))).toBe('again');
    expect(token).toMatchObject({ state: 'suspect', isActive: true, environment: 'sandbox', endedAt: null });
    expect(token.evidence).toEqual({ reason: 'BadDeviceToken', provider: 'apns', response: '400', environment: 'production', at: at(1).toISOString(), probing: { from: 'production' } });
  });

  it.each(ENVIRONMENTS)('is not asked again where the other one takes it: %s first', (first) => {
    const token = registered(first);
    judge(token, unknownThere(at(1), first));
    expect(judge(token, took(at(2), otherThan(first)))).toBe('kept');
    expect(token).toMatchObject({ state: 'active', evidence: null, environment: otherThan(first), acceptedAt: at(2) });
  });

  it('ends it when the other one does not know it either, and both are remembered', () => {
    const token = registered();
    judge(token, unknownThere(at(1)));
    expect(judge(token, unknownThere(at(2), 'sandbox'))).toBe('ended');
    expect(token).toMatchObject({ state: 'dead', isActive: false, endedAt: at(59) });
    expect(token.evidence).toEqual({
      reason: 'BadDeviceToken', provider: 'apns', response: '400', environment: 'sandbox', at: at(2).toISOString(),
      earlier: { reason: 'BadDeviceToken', provider: 'apns', response: '400', environment: 'production', at: at(1).toISOString() },
    });
  });

  it('changes the environment once, however many tries it refuses at the same time', () => {
    const token = registered();
    expect([1, 2, 3, 4].map((second) => judge(token, unknownThere(at(second))))).toEqual(['again', 'again', 'again', 'again']);
    expect(token).toMatchObject({ state: 'suspect', environment: 'sandbox' });
  });

  it('counts for nothing by a try from before the phone registered again', () => {
    const token = registered();
    judge(token, unknownThere(at(1)));
    token.refresh({ platform: 'ios', environment: 'production' }, at(5));
    expect(judge(token, unknownThere(at(4)))).toBe('again');
    expect(token).toMatchObject({ state: 'active', environment: 'production', evidence: null });
  });

  it('counts for nothing by a try from before one that was taken', () => {
    const token = registered();
    judge(token, unknownThere(at(1)));
    judge(token, took(at(4), 'sandbox'));
    expect(judge(token, unknownThere(at(3), 'sandbox'))).toBe('again');
    expect(token).toMatchObject({ state: 'active', environment: 'sandbox' });
  });

  it('does not end it by a try from before the other’s refusal', () => {
    const token = registered();
    judge(token, unknownThere(at(3)));
    expect(judge(token, unknownThere(at(2), 'sandbox'))).toBe('again');
    expect(token.state).toBe('suspect');
  });

  it('that is the phone’s own word again is tried anew', () => {
    const token = registered();
    judge(token, unknownThere(at(1)));
    token.refresh({ platform: 'ios', environment: 'production' }, at(2));
    expect(judge(token, unknownThere(at(3)))).toBe('again');
    expect(token).toMatchObject({ state: 'suspect', environment: 'sandbox' });
  });
});

describe('an environment that took a try', () => {
  it('does not overrule what the phone has said since', () => {
    const token = registered();
    token.refresh({ platform: 'ios', environment: 'sandbox' }, at(5));
    expect(judge(token, took(at(4)))).toBe('kept');
    expect(token).toMatchObject({ state: 'active', environment: 'sandbox', acceptedAt: at(4) });
    judge(token, took(at(6)));
    expect(token.environment).toBe('production');
  });
});

describe('a token that another app’s credentials cannot reach', () => {
  it('is doubted and sent to', () => {
    const token = registered();
    expect(judge(token, wrongApp(at(1)))).toBe('kept');
    expect(token).toMatchObject({ state: 'suspect', isActive: true, environment: 'production', evidence: { reason: 'DeviceTokenNotForTopic', at: at(1).toISOString() } });
  });

  it('is not written to again for the same answer', () => {
    const token = registered();
    judge(token, wrongApp(at(1)));
    const { evidence } = token;
    expect(judge(token, wrongApp(at(2)))).toBe('kept');
    expect(token.evidence).toBe(evidence);
  });

  it('is believed again once something was taken, but not by what was taken before', () => {
    const token = registered();
    judge(token, wrongApp(at(2)));
    judge(token, took(at(1)));
    expect(token.state).toBe('suspect');
    judge(token, took(at(3)));
    expect(token).toMatchObject({ state: 'active', evidence: null });
  });

  it('is known to the environment that says so, and no longer looked for elsewhere', () => {
    const token = registered();
    judge(token, unknownThere(at(1)));
    judge(token, wrongApp(at(2), 'sandbox'));
    expect(judge(token, unknownThere(at(3), 'sandbox'))).toBe('again');
    expect(token).toMatchObject({ state: 'suspect', environment: 'production' });
  });
});

describe('a provider’s word that a token is dead', () => {
  it.each([['with its time', at(1)], ['without a time', undefined]])('ends it, %s', (_what, since) => {
    const token = registered();
    expect(judge(token, gone(at(2), since))).toBe('ended');
    expect(token).toMatchObject({ state: 'dead', endedAt: at(59), evidence: { reason: 'Unregistered', provider: 'apns', response: '410', environment: 'production', at: at(2).toISOString() } });
    expect(token.evidence?.since).toBe(since?.toISOString());
  });

  it('is not believed when the phone registered after the try began', () => {
    const token = registered();
    token.refresh({ platform: 'ios' }, at(3));
    expect(judge(token, gone(at(2)))).toBe('again');
    expect(token).toMatchObject({ state: 'active', evidence: null });
  });

  it('is asked for once more when it is older than the registration, and then answers for the delivery alone', () => {
    const token = registered();
    token.refresh({ platform: 'ios' }, at(10));
    expect(judge(token, gone(at(12), at(5)))).toBe('again');
    expect(token).toMatchObject({ state: 'suspect', isActive: true, evidence: { since: at(5).toISOString() } });
    expect(judge(token, gone(at(13), at(5)))).toBe('kept');
    expect(judge(token, gone(at(14), at(13)))).toBe('ended');
  });

  it('of the environment it was in before is not believed', () => {
    const token = registered();
    judge(token, unknownThere(at(1)));
    expect(judge(token, gone(at(2), at(1), 'production'))).toBe('again');
    expect(token.state).toBe('suspect');
  });

  it('is shown wrong by a later try that was taken, not by an earlier one', () => {
    const token = registered();
    judge(token, gone(at(2)));
    expect(judge(token, took(at(1)))).toBe('kept');
    expect([token.state, token.isProvedBy(took(at(1))), token.isProvedBy(took(at(3)))]).toEqual(['dead', false, true]);
    token.comeBack(took(at(3), 'sandbox'));
    expect(token).toMatchObject({ state: 'active', endedAt: null, evidence: null, environment: 'sandbox', acceptedAt: at(3) });
    expect(judge(token, gone(at(2), undefined, 'sandbox'))).toBe('again');
  });

  it('changes nothing of a token that has ended already', () => {
    const token = registered();
    token.deactivate('deactivated', at(1));
    expect([judge(token, gone(at(2))), judge(token, unknownThere(at(2))), judge(token, wrongApp(at(2)))]).toEqual(['ended', 'ended', 'ended']);
    expect(token).toMatchObject({ state: 'inactive', evidence: { reason: 'deactivated' } });
    expect(token.isProvedBy(took(at(3)))).toBe(false);
  });
});

describe('a token that is spared', () => {
  it('lives, doubted, and remembers what was said', () => {
    const token = registered();
    judge(token, gone(at(2), at(1)));
    token.spare();
    const said: Testimony = { reason: 'Unregistered', provider: 'apns', response: '410', environment: 'production', at: at(2).toISOString(), since: at(1).toISOString() };
    expect(token).toMatchObject({ state: 'suspect', isActive: true, endedAt: null, evidence: { reason: 'mass_death_guard', at: at(2).toISOString(), earlier: said } });
    expect(judge(token, gone(at(3)))).toBe('ended');
  });
});

describe('whatever happens, in whatever order', () => {
  const SEQUENCES = 4_000, STEPS = 25;

  function randomBy(seed: number): (below: number) => number {
    let a = seed;
    return (below) => {
      a = (a + 0x6d2b79f5) | 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
    };
  }

  /** As a batch of verdicts applies one. */
  function apply(token: PushToken, verdict: Verdict, now: Date): void {
    if (token.isProvedBy(verdict)) token.comeBack(verdict);
    else token.judge(verdict, now);
  }

  it('a dead token was neither registered nor taken after the verdict, and was refused by both environments or called dead', () => {
    const ends = { byWord: 0, byBoth: 0 };
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const pick = randomBy(seed), token = registered(ENVIRONMENTS[pick(2)]);
      const refused: Verdict[] = [], taken: Verdict[] = [];
      let now = 0, registeredAt = at(0);
      for (let step = 0; step < STEPS; step++) {
        now += pick(3);
        const triedAt = at(now - pick(6)), environment = ENVIRONMENTS[pick(2)]!;
        const verdict = [
          () => took(triedAt, environment), () => unknownThere(triedAt, environment), () => unknownThere(triedAt, environment), () => wrongApp(triedAt, environment),
          () => gone(triedAt, undefined, environment), () => gone(triedAt, at(now - pick(20)), environment),
        ][pick(6)]!();
        if (pick(4) === 0) token.refresh({ platform: 'ios', ...(pick(2) === 0 && { environment }) }, (registeredAt = at(now)));
        else {
          if (verdict.outcome.kind === 'accepted') taken.push(verdict);
          else if (verdict.outcome.kind === 'suspect' && verdict.outcome.elsewhere) refused.push(verdict);
          apply(token, verdict, at(now));
        }
        if (token.state !== 'dead') continue;
        const { reason, since, at: tried, environment: where, earlier } = token.evidence!;
        expect(registeredAt.toISOString() <= (since === undefined || since > tried! ? tried! : since)).toBe(true);
        expect(taken.filter((one) => one.triedAt.toISOString() > tried!)).toEqual([]);
        if (reason !== 'BadDeviceToken') ends.byWord++;
        else {
          ends.byBoth++;
          expect(earlier).toMatchObject({ reason: 'BadDeviceToken', environment: otherThan(where!) });
          for (const said of [token.evidence!, earlier!]) expect(refused.some((one) => one.environment === said.environment && one.triedAt.toISOString() === said.at)).toBe(true);
        }
      }
    }
    expect(Math.min(ends.byWord, ends.byBoth)).toBeGreaterThan(SEQUENCES / 10); // else nothing was shown
  });

  /** APNs as it is: each address is of one environment, and gone from some moment on. */
  const appleSays = (home: Environment, goneAt: number) => (second: number, environment: Environment): Verdict => {
    if (environment !== home) return unknownThere(at(second), environment);
    return second < goneAt ? took(at(second), environment) : gone(at(second), at(goneAt), environment);
  };

  it('a token that works is never ended, whatever environment the phone names and however late answers come', () => {
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const pick = randomBy(seed), home = ENVIRONMENTS[pick(2)]!, token = registered(ENVIRONMENTS[pick(2)]), tell = appleSays(home, Infinity);
      const underWay: Verdict[] = [];
      for (let second = 1; second <= STEPS; second++) {
        if (pick(5) === 0) token.refresh({ platform: 'ios', environment: ENVIRONMENTS[pick(2)] }, at(second));
        underWay.push(tell(second, token.environment));
        while (underWay.length > 0 && pick(2) === 0) apply(token, underWay.splice(pick(underWay.length), 1)[0]!, at(second));
        expect(token.isActive).toBe(true);
      }
      for (let tries = 0; tries < 2; tries++) apply(token, tell(STEPS + 1 + tries, token.environment), at(STEPS + 2));
      expect(token).toMatchObject({ state: 'active', environment: home });
    }
  });

  it('a token that is gone ends within three tries, unless its phone registers it again', () => {
    for (let seed = 1; seed <= SEQUENCES / 10; seed++) {
      const pick = randomBy(seed), token = registered(ENVIRONMENTS[pick(2)]), tell = appleSays(ENVIRONMENTS[pick(2)]!, 1);
      for (let second = 2; token.isActive && second < 5; second++) apply(token, tell(second, token.environment), at(second));
      expect(token.state).toBe('dead');
    }
  });
});
