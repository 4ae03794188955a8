import type { Closer } from '@ringpost/edge';
import { createWorker } from '@ringpost/worker';
import type { Process } from './process.js';

/** What has to be done from time to time. */
export function startWorker({ config, database, log }: Process): Closer {
  const worker = createWorker({ database, log, retention: { delivery: config.retentionDeliveryDays, notification: config.retentionNotificationDays } });
  worker.start();
  return { name: 'worker', close: () => worker.stop() };
}
