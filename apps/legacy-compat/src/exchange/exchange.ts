import type { SocketIdentity } from '@ringpost/domain';
import type { Line, SocketDelivery, SocketDeliveryService, SocketLineService } from '@ringpost/messaging';
import type { DeliveryKey, Notifications, Presence } from '@ringpost/persistence';
import type { ConnectionListener, PhoneConnection } from '../socket/phone-connection.js';
import { Batch, type BatchLog } from './batch.js';
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
// Longer than any lease: what was claimed and not written comes back within it.
const MARGIN_MS = 30_000;
const RETRY_MS = 500;

/** Brings deliveries and connections together: whatever is due for a phone that this process holds is written to it. */
export class Exchange implements ConnectionListener {
  private readonly lines = new Map<string, HeldLine>();
  private readonly byConnection = new Map<PhoneConnection, HeldLine>();
  private readonly sent: Batch<DeliveryKey>;
  private readonly delivered: Batch<DeliveryKey>;
  private readonly ended: Batch<Presence>;
  /** Confirmed of late. What was asked of the database before that was noted must not write them again. */
  private readonly confirmed = new RecentIds();
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
    this.sent = new Batch('what was written to phones', (keys) => deliveries.sent(keys), log);
    this.delivered = new Batch('what phones confirmed', (keys) => deliveries.delivered(keys), log);
    this.ended = new Batch('connections that ended', (lines) => phones.close(lines), log);
  }

  /** Begins to look for what is due. */
  async start(notifications: Notifications, channels: { readonly due: string; readonly presence: string }): Promise<void> {
    await notifications.listen(channels.due, () => this.look());
    await notifications.listen(channels.presence, (told) => this.yieldTo(told));
    notifications.onReturn(() => this.supervise(this.reassert()));
    this.every(LOOK_EVERY_MS, () => this.look());
    this.every(EXPIRE_EVERY_MS, () => this.supervise(this.deliveries.expire()));
    this.every(FORGET_EVERY_MS, () => { if (this.delivered.size === 0) this.confirmed.turn(); });
    this.every(SWEEP_EVERY_MS, () => this.supervise(this.phones.sweep()));
  }

  /** Looks for nothing more, and writes down what happened so far. The connections are closed before. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.looking;
    await Promise.all([this.sent.flush(), this.delivered.flush(), this.ended.flush()]);
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
      this.delivered.add(key);
    }
    held.unconfirmed = [];
    if (held.behind) this.supervise(this.delivered.flush().then(() => this.catchUp(held)));
  }

  /** The phone reads again. */
  drained(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held) this.supervise(this.catchUp(held));
  }

  closed(connection: PhoneConnection): void {
    const held = this.byConnection.get(connection);
    if (held === undefined) return;
    this.byConnection.delete(connection);
    if (this.lines.get(held.key) === held) this.lines.delete(held.key);
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
    const { deliveries, more } = await this.deliveries.forPhone(held.line);
    held.behind = more;
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
        const asked = performance.now();
        const { deliveries, more } = await this.deliveries.due(asked - this.lookedAt + MARGIN_MS);
        for (const delivery of deliveries) {
          const held = this.lines.get(delivery.line);
          if (held) this.write(held, delivery); // else it has just gone, or is about to be admitted and catches up then
        }
        if (more) this.again = true;
        else this.lookedAt = asked;
        this.recovered();
      }
    } catch (error) {
      this.complain(error);
    } finally {
      this.looking = undefined;
    }
  }

  private write({ connection, unconfirmed }: HeldLine, delivery: SocketDelivery): void {
    if (this.confirmed.has(delivery.id) || unconfirmed.some(({ id }) => id === delivery.id)) return;
    if (!connection.sendEvent(delivery.payload)) return; // it is behind: it catches up once it reads again
    const key = { tenantId: delivery.tenantId, id: delivery.id };
    unconfirmed.push(key);
    this.sent.add(key);
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
