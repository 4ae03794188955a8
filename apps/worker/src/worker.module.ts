import { randomBytes } from 'node:crypto';
import { IdGenerator, SystemClock, type Clock, type Vault } from '@ringpost/domain';
import type { Metrics } from '@ringpost/edge';
import { AccountDirectory, Audience, AudienceExpander, DeliveryMaker, MaintenanceService, ProviderClients, Sender, TokenVerdictService, VerdictBatch, type Retention, type WakeUps } from '@ringpost/messaging';
import {
  ACCOUNT_CHANNEL, AcceptanceRepository, MaintenanceRepository, ProviderAccountRepository, SendQueueRepository, SocketDeliveryRepository, TokenVerdictRepository,
  type Database, type Notifications, type RateLimits,
} from '@ringpost/persistence';
import { PROVIDER_KINDS } from '@ringpost/providers';
import { MaintenanceLoop, type LoopLog } from './maintenance-loop.js';
import { SendMetrics } from './send-metrics.js';

/** What the worker stands on. */
export interface WorkerResources {
  readonly database: Database;
  readonly vault: Vault;
  readonly rateLimits: RateLimits;
  readonly wakeUps: WakeUps;
  readonly retention: Retention;
  readonly log: LoopLog & { warn(context: object, message: string): void };
  readonly metrics: Metrics;
  readonly clock?: Clock;
}

/** Sends, and does what has to be done from time to time. */
export interface Worker {
  start(notifications: Pick<Notifications, 'listen' | 'onReturn'>): Promise<void>;
  stop(): Promise<void>;
}

/** A worker that is ready to be started. */
export function createWorker({ database, vault, rateLimits, wakeUps, retention, log, metrics, clock = new SystemClock() }: WorkerResources): Worker {
  const ids = new IdGenerator(clock, randomBytes), now = clock.now();
  const acceptances = new AcceptanceRepository(database), queue = new SendQueueRepository(database, now);
  const accounts = new AccountDirectory(database, new ProviderAccountRepository(), vault, PROVIDER_KINDS, log, clock);
  const tokens = new TokenVerdictService(database, new TokenVerdictRepository(), clock, log);
  const audience = new Audience(acceptances, new DeliveryMaker(vault, ids), wakeUps, vault);
  const sender = new Sender({
    accounts, clients: new ProviderClients((perSecond) => rateLimits.limit({ name: `provider ${perSecond}`, points: perSecond, windowSeconds: 1 })), tokens, verdicts: new VerdictBatch(tokens, log), vault, ids, clock, log,
    queue, expander: new AudienceExpander(database, queue, acceptances, audience, vault, clock, log), wakeUps, figures: new SendMetrics(metrics, tokens, () => sender.underWay),
  });
  const maintenance = new MaintenanceLoop(new MaintenanceService(database, new MaintenanceRepository(), new SocketDeliveryRepository(database, now), retention, clock), log);
  return {
    async start(notifications) {
      await wakeUps.hear(notifications);
      await notifications.listen(ACCOUNT_CHANNEL, (tenantId) => accounts.forget(tenantId));
      notifications.onReturn(() => accounts.forget());
      maintenance.start();
      sender.start();
    },
    async stop() {
      await Promise.all([sender.stop(), maintenance.stop()]);
    },
  };
}
