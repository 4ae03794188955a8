import { DomainError } from '@ringpost/domain';
import { languageOf, logFault, pathOf, type Log } from '@ringpost/edge';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HTML, PAGE_HEADERS } from '../pages/page-files.js';
import { admit, type Admission } from './admission.js';
import { GraphqlContext, addAlwaysThere } from './graphql-context.js';
import { ALLOWED_METHODS, errorAnswer, resultAnswer, type GraphqlAnswer } from './graphql-error.js';
import type { GraphqlExecutor } from './graphql-executor.js';
import { requestInBody, requestInQuery, type IncompleteRequest } from './graphql-request.js';
import { mediaTypeFor, wantsPage } from './media-type.js';
import type { PersistedDocuments } from './persisted-documents.js';

/** Where clients of this family look for it; half of them with a slash behind. */
export const GRAPHQL_PATH = '/vsaas/api/v1/be';

/** What the endpoint works with. */
export interface GraphqlEndpoint extends Admission {
  readonly executor: GraphqlExecutor;
  readonly documents: PersistedDocuments;
  /** The page for browsers, when there is one. */
  readonly page?: string;
  readonly log: Log;
}

const BODY_LIMIT = 262_144;
const BOTH_WAYS = { prefixTrailingSlash: 'both' } as const;
// Every one of them is sent by some client, for bodies of JSON and for bare documents alike; so is none at all.
const CONTENT_TYPE = /^(?:application\/(?:[\w.-]+\+)?json|application\/graphql|application\/x-www-form-urlencoded|text\/plain)(?:\s*;|$)/i;

/** Serves GraphQL over HTTP under both paths, in its own form of errors (docs/decisions/0019). */
export function serveGraphql(fastify: FastifyInstance, endpoint: GraphqlEndpoint): void {
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((thrown, request, reply) => send(request, reply, errorAnswer(thrown, languageOf(request.headers['accept-language'])), endpoint.log));
    scope.setNotFoundHandler((request) => {
      throw new DomainError([GRAPHQL_PATH, `${GRAPHQL_PATH}/`].includes(pathOf(request.raw.url ?? '')) ? 'method_not_allowed' : 'route_not_found');
    });
    const onRequest = (request: FastifyRequest, reply: FastifyReply): Promise<void> => admit(request, reply, endpoint);
    scope.get('/', { ...BOTH_WAYS, exposeHeadRoute: false }, async (request, reply) => {
      if (isPageRequest(request, endpoint)) return sendPage(reply, endpoint.page!);
      await onRequest(request, reply);
      return answer(request, reply, endpoint, requestInQuery(request.query as object as Record<string, unknown>));
    });
    scope.post('/', { ...BOTH_WAYS, bodyLimit: BODY_LIMIT, onRequest }, (request, reply) => answer(request, reply, endpoint, requestInBody(bodyOf(request), request.headers['content-type'])));
    scope.options('/', BOTH_WAYS, (_request, reply) => reply.code(204).header('allow', ALLOWED_METHODS).send());
  }, { prefix: GRAPHQL_PATH });
}

const isPageRequest = ({ method, headers, query }: FastifyRequest, { page }: GraphqlEndpoint): boolean =>
  page !== undefined && method === 'GET' && headers.authorization === undefined && (query as { query?: unknown }).query === undefined && wantsPage(headers.accept);

function sendPage(reply: FastifyReply, page: string): string {
  reply.headers(PAGE_HEADERS).type(HTML);
  return page;
}

function bodyOf({ body, headers }: FastifyRequest): Buffer | undefined {
  const type = headers['content-type'];
  if ((type !== undefined && !CONTENT_TYPE.test(type)) || (headers['content-encoding'] ?? 'identity') !== 'identity') throw new DomainError('graphql_media_type_unsupported');
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

function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body, causes }: GraphqlAnswer, log: Log): FastifyReply {
  for (const cause of causes) logFault(cause, request, log);
  return reply.code(status).headers(headers).header('content-type', mediaTypeFor(request.headers.accept)).header('cache-control', 'no-store').header('vary', 'accept').send(JSON.stringify(body));
}
