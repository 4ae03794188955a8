import { SystemClock } from '@ringpost/domain';
import { HealthProbe, HealthService, Metrics, createLog, installShutdown, usesTls, type Config } from '@ringpost/edge';
import { WakeUps } from '@ringpost/messaging';
import { Notifications, RateLimits, SocketDeliveryRepository, WakeUpRepository, newProcess, type Database } from '@ringpost/persistence';
import { openInstallation } from '../installation.js';
import { readConfig } from '../read-config.js';
import { startApi, startHealth } from '../parts/api.js';
import { requireDemo, startDemo } from '../parts/demo.js';
import { startLegacy } from '../parts/legacy.js';
import { Opened } from '../parts/opened.js';
import type { Part } from '../parts/parts.js';
import { addressOf, type HearingProcess, type Process } from '../parts/process.js';
import { startWorker } from '../parts/worker.js';
import { readyDatabase } from '../ready-database.js';

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

/** `ringpost start`: runs the parts until a signal ends them. `demo`: with something to look at. */
export async function startCommand({ only, demo = false }: { only?: Part; demo?: boolean }): Promise<void> {
  const config = readConfig();
  if (demo) requireDemo(config);
  const log = createLog(config.logLevel);
  const installation = await openInstallation(config, (reason) => {
    log.fatal({ reason }, 'the embedded PostgreSQL ended by itself');
    log.flush(() => process.exit(1));
  });
  const opened = new Opened([{ name: 'embedded PostgreSQL', close: () => installation.close() }]);
  try {
    const database = await readyDatabase(installation);
    opened.last({ name: 'database', close: () => database.close() });
    const rateLimits = await RateLimits.open(database, { redisUrl: config.redisUrl, log });
    opened.last({ name: 'rate limits', close: () => rateLimits.close() });
    const clock = new SystemClock(), { id, greeting } = newProcess();
    const wakeUps = new WakeUps(database, new WakeUpRepository(database), new SocketDeliveryRepository(database, clock.now()), String(id));
    const shared: Process = { config, installation, database, rateLimits, log, clock, process: id, wakeUps, metrics: new Metrics(), health: new HealthService([new DatabaseProbe(database)], log) };
    const demonstration = demo ? await startDemo(shared, opened) : [];
    await startParts(shared, opened, greeting, (part) => only === undefined || only === part);
    installShutdown({ log, health: shared.health, closers: opened.closers(log) });
    greet(config, only, demonstration);
  } catch (error) {
    // What listens already must not go on without the rest, watched by nobody.
    for (const { close } of opened.closers(log)) await close().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

/** The API is the last to listen: whoever sees it ready may count on the rest. */
async function startParts(shared: Process, opened: Opened, greeting: string, runs: (part: Part) => boolean): Promise<void> {
  if (runs('legacy') || runs('worker')) {
    const hearing = await hear(shared, opened, greeting);
    if (runs('legacy')) await startLegacy(hearing, opened);
    if (runs('worker')) opened.last(await startWorker(hearing));
  }
  if (runs('api')) await startApi(shared, opened);
  else if (shared.config.healthPort !== undefined) await startHealth(shared, shared.config.healthPort, opened);
}

async function hear(shared: Process, opened: Opened, greeting: string): Promise<HearingProcess> {
  const notifications = await Notifications.open({ url: shared.installation.directUrl, log: shared.log, greeting });
  opened.last({ name: 'notifications', close: () => notifications.close() });
  return { ...shared, notifications };
}

function greet(config: Config, only: Part | undefined, demonstration: readonly string[]): void {
  const lines = ['Ringpost is ready.', ...GREETINGS.flatMap(([part, told]) => (only === undefined || only === part ? told(config) : [])), ...demonstration];
  if (config.mode === 'embedded') lines.push(`  Data           ${config.dataDir} (embedded PostgreSQL)`);
  if (only !== 'worker') lines.push(config.jwksUri === undefined ? `  A token        npm run --silent token -- --user usr_1 --tenant ${config.defaultTenantId ?? 'tnt_1'} --scope "communication:send notification:send"` : `  Tokens         from the keys of ${config.jwksUri}`);
  if (only === undefined || only === 'legacy') lines.push(`  An old login   npm run legacy:user -- --username alice_01 --password secret-123 --user usr_1${config.defaultTenantId === undefined ? ' --tenant tnt_1' : ''}`);
  if (only !== 'worker') process.stdout.write(`${lines.join('\n')}\n`);
}

const GREETINGS: readonly (readonly [Part, (config: Config) => string[]])[] = [
  ['api', ({ host, port }) => {
    const url = addressOf('http', host, port);
    return [`  API            ${url}`, `  GraphQL        ${url}/vsaas/api/v1/be`, `  Documentation  ${url}/docs`, `  Health         ${url}/health/ready`, `  Metrics        ${url}/metrics`];
  }],
  ['legacy', (config) => [
    `  Old apps       ${addressOf(usesTls(config) ? 'https' : 'http', config.host, config.legacyPort)}/v1/api/user`,
    `  Push socket    ${addressOf('tls', config.host, config.pushSocketPort)}`,
  ]],
];
