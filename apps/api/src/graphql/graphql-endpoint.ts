import { DomainError, type Actor, type RateLimit, type RateVerdict } from '@ringpost/domain';
import { languageOf, pathOf, traceIdOf, type Authenticator, type Log } from '@ringpost/edge';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HTML, PAGE_HEADERS } from '../pages/page-files.js';
import { GraphqlContext, addAlwaysThere } from './graphql-context.js';
import { errorAnswer, resultAnswer, type GraphqlAnswer } from './graphql-error.js';
import type { GraphqlExecutor } from './graphql-executor.js';
import { requestInBody, requestInQuery, type IncompleteRequest } from './graphql-request.js';
import { mediaTypeFor, wantsPage } from './media-type.js';
import type { PersistedDocuments } from './persisted-documents.js';

/** Where clients of this family look for it; half of them with a slash behind. */
export const GRAPHQL_PATH = '/vsaas/api/v1/be';

/** What the endpoint works with. */
export interface GraphqlEndpoint {
  readonly authenticator: Authenticator;
  readonly executor: GraphqlExecutor;
  readonly documents: PersistedDocuments;
  /** Requests of a user, and failed authentications from an address. */
  readonly limits: { readonly users: RateLimit; readonly strangers: RateLimit };
  /** The page for browsers, when there is one. */
  readonly page?: string;
  readonly log: Log;
}

const BODY_LIMIT = 262_144;
const SCHEMES = ['bearer', 'jwt'];
const OTHER_METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS'];
// Every one of them is sent by some client, for bodies of JSON and for bare documents alike; so is none at all.
const CONTENT_TYPE = /^(?:application\/(?:[\w.-]+\+)?json|application\/graphql|application\/x-www-form-urlencoded|text\/plain)(?:\s*;|$)/i;

/** Serves GraphQL over HTTP under both paths, in its own form of errors (docs/decisions/0019). */
export function serveGraphql(fastify: FastifyInstance, endpoint: GraphqlEndpoint): void {
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', async (request, reply) => {
      if (!isPageRequest(request, endpoint)) await admit(request, reply, endpoint);
    });
    scope.setErrorHandler((thrown, request, reply) => send(request, reply, errorAnswer(thrown, languageOf(request.headers['accept-language'])), endpoint.log));
    for (const url of [GRAPHQL_PATH, `${GRAPHQL_PATH}/`]) {
      scope.get(url, { exposeHeadRoute: false }, (request, reply) => (isPageRequest(request, endpoint) ? sendPage(reply, endpoint.page!) : answer(request, reply, endpoint, requestInQuery(request.query as object as Record<string, unknown>))));
      scope.post(url, { bodyLimit: BODY_LIMIT }, (request, reply) => answer(request, reply, endpoint, requestInBody(bodyOf(request), request.headers['content-type'])));
      scope.route({ method: OTHER_METHODS, url, handler: () => { throw new DomainError('method_not_allowed'); } });
    }
  });
}

const isPageRequest = ({ method, headers, query }: FastifyRequest, { page }: GraphqlEndpoint): boolean =>
  page !== undefined && method === 'GET' && headers.authorization === undefined && (query as { query?: unknown }).query === undefined && wantsPage(headers.accept);

function sendPage(reply: FastifyReply, page: string): string {
  reply.headers(PAGE_HEADERS).type(HTML);
  return page;
}

/** Finds out who asks, and counts the request. */
async function admit(request: FastifyRequest, reply: FastifyReply, { authenticator, limits }: GraphqlEndpoint): Promise<void> {
  try {
    request.actor = await authenticator.identify(request.headers, SCHEMES);
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unauthenticated') requireAllowed(await limits.strangers.take(request.ip), reply);
    throw error;
  }
  requireAllowed(await limits.users.take(keyOf(request.actor)), reply);
}

const keyOf = ({ tenantId, userId }: Actor): string => `${tenantId}\0${userId}`;

/** Tells the state of the window (draft-ietf-httpapi-ratelimit-headers-02), and refuses what is beyond it. */
function requireAllowed({ allowed, limit, remaining, resetMs }: RateVerdict, reply: FastifyReply): void {
  const seconds = Math.ceil(resetMs / 1_000);
  reply.header('ratelimit-limit', limit).header('ratelimit-remaining', remaining).header('ratelimit-reset', seconds);
  if (!allowed) throw new DomainError('too_many_requests', { retryAfter: Math.max(1, seconds) });
}

function bodyOf({ body, headers }: FastifyRequest): Buffer | undefined {
  const type = headers['content-type'];
  if (type !== undefined && !CONTENT_TYPE.test(type)) throw new DomainError('media_type_unsupported');
  return body as Buffer | undefined;
}

async function answer(request: FastifyRequest, reply: FastifyReply, { executor, documents, log }: GraphqlEndpoint, wanted: IncompleteRequest): Promise<FastifyReply> {
  const complete = documents.complete(wanted);
  const context = new GraphqlContext(request.actor, languageOf(request.headers['accept-language']));
  const result = await executor.run(request.method, complete, context);
  documents.keep(complete);
  addAlwaysThere(result.data, context);
  return send(request, reply, resultAnswer(result, context.language), log);
}

function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body, faults }: GraphqlAnswer, log: Log): FastifyReply {
  for (const fault of faults) log.error({ request_id: request.id, trace_id: traceIdOf(request.headers.traceparent), method: request.method, path: pathOf(request.originalUrl), err: fault.cause ?? fault }, 'a request failed');
  return reply.code(status).headers(headers).header('content-type', mediaTypeFor(request.headers.accept)).header('cache-control', 'no-store').send(JSON.stringify(body));
}
