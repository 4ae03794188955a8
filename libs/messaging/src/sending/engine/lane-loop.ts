import { setTimeout as pause } from 'node:timers/promises';
import type { Lane } from '@ringpost/domain';
import { POOLS_IN_A_TURN, type ClaimedRow, type SendQueueRepository } from '@ringpost/persistence';
import { UNKNOWN_ROOM, type Dispatcher } from './dispatcher.js';
import type { SendFigures } from './send-figures.js';
import type { Held } from './settler.js';

/** How a lane is worked on. */
export interface LaneRules {
  readonly lane: Lane;
  /** Sends of this process at once. */
  readonly inFlight: number;
  /** How long a delivery is this process' own; kept up while it is. */
  readonly leaseMs: number;
  /** How often to look without having been told. */
  readonly pollMs: number;
}

/** Where it is told that nothing can be claimed. */
export interface LoopLog {
  warn(context: object, message: string): void;
  info(context: object, message: string): void;
}

const BATCH = 300, LEAST = 20, SLICE = 20;
const RETRY_MS = 500;
// What is sent to many while rings are about: so little that they find the process and the database idle.
const MODEST = 25, MODEST_MS = 10, ACTIVE_MS = 250;

/** Claims what is due in one lane and has it sent, as much at once as the lane allows. Lanes hold up each other in nothing. */
export class LaneLoop {
  private readonly held = new Map<string, Held & { readonly since: number }>();
  private after: readonly [string, string] = ['', ''];
  private timer: NodeJS.Timeout | undefined;
  private readonly keeping: NodeJS.Timeout;
  private claiming: Promise<void> | undefined;
  private again = false;
  private lookedAt = -Infinity;
  private stopped = false;
  private extending = false;
  private complained = false;
  /** More may be due than there was room for. */
  private starved = false;

  constructor(readonly rules: LaneRules, private readonly queue: Pick<SendQueueRepository, 'claim' | 'extend'>, private readonly dispatcher: Pick<Dispatcher, 'send' | 'limits'>, private readonly figures: SendFigures, private readonly log: LoopLog, private readonly yields: () => boolean = () => false) {
    this.keeping = setInterval(() => void this.keep(), rules.leaseMs / 4);
  }

  /** Something may be due: looks now. */
  look = (): void => {
    this.lookedAt = performance.now();
    this.lookAgain();
  };

  /** The same without anybody having asked for it. */
  lookAgain = (): void => {
    this.again = true;
    if (this.claiming !== undefined || this.stopped) return;
    clearTimeout(this.timer);
    this.claiming = this.claimAll().finally(() => {
      this.claiming = undefined;
      if (this.stopped) return;
      if (this.again) this.lookAgain();
      else this.timer = setTimeout(this.lookAgain, this.complained ? RETRY_MS : this.rules.pollMs);
    });
  };

  /** These are written down: there is room for others. */
  done(keys: readonly Pick<Held, 'id'>[]): void {
    let freed = false;
    for (const { id } of keys) if (this.held.delete(id)) freed = true;
    if (freed && this.starved) this.lookAgain();
  }

  /** True while something was asked for in this lane a moment ago. */
  isActive = (): boolean => performance.now() - this.lookedAt < ACTIVE_MS;

  /** How many are under way. */
  get underWay(): number {
    return this.held.size;
  }

  /** Claims nothing more. What is under way goes on. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.claiming;
  }

  /** Lets go of the leases: nothing is under way any more, or nobody waits for it. */
  end(): void {
    clearInterval(this.keeping);
  }

  private async claimAll(): Promise<void> {
    while (this.again && !this.stopped) {
      const isModest = this.yields();
      const most = Math.min(isModest ? MODEST : BATCH, this.rules.inFlight - this.held.size);
      if (most < Math.min(LEAST, this.rules.inFlight)) {
        this.starved = true;
        this.again = false;
        return;
      }
      this.again = false;
      if ((await this.claim(most)) > 0) this.again = true;
      if (isModest && this.again) await pause(MODEST_MS);
    }
  }

  private async claim(most: number): Promise<number> {
    try {
      const limits = this.dispatcher.limits(this.rules.lane);
      this.starved = limits.size > 0;
      const rows = await this.queue.claim({ lane: this.rules.lane, after: this.after, most, limits, unknown: UNKNOWN_ROOM, leaseMs: this.rules.leaseMs });
      this.recovered();
      this.turn(rows);
      this.begin(rows);
      return rows.length;
    } catch (error) {
      this.complain(error);
      return 0;
    }
  }

  private begin(rows: readonly ClaimedRow[]): void {
    const now = performance.now();
    this.figures.claimed(this.rules.lane, rows.length);
    const mine: ClaimedRow[] = [];
    for (const row of rows) {
      const { tenant_id: tenantId, id, number } = row, isUnderWay = this.held.has(id);
      this.held.set(id, { tenantId, id, number, since: now });
      // A lease that lapsed while it was being sent here (the clock jumped, the process was stopped) is no reason to send it again beside.
      if (!isUnderWay) mine.push(row);
    }
    this.dispatch(mine, now);
  }

  // A few at a time, and what is to be claimed next is asked for first: the database works while these are sent, and rings get in between.
  private dispatch(rows: readonly ClaimedRow[], claimedAt: number, from = 0): void {
    const slice = this.rules.lane === 'ring' ? rows.length : SLICE;
    for (const row of rows.slice(from, from + slice)) void this.dispatcher.send(row, this.rules.lane, claimedAt);
    if (from + slice < rows.length) setImmediate(() => this.dispatch(rows, claimedAt, from + slice));
  }

  /** The next turn begins behind the last pool that something was taken of; behind the last of all it begins anew. */
  private turn(rows: readonly ClaimedRow[]): void {
    const [first] = rows;
    const wasWhole = first === undefined || (first.pools < POOLS_IN_A_TURN && first.is_end);
    if (wasWhole && this.after[0] !== '') this.again = true; // what lies before was not looked at
    this.after = wasWhole ? ['', ''] : [first.last_tenant, first.last_pool];
  }

  private async keep(): Promise<void> {
    if (this.extending) return; // another would only wait behind it
    const old = performance.now() - this.rules.leaseMs / 4;
    const held = [...this.held.values()].filter(({ since }) => since < old);
    if (held.length === 0) return;
    // What is lost by it comes again elsewhere, at most once: no more can be done.
    this.extending = true;
    await this.queue.extend(held, this.rules.leaseMs).catch((error: Error) => this.complain(error));
    this.extending = false;
  }

  private complain(error: unknown): void {
    if (!this.complained) this.log.warn({ err: error, lane: this.rules.lane }, 'deliveries cannot be claimed: trying until they can');
    this.complained = true;
  }

  private recovered(): void {
    if (this.complained) this.log.info({ lane: this.rules.lane }, 'deliveries are claimed again');
    this.complained = false;
  }
}
