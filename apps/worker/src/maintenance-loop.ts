import type { MaintenanceReport, MaintenanceService } from '@ringpost/messaging';

/** Where the loop tells what it did. */
export interface LoopLog {
  info(report: object, message: string): void;
  error(context: object, message: string): void;
}

const EVERY_MS = 3_600_000;
const AFTER_FAILURE_MS = 60_000;

/** Runs maintenance at the start and then every hour; a failed round is told and tried again after a minute. */
export class MaintenanceLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly maintenance: MaintenanceService, private readonly log: LoopLog, private readonly everyMs = EVERY_MS) {}

  start(): void {
    this.running = this.round();
  }

  /** Ends the loop when the round under way is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    let wait = this.everyMs;
    try {
      const report = await this.maintenance.run();
      if (didSomething(report)) this.log.info(report, 'maintenance');
    } catch (error) {
      wait = Math.min(wait, AFTER_FAILURE_MS);
      this.log.error({ err: error }, 'maintenance failed');
    }
    if (!this.stopped) this.timer = setTimeout(() => { this.running = this.round(); }, wait);
  }
}

const didSomething = (report: MaintenanceReport): boolean =>
  report.partitionsMade.length + report.partitionsDropped.length + report.tokensExpired + report.answersForgotten > 0;
