import { createApi } from '@ringpost/api';
import { SystemClock } from '@ringpost/domain';
import { HealthProbe, HealthService, Metrics, closeHttp, createLog, installShutdown, startHealthServer, type Closer, type Config, type Log, type Vitals } from '@ringpost/edge';
import { RateLimits, type Database } from '@ringpost/persistence';
import { createWorker } from '@ringpost/worker';
import { openInstallation, readConfig, type Installation } from '../installation.js';
import { readyDatabase } from '../ready-database.js';

/** The parts that can run on their own. */
export const PARTS = ['api', 'worker'] as const;
type Part = (typeof PARTS)[number];

/** The database, as the readiness of the process sees it. */
class DatabaseProbe extends HealthProbe {
  readonly name = 'database';

  constructor(private readonly database: Database) {
    super();
  }

  check(): Promise<void> {
    return this.database.ping();
  }
}

/** What the parts of one process share. */
interface Process extends Vitals {
  readonly config: Config;
  readonly installation: Installation;
  readonly database: Database;
  readonly log: Log;
}

const clock = new SystemClock();

/** `ringpost start`: runs the parts until a signal ends them. */
export async function startCommand({ only }: { only?: Part }): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const installation = await openInstallation(config, (reason) => {
    log.fatal({ reason }, 'the embedded PostgreSQL ended by itself');
    log.flush(() => process.exit(1));
  });
  const closers: Closer[] = [];
  try {
    const database = await readyDatabase(installation);
    const shared: Process = { config, installation, database, log, metrics: new Metrics(), health: new HealthService([new DatabaseProbe(database)], log) };
    if (only !== 'worker') closers.push(...(await startApi(shared)));
    if (only === 'worker' && config.healthPort !== undefined) closers.push(await startHealth(shared, config.healthPort));
    if (only !== 'api') closers.push(startWorker(shared));
    closers.push({ name: 'database', close: () => database.close() }, { name: 'embedded PostgreSQL', close: () => installation.close() });
    installShutdown({ log, health: shared.health, closers });
    if (only !== 'worker') greet(config);
  } catch (error) {
    for (const { close } of closers) await close().catch(() => undefined); // the first failure is the one to tell
    await installation.close();
    throw error;
  }
}

async function startApi(shared: Process): Promise<Closer[]> {
  const { config, installation, database, log, health, metrics } = shared;
  const rateLimits = await RateLimits.open(database, { redisUrl: config.redisUrl, log });
  const app = await createApi({ config, secrets: installation.secrets, vault: installation.vault, database, rateLimits, log, clock, health, metrics });
  await app.listen(config.port, config.host);
  return [closeHttp('api', app.getHttpServer(), () => app.close()), { name: 'rate limits', close: () => rateLimits.close() }];
}

async function startHealth({ config, log, health, metrics }: Process, port: number): Promise<Closer> {
  const server = await startHealthServer({ host: config.host, port }, { health, metrics }, { config, log, clock });
  return closeHttp('health', server.server, () => server.close());
}

function startWorker({ config, database, log }: Process): Closer {
  const worker = createWorker({ database, log, retention: { delivery: config.retentionDeliveryDays, notification: config.retentionNotificationDays } });
  worker.start();
  return { name: 'worker', close: () => worker.stop() };
}

function greet({ host, port, mode, jwksUri, defaultTenantId, dataDir }: Config): void {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const lines = [
    'Ringpost is ready.',
    `  API            ${url}`,
    `  GraphQL        ${url}/vsaas/api/v1/be`,
    `  Documentation  ${url}/docs`,
    `  Health         ${url}/health/ready`,
    `  Metrics        ${url}/metrics`,
    ...(mode === 'embedded' ? [`  Data           ${dataDir} (embedded PostgreSQL)`] : []),
    jwksUri === undefined ? `  A token        npm run --silent token -- --user usr_1 --tenant ${defaultTenantId ?? 'tnt_1'} --scope "communication:send notification:send"` : `  Tokens         from the keys of ${jwksUri}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
