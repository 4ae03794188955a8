import { createRequire } from 'node:module';
import { RateLimiterRes, type RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import type { Database } from '../database.js';
import { COUNT_POINTS, PointBatches, type Counted } from './point-batches.js';
import type { LimiterOptions, RateLimitStore, Upsert } from './rate-limit-store.js';
import { StoreHealth, type RateLimitLog } from './store-health.js';

// The library's base class for stores is in its types and its documentation, but not among what its main file exports.
const StoreAbstract = createRequire(import.meta.url)('rate-limiter-flexible/lib/RateLimiterStoreAbstract.js') as typeof RateLimiterStoreAbstract;

/**
 * A limiter whose points are rows of `rate_limit`. The library's own for PostgreSQL costs a statement and a round trip for each
 * request, and goes by the clock of the process. Of the library's operations this one knows `consume`, which is all that a limit asks.
 */
class PostgresLimiter extends StoreAbstract implements Upsert {
  constructor(private readonly batches: PointBatches, options: LimiterOptions) {
    super({ ...options, storeClient: undefined });
  }

  _upsert(key: string, points: number, windowMs: number): Promise<Counted> {
    return this.batches.take(key, points, windowMs);
  }

  _getRateLimiterRes(_key: string, taken: number, { points, leftMs }: Counted): RateLimiterRes {
    return new RateLimiterRes(Math.max(this.points - points, 0), leftMs, points, points === taken);
  }
}

/** Counts in PostgreSQL, the requests of all limits together. */
export class PostgresStore implements RateLimitStore {
  private readonly health: StoreHealth;
  private readonly batches: PointBatches;

  constructor(db: Database, patienceMs: number, log: RateLimitLog) {
    this.health = new StoreHealth('postgresql', () => db.askWithoutTenant(COUNT_POINTS, '{}', '{}', '{}'), patienceMs, log);
    this.batches = new PointBatches(db, this.health);
  }

  open(): Promise<void> {
    return this.health.open();
  }

  limiter(options: LimiterOptions): RateLimiterStoreAbstract {
    return new PostgresLimiter(this.batches, { ...options, keyPrefix: '' });
  }

  async close(): Promise<void> {
    this.health.close();
  }
}
