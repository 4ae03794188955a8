import { inFewWords, type Reach, type SendOutcome, type Shipment } from '@ringpost/domain';
import type { Http2Answer, Http2Failure } from '../http2/http2-origin.js';
import { retryAfterMs } from '../http2/retry-after.js';
import { parsedObject } from '../parsed-object.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** How APNs names its reasons. */
const REASON = /^[A-Za-z]{1,50}$/;
const GONE: readonly unknown[] = ['Unregistered', 'ExpiredToken'];
/** Refusals of status 400 that name no fault of this push: the topic is the account's. */
const OF_THE_ACCOUNT: readonly unknown[] = ['BadTopic', 'TopicDisallowed', 'MissingTopic'];

/**
 * What an answer of APNs means. `expired`: it no longer takes the provider token, which the caller judges. Of one that is not APNs', an account
 * that is `public` keeps no word: whose it is, nobody knows.
 */
export function apnsOutcome(answer: Http2Answer, shipment: Shipment, nowMs: number, reach: Reach): SendOutcome | 'expired' {
  const { status, headers } = answer;
  if (status === 200) return { kind: 'accepted', providerId: idIn(headers['apns-id']) ?? shipment.deliveryId, response: '200' };
  const body = parsedObject(answer.body);
  const reason = typeof body?.reason === 'string' && REASON.test(body.reason) ? body.reason : undefined;
  const told = { reason: reason ?? `http_${status}`, response: reach === 'public' ? [status, reason].join(' ').trim() : without(shipment.address, `${status} ${answer.body}`) };
  if (status === 403 && reason === 'ExpiredProviderToken') return 'expired';
  if (reason !== undefined) {
    const verdict = refused(status, reason, told, body?.timestamp);
    if (verdict) return verdict;
  }
  return later(answer, told, nowMs);
}

/** The same for a request that has no answer. */
export function apnsFailure({ code, unsent, message }: Http2Failure, address: string): SendOutcome {
  // what a closing connection did not take goes out on the next one
  const atOnce = unsent && (code === 'goaway' || code === 'closed');
  return { kind: 'deferred', reason: code, response: without(address, message), ...(atOnce && { retryAfterMs: 0 }) };
}

type Told = { readonly reason: string; readonly response: string };

function refused(status: number, reason: string, told: Told, timestamp: unknown): SendOutcome | undefined {
  switch (status) {
    case 410:
      return GONE.includes(reason) ? { kind: 'dead', ...told, ...sinceOf(timestamp) } : undefined;
    case 400:
      return badRequest(reason, told);
    case 413:
      return { kind: 'misconfigured', scope: 'payload', ...told };
    case 401: case 403: case 404: case 405:
      return { kind: 'misconfigured', scope: 'account', ...told };
    default:
      return undefined;
  }
}

function badRequest(reason: string, told: Told): SendOutcome | undefined {
  if (reason === 'BadDeviceToken') return { kind: 'suspect', elsewhere: true, ...told };
  if (reason === 'DeviceTokenNotForTopic') return { kind: 'suspect', elsewhere: false, ...told };
  if (reason === 'IdleTimeout') return undefined;
  return { kind: 'misconfigured', scope: OF_THE_ACCOUNT.includes(reason) ? 'account' : 'payload', ...told };
}

/** Not now; or not what APNs says, but something on the way. Only a size is refused alike by all. */
function later({ status, headers }: Http2Answer, told: Told, nowMs: number): SendOutcome {
  if (status === 413) return { kind: 'misconfigured', scope: 'payload', ...told };
  const pause = retryAfterMs(headers, nowMs);
  return { kind: 'deferred', ...told, ...(pause !== undefined && { retryAfterMs: pause }), ...(status === 429 && { throttled: true }) };
}

function sinceOf(timestamp: unknown): { since?: Date } {
  const since = typeof timestamp === 'number' ? new Date(timestamp) : undefined;
  return since && since.getTime() > 0 ? { since } : {};
}

const idIn = (header: string | string[] | undefined): string | undefined => (typeof header === 'string' && UUID.test(header) ? header : undefined);

/** Few words, without the token: also when only a part of it is left, or its letters are of the other size. */
function without(address: string, words: string): string {
  const token = address.toLowerCase();
  return inFewWords(words.replace(/[0-9a-f]{12,}/gi, (word) => (token.includes(word.toLowerCase()) ? '…' : word)));
}
