import { newLoginToken } from '@ringpost/domain';
import { bareText, isJwt } from './token-text.js';

it.each([['token', 'token'], ['"token"', 'token'], [' \t"token" ', 'token'], ['" to ken"', 'to ken'], ['"token', 'token'], ['to"ken', 'to"ken']])('finds in %j the text %j', (given, text) => {
  expect(bareText(given)).toBe(text);
});

it.each([[undefined], [null], [''], ['  '], ['""'], [' " " '], [['one', 'two']]])('finds nothing in %j', (given) => {
  expect(bareText(given)).toBeUndefined();
});

it('takes no time over blanks within', () => {
  const given = `x${' '.repeat(1_000_000)}x`;
  expect(bareText(given)).toBe(given);
});

it('knows a JWT by its three parts, and login tokens for none', () => {
  expect(['a.b.c', 'a.b', 'a.b.c.d', '..', 'a..c', ''].map(isJwt)).toEqual([true, false, false, false, false, false]);
  expect(Array.from({ length: 50 }, newLoginToken).some(isJwt)).toBe(false);
});
