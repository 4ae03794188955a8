import { setTimeout as sleep } from 'node:timers/promises';

/** Where it is told that counts are not shared for the time being, and that they are again. */
export interface RateLimitLog {
  warn(context: object, message: string): void;
  info(context: object, message: string): void;
}

// At the start nobody waits yet, and a first connection takes longer than an answer.
const PATIENCE_TO_OPEN_MS = 2_000;
const PROBE_EVERY_MS = 500;
const IS_DOWN = new Error('the store did not answer before');

/** Knows whether a store answers: it is asked with patience, and after a failure not at all until a probe was answered. */
export class StoreHealth {
  private down = false;
  private closed = false;

  constructor(private readonly store: string, private readonly probe: () => Promise<unknown>, private readonly patienceMs: number, private readonly log: RateLimitLog) {}

  /** Probes the store for the first time. Never fails. */
  async open(): Promise<void> {
    await inTime(this.probe(), PATIENCE_TO_OPEN_MS).catch((error: unknown) => this.fail(error));
  }

  /** What the store answers. Errors: those of the store, and those of one that is late or down. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.down) throw IS_DOWN;
    try {
      return await inTime(question(), this.patienceMs);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Nobody asks the store from here on, until it answers a probe. Told once. */
  fail(error: unknown): void {
    if (this.down || this.closed) return;
    this.down = true;
    this.log.warn({ store: this.store, reason: reasonOf(error) }, 'rate limits are not shared: each process counts for itself');
    void this.recover();
  }

  /** Whether nobody is asked for now. */
  get isDown(): boolean {
    return this.down;
  }

  /** Ends the probes, and with them the reports. */
  close(): void {
    this.closed = true;
  }

  private async recover(): Promise<void> {
    do {
      await sleep(PROBE_EVERY_MS, undefined, { ref: false });
      if (this.closed) return;
    } while (!(await this.isBack()));
    if (this.closed) return;
    this.down = false;
    this.log.info({ store: this.store }, 'rate limits are shared again');
  }

  // One at a time and however long it takes: a store that hangs is not asked again and again.
  private isBack(): Promise<boolean> {
    return this.probe().then(() => true, () => false);
  }
}

/** The answer, or an error when it takes longer. One that arrived while the process was busy elsewhere is read first. */
function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${ms} ms`))), ms).unref();
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

// The message alone: what a driver hangs on its errors may hold keys and a password.
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: unknown; message?: unknown };
  return cause instanceof Error ? cause.message : String(message);
}
