import type { DeliveryKey } from '@ringpost/persistence';
import type { BatchLog } from './batch.js';

/** Who writes down what became of deliveries. */
export interface OutcomeWriter {
  sent(keys: readonly DeliveryKey[]): Promise<void>;
  delivered(keys: readonly DeliveryKey[]): Promise<void>;
}

type Keys = Map<string, DeliveryKey>;

const AT_ONCE = 1_000;
// A phone nearby confirms sooner than this: then one note does for both.
const GATHER_MS = 25;
const RETRY_MS = 250;

/** What was written to phones, and what they confirmed, on its way into the log: together, one statement at a time, tried again until it is there. */
export class Outcomes {
  private readonly sent: Keys = new Map();
  private readonly delivered: Keys = new Map();
  private running: Promise<void> | undefined;
  private hurry: () => void = () => undefined;
  private complained = false;

  constructor(private readonly writer: OutcomeWriter, private readonly log: BatchLog) {}

  written(key: DeliveryKey): void {
    this.sent.set(key.id, key);
    this.running ??= this.run();
  }

  confirmed(key: DeliveryKey): void {
    this.sent.delete(key.id);
    this.delivered.set(key.id, key);
    this.running ??= this.run();
  }

  /** Whether something of a delivery is not in the log yet. */
  has(id: string): boolean {
    return this.sent.has(id) || this.delivered.has(id);
  }

  /** How many are not in the log yet. */
  get size(): number {
    return this.sent.size + this.delivered.size;
  }

  /** Resolves when what there is is in the log, or could not be written within half a second. */
  async flush(): Promise<void> {
    this.hurry();
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 2 * RETRY_MS).unref())]);
  }

  private async run(): Promise<void> {
    while (this.size > 0) {
      await this.pause(this.complained ? RETRY_MS : GATHER_MS);
      await this.write(this.delivered, (keys) => this.writer.delivered(keys));
      await this.write(this.sent, (keys) => this.writer.sent(keys));
    }
    this.running = undefined;
  }

  private async write(keys: Keys, note: (keys: readonly DeliveryKey[]) => Promise<void>): Promise<void> {
    const some = [...keys.values()].slice(0, AT_ONCE);
    if (some.length === 0) return;
    try {
      await note(some);
      for (const { id } of some) keys.delete(id);
      if (this.complained) this.log.info('what became of deliveries is in the log again');
      this.complained = false;
    } catch (error) {
      if (!this.complained) this.log.warn({ err: error }, 'what became of deliveries could not be written down: trying again');
      this.complained = true;
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
