import { randomBytes } from 'node:crypto';
import { keyNamed, vaultWith } from './testing/index.js';
import { Vault } from './vault.js';

const CONTEXT = 'push_token tnt_1';
const SECRET = 'fcm:APA91b-令牌-😀';

describe('a vault', () => {
  it('opens what it sealed', () => {
    const vault = vaultWith();
    expect(vault.open(vault.seal(SECRET, CONTEXT), CONTEXT)).toBe(SECRET);
  });

  it('opens an empty secret, and one of four thousand characters', () => {
    const vault = vaultWith();
    for (const secret of ['', 'x'.repeat(4_096)]) expect(vault.open(vault.seal(secret, CONTEXT), CONTEXT)).toBe(secret);
  });

  it('seals the same secret differently each time, and never legibly', () => {
    const vault = vaultWith();
    const [a, b] = [vault.seal(SECRET, CONTEXT), vault.seal(SECRET, CONTEXT)];
    expect(a.equals(b)).toBe(false);
    expect(a.includes(Buffer.from('APA91b'))).toBe(false);
  });

  it('opens after a rotation what the old key sealed, and seals under the new one', () => {
    const old = vaultWith({ keys: ['old'] });
    const rotated = vaultWith({ keys: ['new', 'old'] });
    const sealed = old.seal(SECRET, CONTEXT);
    expect(rotated.open(sealed, CONTEXT)).toBe(SECRET);
    expect(rotated.isStale(sealed)).toBe(true);
    expect(rotated.isStale(rotated.seal(SECRET, CONTEXT))).toBe(false);
  });

  it('begins every fresh secret with the bytes it names, and no stale one', () => {
    const old = vaultWith({ keys: ['old'] });
    const rotated = vaultWith({ keys: ['new', 'old'] });
    const prefix = rotated.freshPrefix;
    expect(rotated.seal(SECRET, CONTEXT).subarray(0, prefix.length).equals(prefix)).toBe(true);
    expect(old.seal(SECRET, CONTEXT).subarray(0, prefix.length).equals(prefix)).toBe(false);
  });

  it('says which key is missing when the old one was taken away', () => {
    const sealed = vaultWith({ keys: ['old'] }).seal(SECRET, CONTEXT);
    expect(() => vaultWith({ keys: ['new'] }).open(sealed, CONTEXT)).toThrow(/no key [0-9a-f]{8} .*ENCRYPTION_KEYS/);
  });

  it('does not open for another context, so that rows cannot be swapped', () => {
    const vault = vaultWith();
    expect(() => vault.open(vault.seal(SECRET, CONTEXT), 'push_token tnt_2')).toThrow();
  });

  it('notices a change of any byte', () => {
    const vault = vaultWith();
    const sealed = vault.seal('short', CONTEXT);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i]! ^= 1;
      expect(() => vault.open(changed, CONTEXT)).toThrow();
    }
  });

  it('notices a secret that was cut short at any place', () => {
    const vault = vaultWith();
    const sealed = vault.seal('short', CONTEXT);
    for (let length = 0; length < sealed.length; length++) expect(() => vault.open(sealed.subarray(0, length), CONTEXT)).toThrow();
  });

  it('finds a value by the same hash whichever key encrypts', () => {
    expect(vaultWith({ keys: ['a'] }).index(SECRET, CONTEXT)).toEqual(vaultWith({ keys: ['b', 'a'] }).index(SECRET, CONTEXT));
  });

  it('hashes differently for another tenant, another value and another index key', () => {
    const vault = vaultWith();
    const hash = vault.index(SECRET, CONTEXT);
    expect(hash).toHaveLength(32);
    for (const other of [vault.index(SECRET, 'push_token tnt_2'), vault.index('x', CONTEXT), vaultWith({ index: 'other' }).index(SECRET, CONTEXT)]) expect(other.equals(hash)).toBe(false);
  });

  it('names the index key without telling it', () => {
    expect(vaultWith().indexKeyId).toMatch(/^[0-9a-f]{8}$/);
    expect(vaultWith().indexKeyId).toBe(vaultWith({ keys: ['another'] }).indexKeyId);
    expect(vaultWith().indexKeyId).not.toBe(vaultWith({ index: 'another' }).indexKeyId);
    expect(keyNamed('index').toString('hex')).not.toContain(vaultWith().indexKeyId);
  });

  it.each([
    ['no encryption key', [], 32],
    ['a short encryption key', [16], 32],
    ['a short index key', [32], 31],
  ])('is not made with %s', (_what, keys, index) => {
    expect(() => new Vault(keys.map((size) => randomBytes(size)), randomBytes(index))).toThrow(RangeError);
  });
});
