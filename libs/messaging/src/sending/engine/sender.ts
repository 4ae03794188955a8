import { setTimeout as pause } from 'node:timers/promises';
import type { Lane } from '@ringpost/domain';
import type { SendQueueRepository, SettledRow, Settlement } from '@ringpost/persistence';
import type { AudienceExpander } from '../audience-expander.js';
import type { WakeUps } from '../wake-ups.js';
import { Dispatcher, type DispatcherParts } from './dispatcher.js';
import { LaneLoop, type LaneRules } from './lane-loop.js';
import { Settler } from './settler.js';

/** What the sender stands on. */
export interface SenderParts extends Omit<DispatcherParts, 'settler' | 'log'> {
  readonly queue: SendQueueRepository;
  readonly expander: AudienceExpander;
  readonly wakeUps: WakeUps;
  readonly log: { info(context: object, message: string): void; warn(context: object, message: string): void; error(context: object, message: string): void };
}

/** A killed worker's rings are taken over within three seconds, everything else within twenty. */
export const LANES: Record<Lane, LaneRules> = {
  ring: { lane: 'ring', inFlight: 1_000, leaseMs: 2_000, pollMs: 250 },
  message: { lane: 'message', inFlight: 1_500, leaseMs: 15_000, pollMs: 1_000 },
  bulk: { lane: 'bulk', inFlight: 1_500, leaseMs: 15_000, pollMs: 1_000 },
};
const RELEASE_EVERY_MS = 500, RELEASE_AT_ONCE = 1_000, SWEEP_EVERY_MS = 60_000, EXPIRE_AT_ONCE = 1_000;
const DRAIN_MS = 4_000, CLOSE_MS = 2_000, FLUSH_MS = 1_500, LOOK_MS = 20;

/** Sends what is due, for as long as the process runs. Any number of processes may. */
export class Sender {
  private readonly settler: Settler;
  private readonly dispatcher: Dispatcher;
  private readonly loops: readonly LaneLoop[];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly complaints = new Set<string>();
  private expanding: Promise<void> | undefined;
  private expandAgain = false;
  private stopped = false;

  constructor(private readonly parts: SenderParts, lanes: Readonly<Record<Lane, LaneRules>> = LANES) {
    this.settler = new Settler(parts.queue, parts.log, (batch, rows) => this.settled(batch, rows));
    this.dispatcher = new Dispatcher({ ...parts, settler: this.settler });
    const loop = (rules: LaneRules, yields?: () => boolean): LaneLoop => new LaneLoop(rules, parts.queue, this.dispatcher, parts.figures, parts.log, yields);
    const rings = loop(lanes.ring);
    this.loops = [rings, loop(lanes.message), loop(lanes.bulk, rings.isActive)];
    for (const each of this.loops) parts.wakeUps.on(each.rules.lane, each.look);
    parts.wakeUps.on('bulk', () => this.expand());
  }

  start(): void {
    for (const loop of this.loops) loop.lookAgain();
    this.expand();
    this.every(RELEASE_EVERY_MS, 'scheduled deliveries cannot be let go', () => this.release());
    this.every(1_000, 'audiences cannot be expanded', async () => this.expand());
    this.every(SWEEP_EVERY_MS, 'what is past its time cannot be ended', () => this.sweep());
  }

  /** How many deliveries are under way in this process. */
  get underWay(): number {
    return this.loops.reduce((sum, loop) => sum + loop.underWay, 0);
  }

  /** Claims nothing more, lets what is under way end for a few seconds, and writes down what came of it. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    const end = performance.now() + DRAIN_MS;
    await within(DRAIN_MS, Promise.all([...this.loops.map((loop) => loop.stop()), this.expanding]));
    while (this.underWay > 0 && performance.now() < end) await pause(LOOK_MS);
    await within(CLOSE_MS, this.parts.clients.close()); // what they still bring to an end is written down, too
    await within(FLUSH_MS, this.settler.flush());
    for (const loop of this.loops) loop.end();
  }

  private settled(batch: readonly Settlement[], rows: readonly SettledRow[]): void {
    for (const loop of this.loops) loop.done(batch);
    const detours = rows.filter(({ detour_id }) => detour_id !== null);
    if (detours.length > 0) this.parts.wakeUps.queued(detours.map(({ detour_pool: pool, detour_lane: lane }) => ({ lane, pool, provider: pool === null ? 'socket' : null, status: 'pending' })));
    this.lookAgain(batch);
  }

  /** What is to be tried again at once, or in a moment, is not left to the next look. */
  private lookAgain(batch: readonly Settlement[]): void {
    const delays = batch.flatMap(({ step }) => (step.status === 'pending' && step.delayMs < 1_000 ? [step.delayMs] : []));
    if (delays.length > 0 && !this.stopped) setTimeout(() => { for (const loop of this.loops) loop.lookAgain(); }, Math.min(...delays) + 1).unref();
  }

  private async release(): Promise<void> {
    for (let released = RELEASE_AT_ONCE; released === RELEASE_AT_ONCE && !this.stopped; ) {
      const rows = await this.parts.queue.release(RELEASE_AT_ONCE);
      this.parts.wakeUps.queued(rows.map(({ lane, pool }) => ({ lane: lane as Lane, pool, provider: pool === null ? 'socket' : null, status: 'pending' })));
      released = rows.length;
    }
  }

  private async sweep(): Promise<void> {
    this.parts.clients.sweep(performance.now());
    for (const lane of ['message', 'bulk'] as const) {
      for (const { tenantId, pool } of this.dispatcher.blocked(lane)) await this.parts.queue.expire(lane, tenantId, pool, EXPIRE_AT_ONCE);
    }
  }

  private expand(): void {
    this.expandAgain = true;
    if (this.expanding !== undefined || this.stopped) return;
    this.expanding = this.expandAll().finally(() => { this.expanding = undefined; });
  }

  private async expandAll(): Promise<void> {
    while (this.expandAgain && !this.stopped) {
      this.expandAgain = false;
      await this.supervise('audiences cannot be expanded', async () => { while (!this.stopped && (await this.parts.expander.next())); });
    }
  }

  private every(ms: number, failure: string, work: () => Promise<void>): void {
    let busy = false;
    this.timers.push(setInterval(() => {
      if (busy) return;
      busy = true;
      void this.supervise(failure, work).finally(() => { busy = false; });
    }, ms));
  }

  /** A failure is told once, until it works again. */
  private async supervise(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.complaints.delete(failure);
    } catch (error) {
      if (!this.complaints.has(failure)) this.parts.log.warn({ err: error }, failure);
      this.complaints.add(failure);
    }
  }
}

/** Waits for work to end, but not for ever. */
const within = (ms: number, work: Promise<unknown>): Promise<unknown> => Promise.race([work, pause(ms, undefined, { ref: false })]);
