import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Authenticator, createHttpAdapter, installHealthRoutes } from '@ringpost/edge';
import { ReceiptService } from '@ringpost/messaging';
import { ApiModule, type ApiResources } from './api.module.js';
import { serveGraphql, type GraphqlEndpoint } from './graphql/graphql-endpoint.js';
import { GraphqlExecutor } from './graphql/graphql-executor.js';
import { PersistedDocuments } from './graphql/persisted-documents.js';
import { rulesOf } from './graphql/graphql.module.js';
import { serveDocs } from './pages/docs-page.js';
import { LIST_LIMITS, admitListSenders } from './rest/long-lists.js';
import { serveCallbacks } from './rest/sending/callback-endpoint.js';
import { GRAPHIQL_PAGE, serveGraphiqlFiles } from './pages/graphiql-page.js';

// Authentications that fail, for each address.
const STRANGERS = { points: 60, windowSeconds: 60 };

/** What the API is made of. */
export type ApiOptions = ApiResources;

/** The REST and GraphQL surfaces with their pages, health and metrics; not listening yet. */
export async function createApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(options), createHttpAdapter({ ...options, bodyLimits: LIST_LIMITS }), { logger: false, abortOnError: false });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  installHealthRoutes(fastify, options);
  serveDocs(fastify);
  if (options.config.graphiql) serveGraphiqlFiles(fastify);
  serveGraphql(fastify, endpointOf(app, fastify, options));
  serveCallbacks(fastify, { receipts: app.get(ReceiptService), clock: options.clock });
  admitListSenders(fastify, app.get(Authenticator));
  await app.init();
  return app;
}

function endpointOf(app: NestFastifyApplication, fastify: FastifyInstance, { config, log, rateLimits }: ApiOptions): GraphqlEndpoint {
  return {
    authenticator: app.get(Authenticator),
    executor: new GraphqlExecutor(fastify, rulesOf(config), (method) => method !== 'GET' || config.graphqlGetMutations),
    documents: new PersistedDocuments(),
    limits: {
      users: rateLimits.limit({ name: 'graphql', points: config.graphqlRateLimit, windowSeconds: config.graphqlRateWindowS }),
      strangers: rateLimits.limit({ name: 'graphql strangers', ...STRANGERS }),
    },
    page: config.graphiql ? GRAPHIQL_PAGE : undefined,
    log,
  };
}
