import { ERRORS, type DomainError, type FieldError } from '@ringpost/domain';
import { retryAfter, type ErrorAnswer, type ErrorContext } from './error-form.js';
import { STATUS, TITLES } from './statuses.js';

/** The body of an error: the legacy answer and RFC 9457 in one. Absent members are left out. */
export interface ErrorBody {
  readonly code: number;
  readonly message: string;
  readonly timestamp: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
  /** Seconds. */
  readonly retry_after?: number;
}

/** The form of REST. */
export function errorEnvelope(error: DomainError, { requestId, language, now, status: given }: ErrorContext): ErrorAnswer<ErrorBody> {
  const row = ERRORS[error.code];
  const status = given ?? STATUS[row.kind];
  const body: ErrorBody = {
    code: row.number,
    message: row[language],
    timestamp: `${now.toISOString().slice(0, 19)}Z`,
    status,
    title: TITLES[status][language],
    // Whatever an internal error has to say is for the log.
    ...(error.detail !== undefined && row.kind !== 'internal' && { detail: error.detail }),
    request_id: requestId,
    ...(error.fields.length > 0 && { errors: error.fields }),
    ...(error.retryAfter !== undefined && { retry_after: Math.ceil(error.retryAfter) }),
  };
  return { status, headers: challenge(error), body };
}

/** What an error says in headers where callers authenticate with a bearer token. */
export const errorHeaders = (error: Pick<DomainError, 'code' | 'kind' | 'retryAfter'>): Record<string, string> => ({ ...retryAfter(error), ...challenge(error) });

/** RFC 6750 §3. */
const challenge = ({ code, kind }: Pick<DomainError, 'code' | 'kind'>): Record<string, string> =>
  kind === 'unauthenticated' ? { 'www-authenticate': code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"' } : {};
