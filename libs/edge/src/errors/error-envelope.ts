import { ERRORS, type DomainError, type FieldError } from '@ringpost/domain';
import type { Language } from './language.js';
import { STATUS, TITLES, type ErrorStatus } from './statuses.js';

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

/** What an error is answered with. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

/** What an error's answer depends on beside the error. `status` overrides that of the kind. */
export interface ErrorContext {
  readonly requestId: string;
  readonly language: Language;
  readonly now: Date;
  readonly status?: ErrorStatus;
}

/** The answer to an error. */
export function errorEnvelope(error: DomainError, { requestId, language, now, status: given }: ErrorContext): ErrorAnswer {
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
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': requestId, ...errorHeaders(error) }, body };
}

/** What an error says in headers, whatever the form of its body. */
export function errorHeaders(error: Pick<DomainError, 'code' | 'kind' | 'retryAfter'>): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error.retryAfter !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfter));
  if (error.kind === 'unauthenticated') headers['www-authenticate'] = error.code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"'; // RFC 6750 §3
  return headers;
}
