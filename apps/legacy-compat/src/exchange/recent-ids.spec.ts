import { RecentIds } from './recent-ids.js';

describe('recent ids', () => {
  it('are known until the second turn after they were added', () => {
    const ids = new RecentIds();
    ids.add('a');
    expect([ids.has('a'), ids.has('b')]).toEqual([true, false]);
    ids.turn();
    ids.add('b');
    expect([ids.has('a'), ids.has('b')]).toEqual([true, true]);
    ids.turn();
    expect([ids.has('a'), ids.has('b')]).toEqual([false, true]);
  });
});
