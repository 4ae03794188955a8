import type { FastifyInstance } from 'fastify';
import type { HealthService } from './health.js';
import type { Metrics } from './metrics.js';

/** What the operator's routes show. */
export interface Vitals {
  readonly health: HealthService;
  readonly metrics: Metrics;
}

/** Adds GET /health/live, /health/ready and /metrics, which need no token. On Nest's Fastify too, before the application starts. */
export function installHealthRoutes(fastify: FastifyInstance, { health, metrics }: Vitals): void {
  fastify.get('/health/live', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  fastify.get('/health/ready', async (_request, reply) => {
    const readiness = await health.readiness();
    return reply.code(readiness.status === 'ok' ? 200 : 503).header('cache-control', 'no-store').send(readiness);
  });
  fastify.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.text()));
}
