/** Where a batch tells that it could not be written, and that it was after all. */
export interface BatchLog {
  info(message: string): void;
  warn(context: object, message: string): void;
}

const AT_ONCE = 1_000;
const RETRY_MS = 250;

/** Notes that are written together: what comes while a statement is on its way shares the next. Those that fail are tried again until they are written. */
export class Batch<T> {
  private waiting: T[] = [];
  private running: Promise<void> | undefined;
  private complained = false;

  constructor(private readonly name: string, private readonly write: (items: readonly T[]) => Promise<unknown>, private readonly log: BatchLog) {}

  add(item: T): void {
    this.waiting.push(item);
    this.running ??= this.run();
  }

  /** How many are not written yet. */
  get size(): number {
    return this.waiting.length;
  }

  /** Resolves when everything is written, or was tried once more in vain. */
  async flush(): Promise<void> {
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 2 * RETRY_MS).unref())]);
  }

  private async run(): Promise<void> {
    await null; // what else this turn of the event loop has to note comes along
    while (this.waiting.length > 0) {
      const items = this.waiting.slice(0, AT_ONCE);
      try {
        await this.write(items);
        this.waiting = this.waiting.slice(items.length);
        if (this.complained) this.log.info(`${this.name}: written again`);
        this.complained = false;
      } catch (error) {
        if (!this.complained) this.log.warn({ err: error }, `${this.name}: could not be written, trying again`);
        this.complained = true;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    this.running = undefined;
  }
}
