import type { Server } from 'node:http';
import type { TlsOptions } from 'node:tls';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { fastify, LogController, type FastifyBaseLogger, type FastifyHttpOptions, type FastifyInstance } from 'fastify';
import type { Config } from '../config.js';
import { answerError, type ErrorTools } from '../errors/answer-error.js';
import { clientErrorHandler } from '../errors/client-error-handler.js';
import { installErrorHandlers } from '../errors/domain-error.filter.js';
import type { Metrics } from '../operations/metrics.js';
import { installBodyParser, type ParseBody } from './body-parser.js';
import { withoutPrefix } from './prefixes.js';
import { requestIdOf } from './request-context.js';
import { installRequestLog } from './request-log.js';
import { RouteTable } from './route-table.js';
import { unsafeText } from './unsafe-text.js';

/** What an HTTP server takes. What is left out is as REST has it. */
export interface HttpTools extends ErrorTools {
  readonly config: Pick<Config, 'trustProxy'>;
  readonly metrics?: Metrics;
  /** With it, the server speaks TLS and nothing else. */
  readonly https?: TlsOptions;
  /** `/x/` is `/x`. */
  readonly ignoreTrailingSlash?: boolean;
  /** Characters of a parameter in a path; longer ones are no route. 512 when it is left out. */
  readonly maxParamLength?: number;
  /** Bytes that a body may have at a route, by its pattern, where that is not the 1 MiB of all others. */
  readonly bodyLimits?: Readonly<Record<string, number>>;
  /** What a body becomes, whatever its type and also without one. When it is left out, bodies have to be JSON. */
  readonly parseBody?: ParseBody;
  /** False: addresses have no prefixes of the family, and NUL in them is left to the routes. */
  readonly familyAddresses?: boolean;
}

/** Times of a connection that is about to bring a request. */
const PATIENCE = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

/** The rules of every HTTP server here: limits, times, ids, error form. */
export const fastifyOptions = (tools: HttpTools): FastifyHttpOptions<Server, FastifyBaseLogger> => ({
  bodyLimit: 1_048_576,
  requestTimeout: 30_000,
  connectionTimeout: 120_000, // silence, also while an answer is awaited: longer than any wait a client can ask for
  keepAliveTimeout: 65_000, // longer than a load balancer's minute, so that it never meets a closing connection
  ...transport(tools.https),
  routerOptions: { maxParamLength: tools.maxParamLength ?? 512, ignoreTrailingSlash: tools.ignoreTrailingSlash ?? false },
  trustProxy: tools.config.trustProxy,
  genReqId: requestIdOf,
  rewriteUrl: tools.familyAddresses === false ? undefined : (request) => withoutPrefix(request.url ?? '/'),
  forceCloseConnections: 'idle',
  return503OnClosing: false, // what arrives on an open connection while we stop is still served, and told to close
  loggerInstance: tools.log,
  childLoggerFactory: (log) => log, // a child per request costs more than the line it would write
  logController: new LogController({ disableRequestLogging: true }),
  frameworkErrors: (error, request, reply) => answerError(error, request, reply, tools),
  clientErrorHandler: clientErrorHandler(tools),
});

// Fastify looks at `https` before `http`; its types want to know beforehand which of them there is, and nothing here depends on it.
const transport = (https: TlsOptions | undefined): object =>
  https === undefined ? { http: PATIENCE } : { https: { handshakeTimeout: PATIENCE.headersTimeout, ...PATIENCE, ...https } };

/** A Fastify without Nest, with the rules and the error form. */
export function createHttp(tools: HttpTools): FastifyInstance {
  const server = fastify(fastifyOptions(tools));
  equip(server, tools);
  return server;
}

/** Nest's adapter with the same rules. The module has to provide `DomainErrorFilter` as APP_FILTER. */
export function createHttpAdapter(tools: HttpTools): FastifyAdapter {
  const adapter = new Adapter({ ...fastifyOptions(tools), skipMiddie: true });
  equip(adapter.getInstance(), tools);
  return adapter;
}

/**
 * Nest would add its own body parsers, which take forms as well and know none of our rules, and its own handlers of errors: after
 * its modules, one of which may have made Fastify settle on a handler for every route by then.
 */
class Adapter extends FastifyAdapter {
  override registerParserMiddleware(): void {}

  override setErrorHandler() {
    return this.getInstance();
  }

  override setNotFoundHandler() {
    return this.getInstance();
  }
}

function equip(server: FastifyInstance, tools: HttpTools): void {
  const { log, metrics } = tools;
  installErrorHandlers(server, tools);
  server.server.maxHeadersCount = 100;
  server.decorateRequest('actor');
  RouteTable.follow(server, tools.ignoreTrailingSlash);
  server.addHook('onRoute', (route) => { route.bodyLimit ??= tools.bodyLimits?.[route.url]; });
  installBodyParser(server, tools.parseBody);
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done(tools.familyAddresses !== false && request.raw.url?.includes('%00') ? unsafeText({ ...(request.params as object), ...(request.query as object) }) : undefined);
  });
  server.addHook('preClose', (done) => {
    if (!server.server.listening) return done();
    // Node closes the connections that are idle now. Those that become idle later would stay open for `keepAliveTimeout`.
    const timer = setInterval(() => server.server.closeIdleConnections(), 50).unref();
    server.server.once('close', () => clearInterval(timer));
    done();
  });
  installRequestLog(server, log);
  metrics?.follow(server);
}
