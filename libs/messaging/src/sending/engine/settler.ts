import { setTimeout as pause } from 'node:timers/promises';
import { isAway } from '@ringpost/domain';
import type { DeliveryKey, SendQueueRepository, SettledRow, Settlement } from '@ringpost/persistence';

/** Where it is told that outcomes cannot be written down. */
export interface SettlerLog {
  warn(context: object, message: string): void;
  info(context: object, message: string): void;
  error(context: object, message: string): void;
}

const MOST = 250, GATHER_MS = 2, RETRY_MS = 250;

/** A delivery that this process holds. */
export type Held = DeliveryKey & { readonly number: number };

/** Writes down what came of deliveries, several in a statement. What cannot be written is kept and tried until it can: it has happened. */
export class Settler {
  private waiting: Settlement[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly writing = new Set<Promise<void>>();
  private complained = false;

  /** @param settled is told of each batch once it is written. */
  constructor(private readonly queue: Pick<SendQueueRepository, 'settle'>, private readonly log: SettlerLog, private readonly settled: (batch: readonly Settlement[], rows: readonly SettledRow[]) => void) {}

  /** Keeps it until a few are together. `urgent`: others may wait for what follows. */
  add(settlement: Settlement, urgent = false): void {
    this.waiting.push(settlement);
    if (this.waiting.length >= MOST) this.write();
    else this.timer ??= setTimeout(() => this.write(), urgent ? 0 : GATHER_MS);
  }

  /** Resolves when everything is written. */
  async flush(): Promise<void> {
    while (this.waiting.length > 0 || this.writing.size > 0) {
      this.write();
      await Promise.all(this.writing);
    }
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    if (batch.length === 0) return;
    this.waiting = [];
    const written: Promise<void> = this.until(batch).finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  private async until(batch: readonly Settlement[]): Promise<void> {
    for (;;) {
      try {
        const rows = await this.queue.settle(batch);
        this.recovered();
        return this.settled(batch, rows);
      } catch (error) {
        if (!isAway(error)) return this.apart(batch, error);
        this.complain(error, batch.length);
        await pause(RETRY_MS);
      }
    }
  }

  /** One of them cannot be written. The others are; that one is let go, and comes again when its lease has run out. */
  private async apart(batch: readonly Settlement[], error: unknown): Promise<void> {
    const half = batch.length >> 1;
    if (half > 0) return void (await Promise.all([this.until(batch.slice(0, half)), this.until(batch.slice(half))]));
    this.log.error({ err: error, delivery: batch[0]!.id }, 'what came of a delivery cannot be written down');
    this.settled(batch, []);
  }

  private complain(error: unknown, outcomes: number): void {
    if (!this.complained) this.log.warn({ err: error, outcomes }, 'what came of deliveries cannot be written down: trying until it can');
    this.complained = true;
  }

  private recovered(): void {
    if (this.complained) this.log.info({}, 'what came of deliveries is written down again');
    this.complained = false;
  }
}
