import { isIP } from 'node:net';

/** Reads the text of a variable; throws a `ValueProblem` when it cannot. */
export type Parser<T> = (text: string) => T;

/** What is wrong with a value. The words follow the variable's name and never quote a secret. */
export class ValueProblem extends Error {}

const refuse = (problem: string): never => {
  throw new ValueProblem(problem);
};

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Any text without control characters. */
export const text: Parser<string> = (value) => (/\p{Cc}/u.test(value) ? refuse('contains control characters') : value);

/** The same with at most `max` characters. */
export const textUpTo = (max: number): Parser<string> => (value) => (value.length > max ? refuse(`is longer than ${max} characters`) : text(value));

/** A whole number between two bounds. */
export const wholeNumber = (min: number, max: number): Parser<number> => (value) =>
  /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
    ? Number(value)
    : refuse(`${shown(value)} is not a whole number from ${min} to ${max}`);

/** One of a few words. */
export const oneOf = <const T extends string>(...words: T[]): Parser<T> => (value) =>
  words.find((word) => word === value) ?? refuse(`${shown(value)} is not one of ${words.join(', ')}`);

/** `true` or `false`. */
export const flag: Parser<boolean> = (value) =>
  value === 'true' || value === 'false' ? value === 'true' : refuse(`${shown(value)} is neither true nor false`);

/** Words of letters, digits, `_`, `.` and `-`, separated by commas. */
export const words: Parser<readonly string[]> = (value) => {
  const parts = value.split(',').map((part) => part.trim());
  const bad = parts.find((part) => !/^[\w.-]{1,64}$/.test(part));
  return bad === undefined ? Object.freeze([...new Set(parts)]) : refuse(`has ${shown(bad)}, which is not a word of at most 64 letters, digits, _, . and -`);
};

/** Paths of files, separated by commas. */
export const paths: Parser<readonly string[]> = (value) => {
  const parts = text(value).split(',').map((part) => part.trim());
  return parts.includes('') ? refuse('has an empty path in its list') : Object.freeze(parts);
};

/** An absolute address with one of the schemes. The value is not quoted: it may hold a password. */
export const url = (...schemes: string[]): Parser<string> => (value) =>
  URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)) ? value : refuse(`is not an address that begins with ${schemes.map((s) => `${s}://`).join(' or ')}`);

/** A shared secret of at least `min` characters. */
export const secret = (min: number): Parser<string> => (value) =>
  value.length >= min ? value : refuse(`has ${value.length} characters, and at least ${min} are needed`);

/** 32 bytes in base64. */
export const key32: Parser<Buffer> = (value) =>
  /^[A-Za-z0-9+/_-]{43}=?$/.test(value) ? Buffer.from(value, 'base64') : refuse('is not 32 bytes in base64');

/** A list of `key32`, separated by commas. */
export const keys32: Parser<readonly Buffer[]> = (value) => {
  const parts = value.split(',').map((part) => part.trim());
  const bad = parts.findIndex((part) => !/^[A-Za-z0-9+/_-]{43}=?$/.test(part));
  return bad < 0 ? Object.freeze(parts.map(key32)) : refuse(`has a key (number ${bad + 1}) that is not 32 bytes in base64`);
};

/** Whose X-Forwarded-* headers are believed: nobody's, everybody's, or those of the listed addresses. */
export const trustedProxies: Parser<boolean | string[]> = (value) => {
  if (value === 'off' || value === 'on') return value === 'on';
  const addresses = value.split(',').map((part) => part.trim());
  const bad = addresses.find((address) => !isAddress(address));
  return bad === undefined ? addresses : refuse(`${shown(bad)} is neither off, on nor an address`);
};

function isAddress(address: string): boolean {
  const [ip = '', bits, ...rest] = address.split('/');
  const family = isIP(ip);
  return family > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)));
}
