import { ERRORS, type DomainError, type ErrorKind } from '@ringpost/domain';
import { STATUS as HTTP_STATUS, errorHeaders, toDomainError, type Language } from '@ringpost/edge';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { RefusedDocument } from './known-documents.js';

/** The status of each kind of error. The source document knows 200, 400, 401, 429 and 500; what it does not foresee keeps HTTP's own. */
const STATUS = { ...HTTP_STATUS, unavailable: 500 } as const satisfies Record<ErrorKind, number>;

/** What `extensions.code` says, in the words that GraphQL servers commonly use. */
const CODES = {
  invalid: 'BAD_REQUEST', unauthenticated: 'UNAUTHENTICATED', forbidden: 'FORBIDDEN', not_found: 'NOT_FOUND', method_not_allowed: 'METHOD_NOT_ALLOWED',
  conflict: 'CONFLICT', too_large: 'PAYLOAD_TOO_LARGE', unsupported: 'UNSUPPORTED_MEDIA_TYPE', unprocessable: 'UNPROCESSABLE', too_many: 'TOO_MANY_REQUESTS',
  internal: 'INTERNAL_SERVER_ERROR', unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<ErrorKind, string>;

/** One error on the wire. */
export interface WireError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

/** An answer: `data` is there only when the execution began. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly errors?: readonly WireError[]; readonly data?: unknown };
  /** What went wrong, for the log. */
  readonly causes: readonly DomainError[];
}

// What clients that send hashes look for, and the status they expect with it. A question more than an error.
const UNKNOWN_DOCUMENT: GraphqlAnswer = { status: 200, headers: {}, body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] }, causes: [] };

/** What the address can be asked with. */
export const ALLOWED_METHODS = 'GET, POST, OPTIONS';

const LONGEST_MESSAGE = 1_000; // messages quote the document

/** The answer to a request of which nothing was executed. */
export function errorAnswer(thrown: unknown, language: Language): GraphqlAnswer {
  if (thrown instanceof RefusedDocument) return refusal(thrown.errors);
  const error = toDomainError(thrown);
  if (error.code === 'graphql_document_unknown') return UNKNOWN_DOCUMENT;
  return { status: STATUS[error.kind], headers: headersOf(error), body: { errors: [{ message: messageOf(error, language), extensions: { code: CODES[error.kind] } }] }, causes: [error] };
}

/** The answer to a request that was executed, perhaps with errors. */
export function resultAnswer({ data, errors }: ExecutionResult, language: Language): GraphqlAnswer {
  if (errors === undefined) return { status: 200, headers: {}, body: { data }, causes: [] };
  if (data === undefined) return refusal(errors);
  const causes = errors.map(causeOf);
  const worst = data === null ? Math.max(...causes.map((cause) => (cause === undefined ? 200 : STATUS[cause.kind]))) : 200;
  return {
    status: worst,
    headers: retryAfterOf(causes),
    body: { errors: errors.map((error, i) => wireError(error, causes[i] && { message: messageOf(causes[i], language), code: CODES[causes[i].kind] })), data },
    causes: causes.filter((cause) => cause !== undefined),
  };
}

const refusal = (errors: readonly GraphQLError[]): GraphqlAnswer => ({ status: 400, headers: {}, body: { errors: errors.map((error) => wireError(error)) }, causes: [] });

// What a resolver threw. An error without a cause is GraphQL's own, about the request.
const causeOf = ({ originalError }: GraphQLError): DomainError | undefined => (originalError && !(originalError instanceof GraphQLError) ? toDomainError(originalError) : undefined);

function wireError(error: GraphQLError, instead?: { message: string; code: string }): WireError {
  const message = instead?.message ?? error.message;
  return {
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message,
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions: { code: instead?.code ?? codeOf(error) },
  };
}

const codeOf = ({ extensions, message }: GraphQLError): string =>
  typeof extensions?.['code'] === 'string' ? extensions['code'] : message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';

/** What an error says to people. */
export function messageOf(error: DomainError, language: Language): string {
  const words = ERRORS[error.code][language];
  return error.kind === 'invalid' && error.detail !== undefined ? `${words}: ${error.detail}` : words;
}

function headersOf(error: DomainError): Record<string, string> {
  const headers = errorHeaders(error);
  if (error.kind === 'method_not_allowed') headers['allow'] = error.code === 'graphql_get_mutation' ? 'POST' : ALLOWED_METHODS;
  return headers;
}

// The longest that any of them asks to wait.
function retryAfterOf(errors: readonly (DomainError | undefined)[]): Record<string, string> {
  const seconds = errors.flatMap((error) => error?.retryAfter ?? []);
  return seconds.length === 0 ? {} : { 'retry-after': String(Math.ceil(Math.max(...seconds))) };
}
