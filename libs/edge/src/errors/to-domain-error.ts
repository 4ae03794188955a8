import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorCode } from '@ringpost/domain';

/** What Fastify's own errors mean. Those that are not listed are judged by their status. */
const FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'route_not_found', // no id is that long
  FST_ERR_NOT_FOUND: 'route_not_found',
};

/** What a framework's status means where nothing better is known. Other 4xx cannot be read; the rest is ours. */
const STATUSES: Readonly<Record<number, ErrorCode>> = {
  401: 'token_invalid', 403: 'scope_missing', 404: 'route_not_found', 405: 'method_not_allowed', 413: 'body_too_large', 415: 'media_type_unsupported', 503: 'overloaded',
};

/** Anything thrown, as an error a caller can be told about. What nobody foresaw is `internal`, with its cause. */
export function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof HttpException) return thrown.cause === undefined ? byStatus(thrown, thrown.getStatus()) : toDomainError(thrown.cause);
  const { name, code, message, statusCode } = Object(thrown) as { name?: unknown; code?: unknown; message?: unknown; statusCode?: unknown };
  if (code === 'ECONNRESET' && message === 'aborted') return new DomainError('malformed_request', { cause: thrown }); // the client hung up within its body
  const known = typeof code === 'string' && code.startsWith('FST_') ? FASTIFY[code] : undefined;
  if (known !== undefined) return new DomainError(known, { cause: thrown });
  if (name === 'SyntaxError' && statusCode === 400) return new DomainError('malformed_body', { cause: thrown }); // a body parser's, not a bug of ours
  return name === 'FastifyError' && typeof statusCode === 'number' ? byStatus(thrown, statusCode) : new DomainError('internal', { cause: thrown });
}

const byStatus = (thrown: unknown, status: number): DomainError =>
  new DomainError(STATUSES[status] ?? (status >= 400 && status < 500 ? 'malformed_request' : 'internal'), { cause: thrown });
