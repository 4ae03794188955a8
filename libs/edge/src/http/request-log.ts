import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './log.js';
import { pathOf, traceIdOf } from './request-context.js';

/** Writes one line per finished request. Never a header, a body or a value of the query. */
export function installRequestLog(fastify: FastifyInstance, log: Log): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const path = pathOf(request.originalUrl);
    // Probes call these every few seconds.
    if (path.startsWith('/health/') || path === '/metrics') log.debug(lineOf(request, reply, path), 'request');
    else log.info(lineOf(request, reply, path), 'request');
    done();
  });
}

const lineOf = (request: FastifyRequest, reply: FastifyReply, path: string): object => ({
  method: request.method,
  path: path.length > 512 ? path.slice(0, 512) : path,
  status: reply.statusCode,
  ms: Math.round(reply.elapsedTime * 10) / 10,
  request_id: request.id,
  trace_id: traceIdOf(request.headers.traceparent),
  tenant: request.actor?.tenantId,
  user: request.actor?.userId,
});
