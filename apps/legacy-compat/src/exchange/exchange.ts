import type { SocketIdentity } from '@ringpost/domain';
import type { Claimed, Line, SocketDelivery, SocketDeliveryService, SocketLineService } from '@ringpost/messaging';
import type { DeliveryKey, Notifications, Presence } from '@ringpost/persistence';
import type { ConnectionListener, PhoneConnection } from '../socket/phone-connection.js';
import { Batch, type BatchLog } from './batch.js';
import { Outcomes } from './outcomes.js';
import { RecentIds } from './recent-ids.js';

/** Where the exchange tells what it cannot do. */
export interface ExchangeLog extends BatchLog {
  error(context: object, message: string): void;
}

/** A phone that is connected, with what was written to it since it was last heard of. */
interface HeldLine {
  readonly line: Line;
  readonly key: string;
  readonly connection: PhoneConnection;
  unconfirmed: DeliveryKey[];
  /** More waits for it than was written. */
  behind: boolean;
}

// What a wake-up that was lost should have told is found by looking.
const LOOK_EVERY_MS = 250;
const EXPIRE_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 10_000;
// Whatever a transaction that took its time, or a look that failed, has left behind is found within it.
const MARGIN_MS = 30_000;
const RETRY_MS = 500;

/** Brings deliveries and connections together: whatever is due for a phone that this process holds is written to it. */
export class Exchange implements ConnectionListener {
  private readonly lines = new Map<string, HeldLine>();
  private readonly byConnection = new Map<PhoneConnection, HeldLine>();
  private readonly outcomes: Outcomes;
  private readonly ended: Batch<Presence>;
  /** Confirmed of late. What was asked of the database before that was noted must not write them again. */
  private readonly confirmed = new RecentIds();
  /** Tokens whose phones do not read: nothing is looked for on their behalf until they do. */
  private readonly blocked = new Map<string, Buffer>();
  private readonly timers: NodeJS.Timeout[] = [];
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
    notifications.onReturn(() => this.supervise(this.reassert()));
    this.every(LOOK_EVERY_MS, () => this.look());
    this.every(EXPIRE_EVERY_MS, () => this.supervise(this.deliveries.expire()));
    this.every(FORGET_EVERY_MS, () => { if (this.outcomes.size === 0) this.confirmed.turn(); });
    this.every(SWEEP_EVERY_MS, () => this.supervise(this.phones.sweep()));
  }

  /** Looks for nothing more, and writes down what happened so far. The connections are closed before. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.looking;
    await Promise.all([this.outcomes.flush(), this.ended.flush()]);
  }

  registered(connection: PhoneConnection, identity: SocketIdentity): void {
    this.supervise(this.admit(connection, identity));
  }

  /** A heartbeat: whatever was written to the phone before has arrived. */
  heard(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held === undefined || held.unconfirmed.length === 0) return;
    for (const key of held.unconfirmed) {
      this.confirmed.add(key.id);
      this.outcomes.confirmed(key);
    }
    held.unconfirmed = [];
    if (held.behind) this.supervise(this.outcomes.flush().then(() => this.catchUp(held)));
  }

  /** The phone reads again. */
  drained(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held === undefined) return;
    this.blocked.delete(held.key);
    this.supervise(this.catchUp(held));
  }

  closed(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held === undefined) return;
    this.byConnection.delete(connection);
    if (this.lines.get(held.key) === held) {
      this.lines.delete(held.key);
      this.blocked.delete(held.key);
    }
    this.ended.add(held.line);
  }

  private async admit(connection: PhoneConnection, identity: SocketIdentity): Promise<void> {
    const line = await this.lineFor(connection, identity);
    if (line === undefined) return;
    if (connection.isClosed) return this.ended.add(line);
    const held: HeldLine = { line, key: line.tokenHash.toString('hex'), connection, unconfirmed: [], behind: false };
    const older = this.lines.get(held.key);
    if (older !== undefined && older.line.generation > line.generation) return connection.close();
    this.lines.set(held.key, held);
    this.blocked.delete(held.key);
    this.byConnection.set(connection, held);
    older?.connection.close();
    connection.admit(line.token);
    await this.catchUp(held);
  }

  /** A database that is away is waited for, as long as the phone waits. */
  private async lineFor(connection: PhoneConnection, identity: SocketIdentity): Promise<Line | undefined> {
    while (!connection.isClosed) {
      try {
        return await this.phones.open(identity);
      } catch (error) {
        this.complain(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    return undefined;
  }

  private async catchUp(held: HeldLine): Promise<void> {
    const { deliveries, last } = await this.deliveries.forPhone(held.line);
    held.behind = last !== undefined;
    for (const delivery of deliveries) this.write(held, delivery);
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
    const part = (after?: Claimed['last']): Promise<Claimed> => this.deliveries.due({ rings, windowMs, after, except: [...this.blocked.values()] });
    for (let next: Promise<Claimed> | undefined = part(); next !== undefined && !this.stopped; ) {
      const { deliveries, last }: Claimed = await next;
      next = last && part(last); // the database looks on while this part is written
      next?.catch(() => undefined); // whoever awaits it is told
      for (const delivery of deliveries) {
        const held = this.lines.get(delivery.line);
        if (held) this.write(held, delivery); // else it has just gone, or is about to be admitted and catches up then
      }
      if (next !== undefined && !rings && this.again) await this.writeDue(true, windowMs);
    }
  }

  private write({ connection, unconfirmed, key: line, line: { tokenHash } }: HeldLine, delivery: SocketDelivery): void {
    if (this.confirmed.has(delivery.id) || unconfirmed.some(({ id }) => id === delivery.id)) return;
    if (!connection.sendEvent(delivery.payload)) return void this.blocked.set(line, tokenHash); // it catches up once it reads again
    const key = { tenantId: delivery.tenantId, id: delivery.id };
    unconfirmed.push(key);
    this.outcomes.written(key);
    this.written++;
  }

  /** Another connection, here or elsewhere, holds a token from now on: `<hash>:<generation>`. */
  private yieldTo(told: string): void {
    const [key = '', generation = '0'] = told.split(':');
    const held = this.lines.get(key);
    if (held !== undefined && held.line.generation < BigInt(generation)) held.connection.close();
  }

  /** Others may have come for a phone of ours, and the database may have forgotten who holds what. */
  private async reassert(): Promise<void> {
    const lost = await this.phones.reassert([...this.lines.values()].map(({ line }) => line));
    for (const hash of lost) this.lines.get(hash.toString('hex'))?.connection.close();
    this.look();
  }

  private every(ms: number, work: () => void): void {
    this.timers.push(setInterval(work, ms));
  }

  private supervise(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.complain(error));
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
