import type { RateLimit, RateVerdict } from '@ringpost/domain';

/** A limit that a test sets: it lets everything through until it is told how much. */
export class TestRateLimit implements RateLimit {
  /** The keys that were counted, one for each request. */
  readonly taken: string[] = [];
  /** How many requests more are let through. */
  left = Infinity;
  /** When the window ends. */
  resetMs = 60_000;

  async take(key: string): Promise<RateVerdict> {
    this.taken.push(key);
    return { allowed: this.left-- > 0, limit: 10, remaining: Math.max(0, this.left), resetMs: this.resetMs };
  }
}
