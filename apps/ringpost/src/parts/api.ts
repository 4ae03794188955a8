import { createApi } from '@ringpost/api';
import { closeHttp, startHealthServer, type Closer } from '@ringpost/edge';
import { listening, type Process } from './process.js';

/** REST, GraphQL and the pages. */
export async function startApi(shared: Process): Promise<Closer> {
  const { config, installation, database, rateLimits, log, clock, health, metrics } = shared;
  const app = await createApi({ config, secrets: installation.secrets, vault: installation.vault, database, rateLimits, log, clock, health, metrics });
  await listening('PORT', config.port, () => app.listen(config.port, config.host));
  return closeHttp('api', app.getHttpServer(), () => app.close());
}

/** Health and metrics, where there is no API port. */
export async function startHealth({ config, log, clock, health, metrics }: Process, port: number): Promise<Closer> {
  const server = await listening('HEALTH_PORT', port, () => startHealthServer({ host: config.host, port }, { health, metrics }, { config, log, clock }));
  return closeHttp('health', server.server, () => server.close());
}
