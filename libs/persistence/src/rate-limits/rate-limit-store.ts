import type { RateLimiterMemory, RateLimiterStoreAbstract } from 'rate-limiter-flexible';

/** What a limiter of the library is made of, whichever store it counts in. */
export interface LimiterOptions {
  readonly keyPrefix: string;
  readonly points: number;
  /** Seconds of a window. */
  readonly duration: number;
  /** At so many points the rest of the window is refused from memory, for as long as those were told who are refused. */
  readonly inMemoryBlockOnConsumed: number;
  /** Counts while the store does not. */
  readonly insuranceLimiter: RateLimiterMemory;
}

/** A place that all processes count in: PostgreSQL or Redis. */
export interface RateLimitStore {
  /** Connects. A store that cannot be reached is told of, and tried again. */
  open(): Promise<void>;
  limiter(options: LimiterOptions): RateLimiterStoreAbstract;
  close(): Promise<void>;
}

/** The operation of the library's limiters that is used here: its types leave out what a store implements. */
export interface Upsert {
  _upsert(key: string, points: number, windowMs: number): Promise<unknown>;
}
