import { createApi } from '@ringpost/api';
import { closeHttp, startHealthServer } from '@ringpost/edge';
import type { Opened } from './opened.js';
import { listening, type Process } from './process.js';

/** REST, GraphQL and the pages. */
export async function startApi(shared: Process, opened: Opened): Promise<void> {
  const { config, installation, database, rateLimits, wakeUps, log, clock, health, metrics } = shared;
  const app = await createApi({ config, secrets: installation.secrets, vault: installation.vault, database, rateLimits, wakeUps, log, clock, health, metrics });
  opened.listening(closeHttp('api', app.getHttpServer(), () => app.close()));
  await listening('PORT', config.port, () => app.listen(config.port, config.host));
}

/** Health and metrics, where there is no API port. */
export async function startHealth({ config, log, clock, health, metrics }: Process, port: number, opened: Opened): Promise<void> {
  const server = await listening('HEALTH_PORT', port, () => startHealthServer({ host: config.host, port }, { health, metrics }, { config, log, clock }));
  opened.listening(closeHttp('health', server.server, () => server.close()));
}
