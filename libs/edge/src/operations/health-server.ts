import type { FastifyInstance } from 'fastify';
import { createHttp, type HttpTools } from '../http/create-http.js';
import { installHealthRoutes, type Vitals } from './health-routes.js';

/** Serves health and metrics on a port of their own (HEALTH_PORT), for a process without an API. */
export async function startHealthServer(where: { readonly host: string; readonly port: number }, vitals: Vitals, tools: HttpTools): Promise<FastifyInstance> {
  const server = createHttp(tools);
  installHealthRoutes(server, vitals);
  await server.listen({ host: where.host, port: where.port });
  return server;
}
