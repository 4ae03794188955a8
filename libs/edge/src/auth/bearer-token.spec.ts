import { bearerToken } from './bearer-token.js';

describe('the token of a header', () => {
  it.each([['Bearer abc', 'abc'], ['bearer abc', 'abc'], ['BEARER  abc ', 'abc']])('is found in %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Bearer   ', 'Basic abc', 'Bearerabc', 'abc'])('is not found in %j', (header) => {
    expect(bearerToken(header)).toBeUndefined();
  });

  it('is looked for in linear time', () => {
    const started = performance.now();
    for (let i = 0; i < 1_000; i++) bearerToken('a'.repeat(16_000));
    expect(performance.now() - started).toBeLessThan(200);
  });
});
