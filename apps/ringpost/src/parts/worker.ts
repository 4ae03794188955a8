import type { Closer } from '@ringpost/edge';
import { createWorker } from '@ringpost/worker';
import type { HearingProcess } from './process.js';

/** What sends, and what has to be done from time to time. */
export async function startWorker({ config, database, installation, rateLimits, notifications, wakeUps, clock, log, metrics }: HearingProcess): Promise<Closer> {
  const retention = { delivery: config.retentionDeliveryDays, attempt: config.retentionAttemptDays, notification: config.retentionNotificationDays };
  const worker = createWorker({ database, vault: installation.vault, rateLimits, wakeUps, retention, clock, log, metrics });
  await worker.start(notifications);
  return { name: 'worker', close: () => worker.stop() };
}
