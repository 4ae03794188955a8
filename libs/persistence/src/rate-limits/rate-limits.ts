import { RateLimiterMemory, RateLimiterRes, type RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import type { RateLimit, RateVerdict } from '@ringpost/domain';
import type { Database } from '../database.js';
import { KeyHashes } from './key-hashes.js';
import { PostgresStore } from './postgres-store.js';
import type { RateLimitStore } from './rate-limit-store.js';
import { RedisStore } from './redis-store.js';
import type { RateLimitLog } from './store-health.js';

/** Where to count, and whom to tell that it does not work. */
export interface RateLimitsOptions {
  /** A Redis to count in. Default: PostgreSQL. */
  readonly redisUrl?: string | undefined;
  /** The longest that a request waits for the store, before its process counts alone. Default: 250. */
  readonly patienceMs?: number;
  /** Told once for each outage of the store, and once when it is over. */
  readonly log: RateLimitLog;
}

/** One limit. Its name keeps its keys apart from those of others. */
export interface LimitOptions {
  readonly name: string;
  /** Requests a window allows, at least 1. */
  readonly points: number;
  /** Whole seconds, from 1 to a week. A window begins with a key's first request. */
  readonly windowSeconds: number;
}

// A sound store answers in a millisecond, one on a full machine in tens. Somebody who waits longer for permission than for what
// they asked for is better served by a count of this process alone.
const PATIENCE_MS = 250;
const WEEK_S = 604_800;
const MOST_POINTS = 1_000_000_000;

/** A limit over the library's limiter, which rejects with what became of a request that is refused. */
class SharedLimit implements RateLimit {
  private readonly keys: KeyHashes;

  constructor(name: string, private readonly limiter: RateLimiterStoreAbstract) {
    this.keys = new KeyHashes(name);
  }

  async take(key: string): Promise<RateVerdict> {
    const hashed = this.keys.of(key);
    try {
      return this.verdict(true, await this.limiter.consume(hashed));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return this.verdict(false, refusal);
      throw refusal; // never: what a store throws is the insurance's case
    }
  }

  private verdict(allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): RateVerdict {
    return { allowed, limit: this.limiter.points, remaining: remainingPoints, resetMs: msBeforeNext };
  }
}

/** Limits that are counted exactly across all processes, and by each for itself while the store is away. */
export class RateLimits {
  private constructor(private readonly store: RateLimitStore) {}

  /** Connects to the store. One that is away is told to the log, and waited for in the background. */
  static async open(db: Database, { redisUrl, patienceMs = PATIENCE_MS, log }: RateLimitsOptions): Promise<RateLimits> {
    const store = redisUrl === undefined ? new PostgresStore(db, patienceMs, log) : new RedisStore(redisUrl, patienceMs, log);
    await store.open();
    return new RateLimits(store);
  }

  /** A limit; asked for twice by one name, both count the same requests. Errors: `RangeError` for numbers that make no limit. */
  limit({ name, points, windowSeconds: duration }: LimitOptions): RateLimit {
    if (!isWhole(points, MOST_POINTS) || !isWhole(duration, WEEK_S)) throw new RangeError(`no limit: ${points} requests in ${duration} s`);
    const insuranceLimiter = new RateLimiterMemory({ keyPrefix: '', points, duration });
    return new SharedLimit(name, this.store.limiter({ keyPrefix: `ringpost:${name}`, points, duration, inMemoryBlockOnConsumed: points, insuranceLimiter }));
  }

  /** Ends the reports, and the connection to Redis. The database stays open. */
  close(): Promise<void> {
    return this.store.close();
  }
}

const isWhole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
