import { DomainError } from '@ringpost/domain';

// PostgreSQL's classes for "not now": connection lost, out of resources (a full disk, too many connections), stopping or starting.
const TEMPORARY_CLASSES = ['08', '53', '57', '58'];
const QUERY_CANCELED = '57014';
const NOT_READY = '55000'; // of many things; the message tells whether it is the database as a whole
const SOCKET_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
const LOST = /Connection terminated|is not currently accepting connections|connection error and is not queryable|Client was closed|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after calling end/i;
const RETRY_AFTER_S = 2;

/** Errors that the same transaction, run again, will most likely not meet. */
const REPEATABLE = new Set(['40001', '40P01']);

/** The first error of the chain that satisfies the test: ORM and driver wrap each other's. */
function findCause(error: unknown, test: (e: { code?: unknown; message?: unknown }) => boolean): boolean {
  for (let e = error, depth = 0; e && typeof e === 'object' && depth < 5; e = (e as { cause?: unknown; previous?: unknown }).cause ?? (e as { previous?: unknown }).previous, depth++) {
    if (test(e)) return true;
  }
  return false;
}

/** PostgreSQL's five-character code of an error, when it has one. */
export function sqlStateOf(error: unknown): string | undefined {
  let state: string | undefined;
  findCause(error, (e) => {
    if (typeof e.code === 'string' && /^[0-9A-Z]{5}$/.test(e.code) && !SOCKET_ERRORS.has(e.code)) state = e.code; // EPIPE has five letters, too
    return state !== undefined;
  });
  return state;
}

/** True for deadlocks and serialization failures. */
export const isRepeatable = (error: unknown): boolean => REPEATABLE.has(sqlStateOf(error) ?? '');

/** True when a lock was not to be had in the time that was set for it. */
export const isLockTimeout = (error: unknown): boolean => sqlStateOf(error) === '55P03';

/** True when the database cannot be reached or refuses work for now. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state && REPEATABLE.has(state)) return true; // it was tried again, in vain: there is a crowd
  if (state && state !== NOT_READY) return state !== QUERY_CANCELED && TEMPORARY_CLASSES.includes(state.slice(0, 2));
  return findCause(error, (e) => SOCKET_ERRORS.has(String(e.code)) || LOST.test(String(e.message)));
}

/**
 * What callers get to see of a database's failure: `unavailable` with a time to come back, or PostgreSQL's own error. The ORM's
 * around it quotes the statement with everybody's data in it, which nobody needs in a log.
 */
export function presentable(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  if (isUnavailable(error)) return new DomainError('unavailable', { retryAfter: RETRY_AFTER_S, cause: innermost(error) });
  return sqlStateOf(error) ? innermost(error) : error;
}

function innermost(error: unknown): unknown {
  let found = error;
  findCause(error, (e) => {
    found = e;
    return false;
  });
  return found;
}
