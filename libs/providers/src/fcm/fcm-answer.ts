import { inFewWords, type Reach, type SendOutcome } from '@ringpost/domain';
import type { Http2Answer, Http2Failure } from '../http2/http2-origin.js';
import { retryAfterMs } from '../http2/retry-after.js';
import { parsedObject } from '../parsed-object.js';

/** What a refusal of FCM says, with whatever is missing or misshapen left out. */
interface FcmRefusal {
  /** The most particular word there is. */
  readonly reason: string;
  /** The word of FCM itself, which only some refusals have. */
  readonly code?: string;
  readonly message: string;
  readonly violations: readonly { readonly field: string; readonly description: string }[];
}

/** The access token is not accepted. What that means depends on how often it happened. */
export interface Unauthorized {
  readonly kind: 'unauthorized';
  readonly reason: string;
  readonly response: string;
}

type Told = { readonly reason: string; readonly response: string };
type Members = Readonly<Record<string, unknown>>;

const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';
const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';
/** Google asks for a minute at least, where it does not say how long. */
const QUOTA_PAUSE_MS = 60_000;
/** All that FCM ever answers to what it takes: read so because it is read for every push. */
const ACCEPTED = /^\s*\{\s*"name":\s*"(projects\/[\w.:%-]{1,100}\/messages\/[\w.:%-]{1,100})"\s*\}\s*$/;
const TOKEN_FIELD = 'message.token';
/** At the very beginning: further on, the words may be quoted from the message. */
const ABOUT_THE_TOKEN = /^(?:the )?registration token is not a valid\b/i;
/** How Google names its errors. */
const WORD = /^[A-Z][A-Z0-9_]{1,60}$/;

/** What an answer of FCM means. Of one that is not FCM's, an account that is `public` keeps no word: whose it is, nobody knows. */
export function fcmOutcome(answer: Http2Answer, token: string, now: () => number, reach: Reach): SendOutcome | Unauthorized {
  const name = answer.status === 200 ? ACCEPTED.exec(answer.body)?.[1] : undefined;
  if (name !== undefined) return { kind: 'accepted', providerId: name, response: name };
  const refusal = refusalIn(parsedObject(answer.body));
  if (!refusal) return later(answer, { reason: answer.status === 200 ? 'garbage' : `http_${answer.status}`, response: reach === 'public' ? String(answer.status) : without(token, `${answer.status} ${answer.body}`) }, now);
  const told = { reason: refusal.reason, response: without(token, wordsOf(answer.status, refusal)) };
  return refused(answer.status, refusal, told) ?? later(answer, told, now);
}

/** The same for a request that has no answer. What a closing connection did not take goes out on the next one. */
export function fcmFailure({ code, unsent, message }: Http2Failure, token: string): SendOutcome {
  const atOnce = unsent && (code === 'goaway' || code === 'closed');
  return { kind: 'deferred', reason: code, response: without(token, message), ...(atOnce && { retryAfterMs: 0 }) };
}

/** What FCM says of the address, the message or the account. Undefined: nothing that would not be otherwise later. */
function refused(status: number, refusal: FcmRefusal, told: Told): SendOutcome | undefined {
  switch (status) {
    case 400:
      return namesTheToken(refusal) ? { kind: 'dead', ...told } : { kind: 'misconfigured', scope: 'payload', ...told };
    case 401:
      return refusal.code === 'THIRD_PARTY_AUTH_ERROR' ? { kind: 'misconfigured', scope: 'account', ...told } : undefined;
    case 403:
      return refusal.code === 'SENDER_ID_MISMATCH' ? { kind: 'suspect', elsewhere: false, ...told } : { kind: 'misconfigured', scope: 'account', ...told };
    case 404:
      return refusal.code === 'UNREGISTERED' ? { kind: 'dead', ...told } : { kind: 'misconfigured', scope: 'account', ...told };
    case 413:
      return { kind: 'misconfigured', scope: 'payload', ...told };
    default:
      return undefined;
  }
}

/** Not now; or not what FCM says, but something on the way. */
function later({ status, headers }: Http2Answer, told: Told, now: () => number): SendOutcome | Unauthorized {
  if (status === 401) return { kind: 'unauthorized', ...told };
  const pause = retryAfterMs(headers, now()) ?? (status === 429 ? QUOTA_PAUSE_MS : undefined);
  return { kind: 'deferred', ...told, ...(pause !== undefined && { retryAfterMs: pause }), ...(status === 429 && { throttled: true }) };
}

/** INVALID_ARGUMENT is said of every bad message. It condemns the address only where FCM itself says it, and of nothing but the token. */
function namesTheToken({ code, message, violations }: FcmRefusal): boolean {
  if (code !== 'INVALID_ARGUMENT') return false;
  return violations.length > 0 ? violations.every(({ field }) => field === TOKEN_FIELD) : ABOUT_THE_TOKEN.test(message);
}

function refusalIn(body: Members | undefined): FcmRefusal | undefined {
  const error = membersOf(body?.error);
  if (!error) return undefined;
  const details = listOf(error.details);
  const code = word(details.find((detail) => detail['@type'] === FCM_ERROR)?.errorCode);
  const info = word(details.find((detail) => detail['@type'] === ERROR_INFO)?.reason);
  const violations = details.filter((detail) => detail['@type'] === BAD_REQUEST).flatMap((detail) => listOf(detail.fieldViolations));
  return {
    reason: code ?? info ?? word(error.status) ?? 'unknown', code, message: text(error.message),
    violations: violations.map(({ field, description }) => ({ field: text(field), description: text(description) })),
  };
}

const wordsOf = (status: number, { reason, message, violations }: FcmRefusal): string =>
  [`${status} ${reason}: ${message}`, ...violations.map(({ field, description }) => `${field}: ${description}`)].join('; ');

/** Few words, without the registration token: also when a proxy escaped its colon, or cut off a part of it. */
function without(token: string, words: string): string {
  const rest = token === '' ? words : words.replaceAll(token, '…').replaceAll(token.replaceAll(':', '%3A'), '…');
  return inFewWords(rest.replace(/[\w-]{12,}/g, (word) => (token.includes(word) ? '…' : word)));
}

const membersOf = (value: unknown): Members | undefined => (typeof value === 'object' && value !== null ? (value as Members) : undefined);
const listOf = (value: unknown): Members[] => (Array.isArray(value) ? value.map(membersOf).filter((member) => member !== undefined) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const word = (value: unknown): string | undefined => (WORD.test(text(value)) ? text(value) : undefined);
