import { CircuitBreaker, type Health } from './circuit-breaker.js';

/** Tries one after the other, a tenth of a second each. */
class Tries {
  readonly breaker = new CircuitBreaker();
  now = 1_000_000;

  go(health: Health, times = 1): this {
    for (let i = 0; i < times; i++) {
      this.breaker.begin();
      this.breaker.end(health, (this.now += 100));
    }
    return this;
  }
}

describe('a circuit breaker', () => {
  it('opens after eight failures in a row', () => {
    expect(new Tries().go('failing', 7).breaker.isOpen).toBe(false);
    expect(new Tries().go('failing', 8).breaker.isOpen).toBe(true);
  });

  it('opens when more than half of many fail, in whatever order', () => {
    const tries = new Tries();
    for (let i = 0; i < 6; i++) tries.go('well').go('failing', 2);
    expect(tries.breaker.isOpen).toBe(false);
    expect(tries.go('well').go('failing').breaker.isOpen).toBe(true);
  });

  it('stays closed while half of them succeed', () => {
    const tries = new Tries();
    for (let i = 0; i < 50; i++) tries.go('failing').go('well');
    expect(tries.breaker.isOpen).toBe(false);
  });

  it('forgets what is longer ago than ten seconds', () => {
    const tries = new Tries();
    for (let i = 0; i < 6; i++) tries.go('failing', 2).go('well');
    tries.now += 11_000;
    for (let i = 0; i < 3; i++) tries.go('failing', 2).go('well');
    expect(tries.breaker.isOpen).toBe(false);
  });

  it('lets one through when its pause is over, and closes when that goes well', () => {
    const tries = new Tries().go('failing', 8), { breaker } = tries;
    expect(breaker.allows(tries.now + 999)).toBe(false);
    expect(breaker.allows(tries.now + 1_000)).toBe(true);
    breaker.begin();
    expect(breaker.allows(tries.now + 1_000)).toBe(false);
    breaker.end('well', tries.now + 1_001);
    expect([breaker.isOpen, breaker.allows(tries.now + 1_001)]).toEqual([false, true]);
  });

  it('pauses twice as long each time, up to a minute, or for as long as the provider asks', () => {
    const tries = new Tries().go('failing', 8), { breaker } = tries, pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      breaker.begin();
      breaker.end('failing', (tries.now = breaker.openUntil));
      pauses.push(breaker.openUntil - tries.now);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    breaker.begin();
    breaker.end('failing', tries.now = breaker.openUntil, 200_000);
    expect(breaker.openUntil - tries.now).toBe(200_000);
    breaker.begin();
    breaker.end('failing', tries.now = breaker.openUntil, 3_600_000);
    expect(breaker.openUntil - tries.now).toBe(300_000);
  });

  it('is not moved by what had begun before it opened', () => {
    const tries = new Tries().go('failing', 8), { breaker } = tries;
    const until = breaker.openUntil;
    breaker.end('failing', tries.now + 50);
    expect(breaker.openUntil).toBe(until);
  });
});
