import { Redis } from 'ioredis';
import { RateLimiterRedis, type IRateLimiterRedisOptions, type RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import type { LimiterOptions, RateLimitStore, Upsert } from './rate-limit-store.js';
import { StoreHealth, type RateLimitLog } from './store-health.js';

const CONNECT_TIMEOUT_MS = 2_000;
const DISCONNECT_TIMEOUT_MS = 200;
// A server that says nothing for so long while it is asked is as good as gone.
const ANSWER_TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 2_000;

const Base = RateLimiterRedis as unknown as new (options: IRateLimiterRedisOptions) => RateLimiterRedis & Upsert;

/** The library's limiter for Redis, which asks only a Redis that answers. */
class RedisLimiter extends Base {
  constructor(private readonly health: StoreHealth, options: IRateLimiterRedisOptions) {
    super(options);
  }

  override _upsert(key: string, points: number, windowMs: number): Promise<unknown> {
    return this.health.ask(() => super._upsert(key, points, windowMs));
  }
}

/** Counts in Redis. */
export class RedisStore implements RateLimitStore {
  private readonly client: Redis;
  private readonly health: StoreHealth;

  constructor(url: string, patienceMs: number, log: RateLimitLog) {
    this.client = new Redis(url, {
      lazyConnect: true, connectTimeout: CONNECT_TIMEOUT_MS, disconnectTimeout: DISCONNECT_TIMEOUT_MS, socketTimeout: ANSWER_TIMEOUT_MS, retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
      // A request that could not be counted at once is counted elsewhere: nothing is kept for later, and nothing sent twice.
      enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
    });
    this.health = new StoreHealth('redis', () => this.client.set('ringpost:probe', '', 'PX', 1), patienceMs, log);
    this.client.on('error', (error) => this.health.fail(error)); // says why; what is asked then learns only that there is no connection
  }

  async open(): Promise<void> {
    await this.client.connect().catch(() => undefined); // the event told it
    await this.health.open();
  }

  limiter(options: LimiterOptions): RateLimiterStoreAbstract {
    return new RedisLimiter(this.health, { ...options, storeClient: this.client });
  }

  /** Ends the connection, also one that hangs or was never made. */
  async close(): Promise<void> {
    this.health.close();
    this.client.disconnect();
  }
}
