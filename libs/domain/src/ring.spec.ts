import { Ring, type RingProgress } from './ring.js';
import { codeOf } from './testing/index.js';

const BEGUN = new Date('2026-03-01T12:00:00Z'), OVER = new Date('2026-03-01T12:00:30Z'), JUST = new Date(OVER.getTime() - 1);
const ring = (progress?: RingProgress): Ring => new Ring('tnt_1', 'id', { udid: 'cam-1', type: 1, senderId: 'gateway', expiresAt: OVER }, progress);
const ended = (act: (ring: Ring) => unknown): Ring => {
  const one = ring();
  act(one);
  return one;
};
const REACHED = new Set(['anna', 'bert']);

describe('a ring', () => {
  it('rings until its time is over, and has then expired', () => {
    expect([ring().statusAt(BEGUN), ring().statusAt(JUST), ring().statusAt(OVER)]).toEqual(['ringing', 'ringing', 'expired']);
  });

  it('is whoever’s answers first', async () => {
    const one = ring();
    expect(one.answer('anna', BEGUN)).toBe(true);
    expect([one.status, one.endedBy, one.statusAt(OVER)]).toEqual(['answered', 'anna', 'answered']);
    expect(await codeOf(() => one.answer('bert', BEGUN))).toBe('ring_over');
  });

  it('takes the same answer again, however late', () => {
    const one = ended((each) => each.answer('anna', BEGUN));
    expect(one.answer('anna', OVER)).toBe(false);
    expect(one.endedBy).toBe('anna');
  });

  it('goes on for others while one rejects, and ends with the last', () => {
    const one = ring();
    expect(one.reject('anna', REACHED, BEGUN)).toBe(true);
    expect([one.status, one.rejectedBy]).toEqual(['ringing', ['anna']]);
    expect(one.reject('anna', REACHED, BEGUN)).toBe(false);
    expect(one.reject('bert', REACHED, BEGUN)).toBe(true);
    expect([one.status, one.endedBy]).toEqual(['rejected', 'bert']);
    expect(one.reject('anna', REACHED, OVER)).toBe(false);
  });

  it('can still be answered by one who rejected it', () => {
    const one = ended((each) => each.reject('anna', REACHED, BEGUN));
    one.answer('anna', BEGUN);
    expect([one.status, one.endedBy]).toEqual(['answered', 'anna']);
  });

  it('is not ended by one whom it did not reach, while it may reach others', () => {
    expect(ended((each) => each.reject('carl', REACHED, BEGUN)).status).toBe('ringing');
  });

  it('is cancelled once, and again without effect', () => {
    const one = ring();
    expect([one.cancel('gateway', BEGUN), one.cancel('gateway', OVER), one.status]).toEqual([true, false, 'cancelled']);
  });

  it.each<[string, (one: Ring) => unknown]>([
    ['answered', (one) => one.answer('anna', BEGUN)], ['rejected', (one) => one.reject('anna', new Set(['anna']), BEGUN)], ['cancelled', (one) => one.cancel('gateway', BEGUN)], ['expired', () => undefined],
  ])('that was %s cannot be ended otherwise', async (status, end) => {
    const others: [string, (one: Ring) => unknown][] = [['answered', (one) => one.answer('bert', OVER)], ['rejected', (one) => one.reject('bert', REACHED, OVER)], ['cancelled', (one) => one.cancel('bert', OVER)]];
    for (const [name, act] of others) if (name !== status) expect(await codeOf(() => act(ended(end)))).toBe('ring_over');
  });
});
