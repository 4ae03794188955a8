import type { LoopbackReply } from './http2-loopback.js';

/** What Google's services put beside the words of an error. */
export type ErrorDetail = Readonly<Record<string, unknown>>;

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE',
};

/** FCM's own word for an error. */
export const fcmError = (errorCode: string): ErrorDetail => ({ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode });

/** What is wrong with which member of the request. */
export const badRequest = (field: string, description: string): ErrorDetail => ({ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description }] });

export const errorInfo = (reason: string): ErrorDetail => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com',
  metadata: { method: 'google.firebase.fcm.v1.FcmService.SendMessage', service: 'fcm.googleapis.com' },
});

/** A reply in the form that Google's services give to what they take. */
export const googleOk = (body: object): LoopbackReply => ({ status: 200, name: 'accepted', headers: JSON_TYPE, body: JSON.stringify(body) });

/** A reply in the form that Google's services give to errors; counted under FCM's own word, or else under the status. */
export function googleError(code: number, message: string, details: readonly ErrorDetail[] = [], headers: Record<string, string> = {}): LoopbackReply {
  const status = STATUSES[code] ?? 'UNKNOWN', own = details.find((detail) => 'errorCode' in detail)?.errorCode;
  const body = JSON.stringify({ error: { code, message, status, ...(details.length > 0 && { details }) } }, null, 2);
  return { status: code, name: typeof own === 'string' ? own : status, headers: { ...JSON_TYPE, ...headers }, body };
}
