import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { inFewWords, invalidField, type Reach } from '@ringpost/domain';
import { retryAfterMs } from '../http2/retry-after.js';
import { parsedObject } from '../parsed-object.js';
import type { Grant } from './access-token.js';
import { postForm, type FormAnswer } from './post-form.js';

/** The members of a Google service account that are needed to act for it. A type and not an interface, so that it fits a configuration. */
export type ServiceAccount = {
  readonly project_id: string;
  readonly client_email: string;
  /** PEM, RSA. */
  readonly private_key: string;
  readonly private_key_id?: string;
  readonly token_uri: string;
};

/** What a service account asks for, and whom. */
export interface GrantRequest {
  readonly scope: string;
  readonly reach: Reach;
  /** Where, when it is not the account's own `token_uri`. */
  readonly endpoint?: string;
  readonly ca?: string;
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ANSWERED_WITHIN_MS = 10_000, LIFETIME_S = 3_600, LONGEST_LIFETIME_S = 86_400;
const VISIBLE_ASCII = /^[\x21-\x7e]{1,10000}$/;

/** Reads a service account, given as an object or as the text of its file. Errors: `invalid_request`, naming `field`. */
export function readServiceAccount(value: unknown, field: string): ServiceAccount {
  if (value === undefined || value === null || value === '') throw invalidField(field, 'required', `${field} is the JSON of a Google service account`);
  const file = parsedObject(value);
  if (!file) throw invalidField(field, 'format', `${field} must be an object or the JSON text of one`);
  const text = (name: string, fallback?: string): string => {
    const member = file[name] ?? fallback;
    if (typeof member !== 'string' || member === '') throw invalidField(field, 'format', `${field} has no ${name}`);
    return member;
  };
  const account = { project_id: text('project_id'), client_email: text('client_email'), private_key: text('private_key'), token_uri: text('token_uri', 'https://oauth2.googleapis.com/token') };
  if (!rsaKey(account.private_key)) throw invalidField(field, 'format', `${field}.private_key must be an RSA key as PEM`);
  if (!isWebUrl(account.token_uri)) throw invalidField(field, 'format', `${field}.token_uri must be an http or https URL without credentials`);
  return typeof file.private_key_id === 'string' ? { ...account, private_key_id: file.private_key_id } : account;
}

/** Asks for access tokens in the name of a service account (RFC 7523). The function that is answered never rejects. */
export function grantsTo(account: ServiceAccount, { scope, reach, endpoint = account.token_uri, ca }: GrantRequest, now: () => number = Date.now): (signal: AbortSignal) => Promise<Grant> {
  const key = createPrivateKey(account.private_key);
  return async (signal) => {
    try {
      const assertion = assertionOf(account, key, scope, Math.floor(now() / 1_000));
      return grantIn(await postForm(endpoint, { grant_type: GRANT_TYPE, assertion }, { timeoutMs: ANSWERED_WITHIN_MS, reach, signal, ca }), now());
    } catch (error) {
      const { name, code } = error as NodeJS.ErrnoException;
      return { kind: 'deferred', reason: 'token_unreachable', response: `the token endpoint cannot be asked: ${code ?? name}` };
    }
  };
}

/** Whether a text is an http or https URL, without a user's name or password. */
export function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.password}` === '';
}

function assertionOf({ client_email: iss, token_uri: aud, private_key_id: kid }: ServiceAccount, key: KeyObject, scope: string, iat: number): string {
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encoded({ alg: 'RS256', typ: 'JWT', kid })}.${encoded({ iss, scope, aud, iat, exp: iat + LIFETIME_S })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** Only the words that the standard names are quoted: anything else might hold a token. */
function grantIn({ status, headers, body }: FormAnswer, now: number): Grant {
  const { access_token: token, expires_in: seconds, error, error_description: description } = parsedObject(body) ?? {};
  if (status === 200 && typeof token === 'string' && VISIBLE_ASCII.test(token) && typeof seconds === 'number' && seconds > 0)
    return { kind: 'granted', token, lifetimeMs: Math.min(seconds, LONGEST_LIFETIME_S) * 1_000 };
  const response = inFewWords([status, error, description].filter((word) => typeof word === 'number' || typeof word === 'string').join(' '));
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429 && typeof error === 'string';
  if (refused) return { kind: 'misconfigured', scope: 'account', reason: error, response };
  const pause = retryAfterMs(headers, now);
  return { kind: 'deferred', reason: `token_http_${status}`, response, ...(pause !== undefined && { retryAfterMs: pause }) };
}

function rsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false; // not PEM: the caller says so, without quoting it
  }
}
