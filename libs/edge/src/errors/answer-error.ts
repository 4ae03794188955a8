import { DomainError, type Clock } from '@ringpost/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../http/log.js';
import { letPass } from '../http/pass-by.js';
import { pathOf, traceIdOf } from '../http/request-context.js';
import { errorEnvelope } from './error-envelope.js';
import { answerIn, type ErrorForm } from './error-form.js';
import { languageOf } from './language.js';
import { toDomainError } from './to-domain-error.js';

/** What answering an error takes. */
export interface ErrorTools {
  readonly log: Log;
  readonly clock: Clock;
  /** How errors look here; REST's envelope when it is left out. */
  readonly errorForm?: ErrorForm;
}

/** Answers a request with an error, whatever was thrown, and logs what is ours to mend. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply, { log, clock, errorForm = errorEnvelope }: ErrorTools): void {
  const error = isUnrouted(thrown, request) ? unrouted(request, reply) : toDomainError(thrown);
  if (error === undefined) return;
  logFault(error, request, log);
  if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy(); // half an answer: only cutting it off tells the client
  const { status, headers, text } = answerIn(errorForm, error, { requestId: request.id, language: languageOf(request.headers['accept-language']), now: clock.now() });
  // As text: a response schema of the route must not filter it.
  const answer = (): void => void reply.code(status).headers(headers).send(text);
  if (error.code === 'body_too_large' && !request.raw.complete) void letPass(request.raw).then(answer);
  else answer();
}

const isUnrouted = (thrown: unknown, request: FastifyRequest): boolean =>
  request.is404 && !(thrown instanceof DomainError) && toDomainError(thrown).code === 'route_not_found';

/** No route has this method and path. When other methods have the path, they are named; an OPTIONS is thereby answered. */
function unrouted(request: FastifyRequest, reply: FastifyReply): DomainError | undefined {
  const allowed = request.server.routeTable?.methodsAt(pathOf(request.raw.url ?? '/')) ?? [];
  if (allowed.length === 0 || allowed.includes(request.method)) return new DomainError('route_not_found');
  reply.header('allow', [...allowed, 'OPTIONS'].join(', '));
  if (request.method !== 'OPTIONS') return new DomainError('method_not_allowed');
  reply.code(204).send();
  return undefined;
}

/** Logs an error when it is ours to mend. */
export function logFault(error: DomainError, request: FastifyRequest, log: Log): void {
  if (error.kind !== 'internal' && error.kind !== 'unavailable') return;
  const line = { request_id: request.id, trace_id: traceIdOf(request.headers.traceparent), method: request.method, path: pathOf(request.originalUrl), err: error.cause ?? error };
  if (error.kind === 'internal') log.error(line, 'a request failed');
  else log.warn(line, error.message);
}
