import type { SendOutcome } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { TestRateLimit } from '../../testing/test-rate-limit.js';
import { AccountGate } from './account-gate.js';

const WELL: SendOutcome = { kind: 'accepted', response: '200' };
const FAILING: SendOutcome = { kind: 'deferred', reason: 'timeout', response: 'no answer' };

describe('the gate of an account', () => {
  it('leaves messages room beside what is sent to many, and rings room beside both', () => {
    const gate = new AccountGate({ id: 'a', concurrency: 10 }, undefined);
    let bulk = 0, message = 0, ring = 0;
    while (gate.enter('bulk', 0)) bulk++;
    while (gate.enter('message', 0)) message++;
    while (gate.enter('ring', 0)) ring++;
    expect([bulk, message, ring]).toEqual([8, 2, 5]);
  });

  it('lets one through where the account allows no more', () => {
    const gate = new AccountGate({ id: 'a', concurrency: 1 }, undefined);
    expect([gate.enter('bulk', 0), gate.enter('bulk', 0)]).toEqual([true, false]);
    gate.leave(WELL, 'bulk', 1);
    expect(gate.enter('bulk', 1)).toBe(true);
  });

  it('closes for an account that does not work, and says when to ask again', () => {
    const gate = new AccountGate({ id: 'a', concurrency: 100 }, undefined);
    for (let i = 0; i < 8; i++) {
      gate.enter('message', 0);
      gate.leave(FAILING, 'message', 0);
    }
    expect([gate.room('message', 999), gate.opensAt(0), gate.room('message', 1_000)]).toEqual([0, 1_000, 1]);
  });

  it('keeps to the pace that all processes share, and lends rings what can wait', async () => {
    const pace = new TestRateLimit(), gate = new AccountGate({ id: 'a', concurrency: 1_000, perSecond: 100 }, pace);
    pace.left = 1;
    const go = (): number => { let went = 0; while (gate.enter('message', 1)) went++; return went; };
    expect(go()).toBe(5); // a twentieth of a second
    await until(() => pace.taken.length === 1);
    await until(() => gate.enter('message', 1));
    expect(go()).toBe(4);
    await until(() => gate.room('message', 1) === 0);
    expect(gate.opensAt(1)).toBe(1 + pace.resetMs);
    expect([gate.isOnlyFull('message', 1), gate.enter('ring', 1)]).toEqual([false, true]);
    expect(pace.taken).toEqual(['a', 'a']);
  });

  it('gives the turn to rings before all others when it is full', async () => {
    const gate = new AccountGate({ id: 'a', concurrency: 1 }, undefined), order: string[] = [];
    gate.enter('message', 0);
    expect([gate.isOnlyFull('message', 0), gate.isOnlyFull('ring', 0), gate.claimable('message', 0)]).toEqual([true, true, 1]);
    const turns = [gate.turn('bulk').then(() => order.push('bulk')), gate.turn('ring').then(() => order.push('ring'))];
    for (let i = 0; i < 2; i++) {
      gate.leave(WELL, 'message', 1);
      gate.enter('message', 1);
    }
    await Promise.all(turns);
    expect(order).toEqual(['ring', 'bulk']);
  });
});
