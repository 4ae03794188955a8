import type { DomainError } from '@ringpost/domain';
import type { Language } from './language.js';
import type { ErrorStatus } from './statuses.js';

/** What an error's answer depends on beside the error. `status` overrides that of the kind. */
export interface ErrorContext {
  readonly requestId: string;
  readonly language: Language;
  readonly now: Date;
  readonly status?: ErrorStatus;
}

/** What an error is answered with. The body becomes JSON. */
export interface ErrorAnswer<Body extends object = object> {
  readonly status: number;
  /** The form's own: `content-type`, `x-request-id` and `retry-after` are given to every form. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** How a surface answers an error. */
export type ErrorForm = (error: DomainError, context: ErrorContext) => ErrorAnswer;

/** An answer as it is sent. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The answer to an error in a form. */
export function answerIn(form: ErrorForm, error: DomainError, context: ErrorContext): SentAnswer {
  const { status, headers, body } = form(error, context);
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': context.requestId, ...retryAfter(error), ...headers },
    text: JSON.stringify(body),
  };
}

/** The header that says when to come back, where the error knows it. */
export const retryAfter = (error: Pick<DomainError, 'retryAfter'>): Record<string, string> =>
  error.retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(error.retryAfter)) };
