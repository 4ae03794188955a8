/** What a breaker needs to know of a try. `throttled`: the provider is not at fault, and may mean a single phone; only when most are is it worth a pause. */
export type Health = 'well' | 'failing' | 'throttled';

const BUCKET_MS = 1_000, BUCKETS = 10;
const ENOUGH = 20, MOST_IN_A_ROW = 8;
const FIRST_PAUSE_MS = 1_000, LONGEST_PAUSE_MS = 60_000, LONGEST_ASKED_MS = 300_000;

/**
 * Keeps from sending by an account that does not work: after eight failures in a row, or when more than half of at least twenty tries
 * within ten seconds failed. It opens for a second, and twice as long each time; then one try after the other may find out.
 */
export class CircuitBreaker {
  private readonly tries = new Float64Array(BUCKETS);
  private readonly failures = new Float64Array(BUCKETS);
  private bucket = 0;
  private inARow = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private opened = false;
  private closedUntil = -Infinity;
  private probing = false;

  /** Until when nothing may be sent; the past when something may. */
  get openUntil(): number {
    return this.closedUntil;
  }

  get isOpen(): boolean {
    return this.opened;
  }

  /** Whether something may be sent now; while it is open, one at a time once its pause is over. */
  allows(now: number): boolean {
    if (!this.opened) return true;
    return now >= this.closedUntil && !this.probing;
  }

  /** Something is sent. */
  begin(): void {
    if (this.opened) this.probing = true;
  }

  /** What came of it. `pauseMs`: what the provider asks for; five minutes of it at most are kept here, each delivery waits for all of it. */
  end(health: Health, now: number, pauseMs = 0): void {
    this.count(health, now);
    if (health === 'well') this.close();
    else if (this.opened ? this.probing : this.hasHadEnough()) this.open(now, pauseMs);
    this.probing = false;
  }

  private count(health: Health, now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    for (let past = Math.max(this.bucket + 1, bucket - BUCKETS + 1); past <= bucket; past++) this.tries[past % BUCKETS] = this.failures[past % BUCKETS] = 0;
    this.bucket = Math.max(bucket, this.bucket);
    this.tries[this.bucket % BUCKETS]!++;
    if (health !== 'well') this.failures[this.bucket % BUCKETS]!++;
    this.inARow = health === 'failing' ? this.inARow + 1 : health === 'well' ? 0 : this.inARow;
  }

  private hasHadEnough(): boolean {
    const tries = this.tries.reduce((a, b) => a + b, 0), failures = this.failures.reduce((a, b) => a + b, 0);
    return this.inARow >= MOST_IN_A_ROW || (tries >= ENOUGH && failures * 2 > tries);
  }

  private open(now: number, pauseMs: number): void {
    this.opened = true;
    this.closedUntil = now + Math.max(this.pauseMs, Math.min(pauseMs, LONGEST_ASKED_MS));
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private close(): void {
    if (!this.opened) return;
    this.opened = false;
    this.closedUntil = -Infinity;
    this.pauseMs = FIRST_PAUSE_MS;
    this.tries.fill(0);
    this.failures.fill(0);
  }
}
