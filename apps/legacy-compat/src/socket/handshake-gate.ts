/** How fast handshakes may begin. */
export interface HandshakePace {
  /** In any one second. */
  readonly perSecond: number;
  /** How many may wait for their turn. */
  readonly waiting: number;
}

const CATCH_UP = 2;
const ROUNDING_MS = 0.001;

/** Lets handshakes begin one after the other: each takes a millisecond or two of the thread that also rings phones. First come, first served. */
export class HandshakeGate<T> {
  private readonly queue = new Set<T>();
  private readonly intervalMs: number;
  private readonly creditMs: number;
  /** When the next one would be due, had none begun ahead of time. */
  private dueAt = 0;
  private timer?: NodeJS.Timeout;

  /** @param now milliseconds that never go back. */
  constructor(
    private readonly begin: (arrival: T) => void,
    private readonly pace: HandshakePace,
    private readonly now: () => number,
  ) {
    // A few at once after a pause, and the rest so slowly that a second never sees more than it may.
    const burst = Math.max(1, Math.floor(pace.perSecond / 25));
    this.intervalMs = 1_000 / (pace.perSecond - burst + 1);
    this.creditMs = (burst - 1) * this.intervalMs;
  }

  /** Begins at once, or when its turn comes. False when too many wait already. */
  enter(arrival: T): boolean {
    if (this.queue.size === 0 && this.waitMs() === 0) this.start(arrival);
    else if (this.queue.size >= this.pace.waiting) return false;
    else {
      this.queue.add(arrival);
      this.schedule();
    }
    return true;
  }

  /** It no longer waits, if it did. */
  leave(arrival: T): void {
    this.queue.delete(arrival);
  }

  /** Nobody's turn comes any more. */
  close(): void {
    clearTimeout(this.timer);
    this.queue.clear();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.proceed(), Math.ceil(this.waitMs()));
  }

  /** A late timer may catch up, but not so much that it becomes a burst. */
  private proceed(): void {
    this.timer = undefined;
    let begun = 0;
    for (const arrival of this.queue) {
      if (begun++ === CATCH_UP || this.waitMs() > 0) break;
      this.queue.delete(arrival);
      this.start(arrival);
    }
    if (this.queue.size > 0) this.schedule();
  }

  private waitMs(): number {
    const ms = this.dueAt - this.creditMs - this.now();
    return ms < ROUNDING_MS ? 0 : ms;
  }

  private start(arrival: T): void {
    this.dueAt = Math.max(this.dueAt, this.now()) + this.intervalMs;
    this.begin(arrival);
  }
}
