import { LOGIN_NAME, LOGIN_PASSWORD, loginNameOf, loginTokenHash, newLoginToken, requireIdentifier, requireSendable } from './legacy-login.js';
import { codeOf } from './testing/index.js';

describe('a login name', () => {
  it.each([['Anna.Maria', 'anna.maria'], ['  anna@Example.COM ', 'anna@example.com'], ['JOSE\u0301-99', 'josé-99'], ['+8613800138000', '+8613800138000']])('%j is compared as %j', (typed, compared) => {
    expect(loginNameOf(typed)).toBe(compared);
  });
});

describe('a login token', () => {
  it('is another one each time, of 43 characters that any header takes', () => {
    const tokens = Array.from({ length: 100 }, newLoginToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('is stored as a hash that does not contain it', () => {
    const token = newLoginToken();
    expect(loginTokenHash(token)).toHaveLength(32);
    expect(loginTokenHash(token)).toEqual(loginTokenHash(token));
    expect(loginTokenHash(token)).not.toEqual(loginTokenHash(newLoginToken()));
    expect(loginTokenHash(token).toString('base64url')).not.toContain(token);
  });
});

describe('a text that old builds have to send', () => {
  it.each([['the least', 'annama'], ['the most', 'a'.repeat(32)], ['as many characters, not units', '😀'.repeat(32)]])('may have %s', (_what, name) => {
    expect(() => requireSendable('username', name, LOGIN_NAME)).not.toThrow();
  });

  it.each([['too short', 'annam'], ['too long', 'a'.repeat(33)], ['of emoji that are too few', '😀'.repeat(5)], ['with a line break', 'anna\nmaria'], ['with a NUL', 'anna\0maria']])('is refused when it is %s', async (_what, name) => {
    expect(await codeOf(() => requireSendable('username', name, LOGIN_NAME))).toBe('invalid_request');
  });

  it('names the field that is wrong and how long it may be', () => {
    expect(() => requireSendable('password', 'short', LOGIN_PASSWORD)).toThrow(expect.objectContaining({ fields: [{ field: 'password', code: 'length', description: 'password must have 8 to 16 characters' }] }));
  });
});

describe('the name of a tenant or a user', () => {
  it.each([['one character', 'a'], ['the most', 'a'.repeat(128)], ['spaces and letters of any script', 'usr 安娜 😀']])('may be %s', (_what, id) => {
    expect(() => requireIdentifier('user', id)).not.toThrow();
  });

  it.each([['empty', ''], ['too long', 'a'.repeat(129)], ['with a line break', 'usr\n1'], ['with a NUL', 'usr\0'], ['half of an emoji', '😀'.slice(0, 1)]])('is refused when it is %s', (_what, id) => {
    const told = { field: 'user', code: 'length', description: 'user must have 1 to 128 characters, and no control characters' };
    expect(() => requireIdentifier('user', id)).toThrow(expect.objectContaining({ code: 'invalid_request', fields: [told] }));
  });
});
