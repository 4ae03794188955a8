import { KeyHashes } from './key-hashes.js';

describe('the hash of a key', () => {
  it('is the same whether it is remembered or not', () => {
    const hashes = new KeyHashes('api');
    const all = Array.from({ length: 25_000 }, (_, i) => hashes.of(`usr_${i}`));
    expect(new Set(all).size).toBe(25_000);
    for (const i of [0, 9_999, 10_000, 24_999]) for (const again of [hashes, new KeyHashes('api')]) expect(again.of(`usr_${i}`)).toBe(all[i]);
  });

  it('is 32 hexadecimal digits, other ones for another limit', () => {
    expect(new KeyHashes('api').of('k')).toMatch(/^[0-9a-f]{32}$/);
    expect(new KeyHashes('api').of('k')).not.toBe(new KeyHashes('other').of('k'));
  });
});
