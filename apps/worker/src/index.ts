export { MaintenanceLoop, type LoopLog } from './maintenance-loop.js';
export { createWorker, type WorkerResources } from './worker.module.js';
