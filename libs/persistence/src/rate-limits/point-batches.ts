import type { Database } from '../database.js';
import type { Statement } from '../fast-path.js';
import type { StoreHealth } from './store-health.js';

/** What a key has consumed with a request, and how long its window still lasts. */
export interface Counted {
  readonly points: number;
  readonly leftMs: number;
}

type CountedRow = { readonly key: string; readonly points: number; readonly left: number };

/** Somebody who takes points and waits for the count. */
interface Taker {
  readonly points: number;
  readonly resolve: (counted: Counted) => void;
  readonly reject: (error: unknown) => void;
}

/** All who take points of one key in one statement: an upsert can touch a row only once. */
interface Takers {
  readonly windowMs: number;
  readonly waiting: Taker[];
  points: number;
}

type Batch = Map<string, Takers>;

// Sorted, so that batches of several processes lock the rows they share in one order. `now()` is one moment for the whole
// statement, of the one clock that all processes share. `$1` is the tenant: none.
export const COUNT_POINTS: Statement<CountedRow> = {
  name: 'count_points',
  writes: true,
  text: `insert into rate_limit as counted (key, points, expires_at)
    select key, points, now() + window_ms * interval '1 ms' from unnest($2::bytea[], $3::integer[], $4::integer[]) as taken (key, points, window_ms) where $1 = '' order by key
    on conflict (key) do update set
      points = case when counted.expires_at <= now() then excluded.points else counted.points + excluded.points end,
      expires_at = case when counted.expires_at <= now() then excluded.expires_at else counted.expires_at end
    returning encode(key, 'hex') as key, points, ceil(date_part('epoch', expires_at - now()) * 1000)::integer as left`,
};

// One statement at a time gathers most: what comes while it is on its way shares the next. And no sooner than this after the last, so
// that under load each of them has several requests in it. Whoever comes alone does not wait.
const PAUSE_MS = 4;
// Somebody in a long statement waits for all of it.
const MOST_KEYS = 256;

/** Counts in PostgreSQL what the requests of one turn, or those that come while a statement is on its way, take together. */
export class PointBatches {
  private readonly batches: Batch[] = [];
  /** A statement is on its way, or about to be. */
  private busy = false;
  private sentAt = -Infinity;

  constructor(private readonly db: Database, private readonly health: StoreHealth) {}

  /** Takes points of a key, which is in hexadecimal. Errors: those of a database that is away or late. */
  take(key: string, points: number, windowMs: number): Promise<Counted> {
    return new Promise((resolve, reject) => {
      this.takersOf(key, windowMs).waiting.push({ points, resolve, reject });
      this.schedule();
    });
  }

  private takersOf(key: string, windowMs: number): Takers {
    let batch = this.batches.at(-1);
    const known = batch?.get(key);
    if (known) return known;
    if (!batch || batch.size >= MOST_KEYS) this.batches.push((batch = new Map()));
    const takers: Takers = { windowMs, waiting: [], points: 0 };
    batch.set(key, takers);
    return takers;
  }

  private schedule(): void {
    if (this.busy || this.batches.length === 0) return;
    this.busy = true;
    const send = (): void => void this.send(this.batches.shift()!);
    const wait = this.sentAt + PAUSE_MS - performance.now();
    if (wait > 0) setTimeout(send, wait);
    else setImmediate(send);
  }

  private async send(batch: Batch): Promise<void> {
    if (!this.health.isDown) this.sentAt = performance.now();
    await this.count(batch);
    this.busy = false;
    this.schedule();
  }

  private async count(batch: Batch): Promise<void> {
    try {
      const rows = await this.health.ask(() => this.db.askWithoutTenant(COUNT_POINTS, ...inputsOf(batch)));
      for (const { key, points, left } of rows) answer(batch.get(key)!, points, left);
    } catch (error) {
      for (const { waiting } of batch.values()) for (const { reject } of waiting) reject(error);
    }
  }
}

function inputsOf(batch: Batch): string[] {
  let keys = '', points = '', windows = '';
  for (const [key, takers] of batch) {
    for (const taker of takers.waiting) takers.points += taker.points;
    keys += `,\\\\x${key}`;
    points += `,${takers.points}`;
    windows += `,${takers.windowMs}`;
  }
  return [keys, points, windows].map((list) => `{${list.slice(1)}}`);
}

// In the order they came, each with the count as it was after them.
function answer({ waiting, points: taken }: Takers, points: number, leftMs: number): void {
  let consumed = points - taken;
  for (const taker of waiting) taker.resolve({ points: (consumed += taker.points), leftMs });
}
