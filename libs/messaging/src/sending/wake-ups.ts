import type { Delivery, Lane } from '@ringpost/domain';
import { SEND_CHANNEL, type Database, type Notifications, type SocketDeliveryRepository, type WakeUpRepository } from '@ringpost/persistence';

type Listener = () => void;

/** What came into the queue, as far as it decides who has to look. */
export type Queued = Pick<Delivery, 'lane' | 'pool' | 'provider' | 'status'>;

const GAP_MS = 5;

/** Calls something at once, and then at most every few milliseconds for as long as it is asked for. */
class Coalesced {
  private asked = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly call: () => void) {}

  ask(): void {
    if (this.timer !== undefined) {
      this.asked = true;
      return;
    }
    this.call();
    this.timer = setTimeout(() => this.rest(), GAP_MS);
  }

  private rest(): void {
    this.timer = undefined;
    if (!this.asked) return;
    this.asked = false;
    this.ask();
  }
}

/**
 * Tells whoever sends that something waits: this process directly, others by a notification. Only ever after the commit, since a
 * NOTIFY within the accepting transaction takes a lock until its end. One that is lost costs a moment: everybody looks by themselves, too.
 */
export class WakeUps {
  private readonly listeners = new Map<Lane, Set<Listener>>();
  private readonly tellers = new Map<Lane | 'socket', Coalesced>();

  /** @param process tells this process from others, so that it does not hear itself. */
  constructor(private readonly db: Database, private readonly rows: WakeUpRepository, private readonly socket: SocketDeliveryRepository, private readonly process: string) {}

  /** Hears what other processes tell. */
  async hear(notifications: Pick<Notifications, 'listen' | 'onReturn'>): Promise<void> {
    await notifications.listen(SEND_CHANNEL, (told) => {
      const [lane, from] = told.split(' ');
      if (from !== this.process) this.wake(lane as Lane);
    });
    notifications.onReturn(() => { for (const lane of this.listeners.keys()) this.wake(lane); });
  }

  /** Calls the listener whenever something may wait in a lane. */
  on(lane: Lane, listener: Listener): void {
    const set = this.listeners.get(lane) ?? new Set();
    this.listeners.set(lane, set.add(listener));
  }

  /** Deliveries were made, in the transaction around the caller when there is one. */
  queued(deliveries: readonly Queued[]): void {
    const lanes = new Set<Lane>();
    let socket = false;
    for (const { lane, pool, provider, status } of deliveries) {
      if (status !== 'pending' || lane === null) continue;
      if (pool !== null) lanes.add(lane);
      else if (provider === 'socket') socket = true;
    }
    if (lanes.size > 0 || socket) this.db.afterCommit(() => this.tell(lanes, socket));
  }

  /** An audience waits to be expanded. */
  expandable(): void {
    this.db.afterCommit(() => this.tell(new Set(['bulk']), false));
  }

  private tell(lanes: ReadonlySet<Lane>, socket: boolean): void {
    for (const lane of lanes) {
      this.wake(lane);
      this.teller(lane, () => this.rows.tell(lane, this.process)).ask();
    }
    if (socket) this.teller('socket', () => this.socket.wake()).ask();
  }

  private wake(lane: Lane): void {
    for (const listener of this.listeners.get(lane) ?? []) listener();
  }

  private teller(name: Lane | 'socket', tell: () => Promise<void>): Coalesced {
    let teller = this.tellers.get(name);
    // It is stored: whoever sends looks by itself before long.
    if (!teller) this.tellers.set(name, (teller = new Coalesced(() => void tell().catch(() => undefined))));
    return teller;
  }
}
