import { SystemClock, type Clock } from '@ringpost/domain';
import { MaintenanceService, type Retention } from '@ringpost/messaging';
import { MaintenanceRepository, SocketDeliveryRepository, type Database } from '@ringpost/persistence';
import { MaintenanceLoop, type LoopLog } from './maintenance-loop.js';

/** What the worker stands on. */
export interface WorkerResources {
  readonly database: Database;
  readonly retention: Retention;
  readonly log: LoopLog;
  readonly clock?: Clock;
}

/** A worker that is ready to be started. */
export function createWorker({ database, retention, log, clock = new SystemClock() }: WorkerResources): MaintenanceLoop {
  return new MaintenanceLoop(new MaintenanceService(database, new MaintenanceRepository(), new SocketDeliveryRepository(database, clock.now()), retention, clock), log);
}
