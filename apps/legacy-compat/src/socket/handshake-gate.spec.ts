import { jest } from '@jest/globals';
import { HandshakeGate } from './handshake-gate.js';

let begun: number[], gate: HandshakeGate<number>;
beforeEach(() => {
  jest.useFakeTimers();
  begun = [];
  gate = new HandshakeGate((arrival) => begun.push(arrival), { perSecond: 200, waiting: 200 }, () => performance.now());
});
afterEach(() => {
  gate.close();
  jest.useRealTimers();
});

const arrive = (count: number, first = 0): boolean[] => Array.from({ length: count }, (_, i) => gate.enter(first + i));

describe('the gate to handshakes', () => {
  it('lets a few begin at once', () => {
    arrive(1);
    expect(begun).toEqual([0]);
    arrive(7, 1);
    expect(begun).toHaveLength(8);
  });

  it('lets the next begin one after the other, in the order they came', () => {
    arrive(20);
    const counts = Array.from({ length: 6 }, () => { jest.advanceTimersByTime(10); return begun.length; });
    expect(counts).toEqual([9, 11, 13, 15, 17, 19]);
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
  });

  it('lets no more than 200 begin in a second, however many come', () => {
    const taken = arrive(1_000);
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(208);
    for (let i = 0; i < 9; i++) {
      jest.advanceTimersByTime(100);
      arrive(100, 10_000 + i);
    }
    jest.advanceTimersByTime(99);
    expect(begun.length).toBeGreaterThan(190);
    expect(begun.length).toBeLessThanOrEqual(200);
  });

  it('gives the turn of one that has left to the next', () => {
    arrive(11);
    gate.leave(8);
    jest.advanceTimersByTime(1_000);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9, 10]);
  });

  it('is as quick as before after a pause', () => {
    arrive(30);
    jest.advanceTimersByTime(1_000);
    arrive(8, 100);
    expect(begun).toHaveLength(38);
  });

  it('makes no burst of the turns that a busy moment made it miss', () => {
    let now = 0;
    const late = new HandshakeGate<number>((arrival) => begun.push(arrival), { perSecond: 200, waiting: 200 }, () => now);
    for (let i = 0; i < 100; i++) late.enter(i);
    now += 300;
    jest.advanceTimersToNextTimer();
    expect(begun).toHaveLength(10);
    late.close();
  });

  it('lets nobody begin once it is closed', () => {
    arrive(20);
    gate.close();
    jest.advanceTimersByTime(1_000);
    expect(begun).toHaveLength(8);
  });
});
