import { createHash, randomBytes } from 'node:crypto';
import { invalidField } from './errors.js';

/** How long the names and passwords of old builds are, in characters (the vendor's API document, "login"). */
export const LOGIN_NAME = { min: 6, max: 32 } as const;
export const LOGIN_PASSWORD = { min: 8, max: 16 } as const;

/** A login name in the form in which names are compared. */
export const loginNameOf = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** What old builds send with every call after a login. Only its hash is kept. */
export const newLoginToken = (): string => randomBytes(32).toString('base64url');

/** The form in which a login token is stored: it is random, so its hash needs no key. */
export const loginTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Fails with `invalid_request` unless old builds can send the text, so that nobody is given a name that cannot log in. */
export function requireSendable(field: string, text: string, { min, max }: { readonly min: number; readonly max: number }): void {
  const length = [...text].length;
  if (length < min || length > max || /\p{Cc}/u.test(text)) throw invalidField(field, 'length', `${field} must have ${min} to ${max} characters`);
}

/** Fails with `invalid_request` unless the text can name a tenant or a user, as that of a JWT has to. */
export function requireIdentifier(field: string, text: string): void {
  if (text.length < 1 || text.length > 128 || /[\p{Cc}\p{Cs}]/u.test(text)) throw invalidField(field, 'length', `${field} must have 1 to 128 characters, and no control characters`);
}
