import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketIdentity } from '@ringpost/domain';
import type { Claimed, Line, SocketDelivery, SocketDeliveryService, SocketLineService } from '@ringpost/messaging';
import type { Notifications, Presence } from '@ringpost/persistence';
import type { ConnectionListener, PhoneConnection } from '../socket/phone-connection.js';
import { Batch, type BatchLog } from './batch.js';
import { HeldLine } from './held-line.js';
import { Outcomes } from './outcomes.js';
import { RecentIds } from './recent-ids.js';

/** Where the exchange tells what it cannot do. */
export interface ExchangeLog extends BatchLog {
  error(context: object, message: string): void;
}

// What a wake-up that was lost should have told is found by looking.
const LOOK_EVERY_MS = 250;
const TICK_MS = 1_000, FORGET_EVERY_MS = 10_000, REASSERT_EVERY_MS = 30_000, SWEEP_EVERY_MS = 60_000;
// What was committed late, or missed by a look that failed, is found within it.
const MARGIN_MS = 30_000;
// And whatever was invisible for longer (a clock that jumped) when its phone's turn comes: each once in half an hour, so few at a time
// that rings need not wait for them.
const TURNS = 7_200;
const RETRY_MS = 500, STOP_MS = 1_000;
// A longer list costs each look more than reading past what it would leave out.
const MOST_LEFT_OUT = 50;

/** Brings deliveries and connections together: whatever is due for a phone that this process holds is written to it. */
export class Exchange implements ConnectionListener {
  private readonly lines = new Map<string, HeldLine>();
  private readonly byConnection = new Map<PhoneConnection, HeldLine>();
  /** Something may wait for them that no look finds: it was there before, or could not be written. */
  private readonly owing = new Set<HeldLine>();
  private readonly blocked = new Map<string, HeldLine>();
  private readonly outcomes: Outcomes;
  private readonly ended: Batch<Presence>;
  /** Confirmed of late. What was asked of the database before that was noted must not write them again. */
  private readonly confirmed = new RecentIds();
  private readonly timers: NodeJS.Timeout[] = [];
  private turns: Iterator<HeldLine> = this.lines.values();
  private lookedAt = performance.now();
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private complained = false;
  /** Events written since the start. */
  written = 0;

  constructor(
    private readonly phones: SocketLineService,
    private readonly deliveries: SocketDeliveryService,
    private readonly log: ExchangeLog,
  ) {
    this.outcomes = new Outcomes(deliveries, log);
    this.ended = new Batch('connections that ended', (lines) => phones.close(lines), log);
  }

  /** Begins to look for what is due. */
  async start(notifications: Notifications, channels: { readonly due: string; readonly presence: string }): Promise<void> {
    await notifications.listen(channels.due, () => this.look());
    await notifications.listen(channels.presence, (told) => this.yieldTo(told));
    notifications.onReturn(() => void this.supervise(() => this.reassert()));
    this.every(LOOK_EVERY_MS, async () => {
      this.look();
      this.takeTurns();
    });
    this.every(TICK_MS, () => this.deliveries.expire());
    this.every(TICK_MS, async () => { for (const held of this.owing) this.attend(held); });
    this.every(FORGET_EVERY_MS, async () => this.confirmed.turn());
    this.every(REASSERT_EVERY_MS, async () => { if ((await this.phones.known()) < this.lines.size) await this.reassert(); });
    // Who hears nothing looks gone to others, and may be wrong about them.
    this.every(SWEEP_EVERY_MS, async () => { if (notifications.isLive) await this.phones.sweep(); });
  }

  /** Looks for nothing more, and writes down what happened so far. The connections are closed before. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await Promise.race([this.looking, sleep(STOP_MS, undefined, { ref: false })]);
    await Promise.all([this.outcomes.flush(), this.ended.flush()]);
  }

  registered(connection: PhoneConnection, identity: SocketIdentity): void {
    void this.supervise(() => this.admit(connection, identity));
  }

  /** A heartbeat: whatever was written to the phone before has arrived. */
  heard(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held === undefined) return;
    for (const key of held.confirm()) {
      this.confirmed.add(key.id);
      this.outcomes.confirmed(key);
    }
    this.free(held);
  }

  /** The phone reads again. */
  drained(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held) this.free(held);
  }

  closed(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held === undefined) return;
    this.byConnection.delete(connection);
    this.owing.delete(held);
    if (this.blocked.get(held.key) === held) this.blocked.delete(held.key);
    if (this.lines.get(held.key) === held) this.lines.delete(held.key);
    this.ended.add(held.line);
  }

  private async admit(connection: PhoneConnection, identity: SocketIdentity): Promise<void> {
    const line = await this.lineFor(connection, identity);
    if (line === undefined) return;
    if (connection.isClosed) return this.ended.add(line);
    const held = new HeldLine(line, connection), older = this.lines.get(held.key);
    if (older !== undefined && older.line.generation > line.generation) return connection.close();
    this.lines.set(held.key, held);
    this.byConnection.set(connection, held);
    older?.connection.close();
    connection.admit(line.token);
    this.owe(held);
  }

  /** A database that is away is waited for, as long as the phone waits. */
  private async lineFor(connection: PhoneConnection, identity: SocketIdentity): Promise<Line | undefined> {
    while (!connection.isClosed) {
      try {
        return await this.phones.open(identity);
      } catch (error) {
        this.complain(error);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
    return undefined;
  }

  /** It may be written to again. */
  private free(held: HeldLine): void {
    if (this.blocked.get(held.key) === held && !held.isBlocked) this.blocked.delete(held.key);
    if (this.owing.has(held)) this.attend(held);
  }

  private owe(held: HeldLine): void {
    this.owing.add(held);
    this.attend(held);
  }

  /** Asks for what waits for one phone, wherever it stands in the queue. What fails is tried again with the next tick. */
  private attend(held: HeldLine): void {
    if (held.attended || held.isBlocked || !this.isCurrent(held)) return;
    held.attended = true;
    this.owing.delete(held); // what is owed from now on is asked for again
    let came = false;
    void this.supervise(async () => {
      const { deliveries, last } = await this.deliveries.forPhone(held.line, held.after);
      came = true;
      held.after = last;
      if (last !== undefined) this.owing.add(held);
      for (const delivery of deliveries) this.write(held, delivery);
      this.recovered();
    }).finally(() => {
      held.attended = false;
      if (!this.isCurrent(held)) this.owing.delete(held);
      else if (!came) this.owing.add(held);
      else if (this.owing.has(held)) this.attend(held);
    });
  }

  private takeTurns(): void {
    for (let left = Math.ceil(this.lines.size / TURNS); left > 0; left--) {
      const { done, value } = this.turns.next();
      if (done) this.turns = this.lines.values();
      else this.owe(value);
    }
  }

  private look(): void {
    this.again = true;
    this.looking ??= this.lookUntilNothing();
  }

  private async lookUntilNothing(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const asked = performance.now(), windowMs = asked - this.lookedAt + MARGIN_MS;
        await Promise.all([this.writeDue(true, windowMs), this.writeDue(false, windowMs)]);
        this.lookedAt = asked;
        this.recovered();
      }
    } catch (error) {
      this.complain(error);
    } finally {
      this.looking = undefined;
    }
  }

  /** Writes what is due, rings or everything else. A long list of other things is interrupted by rings that came meanwhile. */
  private async writeDue(rings: boolean, windowMs: number): Promise<void> {
    const except = this.blocked.size > MOST_LEFT_OUT ? [] : [...this.blocked.values()].map(({ line }) => line.tokenHash);
    const part = (after?: Claimed['last']): Promise<Claimed> => this.deliveries.due({ rings, windowMs, after, except });
    for (let next: Promise<Claimed> | undefined = part(); next !== undefined && !this.stopped; ) {
      const { deliveries, last }: Claimed = await next;
      next = last && part(last); // the database looks on while this part is written
      next?.catch(() => undefined); // whoever awaits it is told
      for (const delivery of deliveries) {
        const held = this.lines.get(delivery.line);
        if (held) this.write(held, delivery); // else it has just gone, or is about to be admitted and is owed it then
      }
      if (next !== undefined && !rings && this.again) await this.writeDue(true, windowMs);
    }
  }

  private write(held: HeldLine, delivery: SocketDelivery): void {
    const { id, tenantId } = delivery;
    if (!this.isCurrent(held) || held.awaits(id) || this.confirmed.has(id) || this.outcomes.has(id)) return;
    if (held.write(delivery)) {
      this.outcomes.written({ tenantId, id });
      this.written++;
    } else {
      held.after = undefined;
      this.owing.add(held);
      if (held.isBlocked) this.blocked.set(held.key, held);
    }
  }

  private isCurrent(held: HeldLine): boolean {
    return this.lines.get(held.key) === held && !held.connection.isClosed;
  }

  /** Another connection, here or elsewhere, holds a token from now on: `<hash>:<generation>`. */
  private yieldTo(told: string): void {
    const [, key = '', generation = '0'] = /^([0-9a-f]+):(\d+)$/.exec(told) ?? [];
    const held = this.lines.get(key);
    if (held !== undefined && held.line.generation < BigInt(generation)) held.connection.close();
  }

  /** Others may have come for a phone of ours, and the database may have forgotten who holds what: then nothing was found for it meanwhile. */
  private async reassert(): Promise<void> {
    const told = [...this.lines.values()];
    const { lost, renewed } = await this.phones.reassert(told.map(({ line }) => line));
    for (const hash of lost) this.lines.get(hash.toString('hex'))?.connection.close();
    for (const hash of renewed) {
      const held = this.lines.get(hash.toString('hex'));
      if (held) this.owe(held);
    }
    for (const held of told) if (!this.byConnection.has(held.connection)) this.ended.add(held.line); // gone while it was told
  }

  /** Does something again and again, one at a time. */
  private every(ms: number, work: () => Promise<unknown>): void {
    let busy = false;
    this.timers.push(setInterval(() => {
      if (busy) return;
      busy = true;
      void this.supervise(work).finally(() => { busy = false; });
    }, ms));
  }

  private async supervise(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    if (!this.complained) this.log.error({ err: error }, 'the exchange cannot reach the database: trying again');
    this.complained = true;
  }

  private recovered(): void {
    if (this.complained) this.log.info('the exchange reaches the database again');
    this.complained = false;
  }
}
