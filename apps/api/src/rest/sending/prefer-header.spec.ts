import { waitIn } from './prefer-header.js';

describe('a preference to wait', () => {
  it.each([
    ['wait=10', 10], ['wait=0', 0], ['wait=30', 30], ['wait=31', 30], ['wait=999999999', 30], ['Wait = 7', 7], ['wait="5"', 5],
    ['respond-async, wait=100', 30], ['handling=lenient,wait=3; foo=bar', 3], ['wait=2, wait=9', 2],
  ])('is read from %j', (header, seconds) => {
    expect(waitIn(header)).toBe(seconds);
  });

  it.each([undefined, '', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=ten', 'wait=1e3', 'wait=5 seconds', 'wait="5', 'waiting=5', 'respond-async', 'wait=abc, wait=5', `wait=${'9'.repeat(40)}`, 'foo="a, wait=5"'])('is not %j', (header) => {
    expect(waitIn(header)).toBeUndefined();
  });
});
