import type { Lane, RateLimit, SendOutcome } from '@ringpost/domain';
import { CircuitBreaker, type Health } from './circuit-breaker.js';

/** Limits of what goes to a provider in a second, counted for all processes together. */
export type Paces = (perSecond: number) => RateLimit;

/** What an account lets through, by its configuration. */
export interface GateRules {
  readonly id: string;
  readonly concurrency: number;
  readonly perSecond?: number;
}

// What is sent to many leaves room for messages, and both for rings.
const SHARES: Record<Lane, number> = { ring: 1.5, message: 1, bulk: 0.8 };
// What one account may take of a lane of this process, so that two that are slow leave room for others.
const OF_LANE: Record<Lane, number> = { ring: 250, message: 400, bulk: 400 };
// The shared count is asked for this many times a second at most, whatever the pace.
const BLOCKS = 20;

// Claimed beyond what goes at once, so that claims are worth their while and nobody waits for them.
const AHEAD: Record<Lane, number> = { ring: 0, message: 150, bulk: 150 };

/** How much goes by one account from this process, and whether it works. */
export class AccountGate {
  readonly breaker = new CircuitBreaker();
  private readonly turns: (() => void)[] = [];
  private readonly underWay: Record<Lane, number> = { ring: 0, message: 0, bulk: 0 };
  private allowance: number;
  private pausedUntil = -Infinity;
  private asking = false;

  constructor(private readonly rules: GateRules, private readonly pace: RateLimit | undefined) {
    this.allowance = (rules.perSecond ?? 0) / BLOCKS; // so that the first one need not wait to be counted
  }

  static of(rules: GateRules, paces: Paces): AccountGate {
    return new AccountGate(rules, rules.perSecond === undefined ? undefined : paces(Math.min(rules.perSecond, BLOCKS)));
  }

  /** How many more may go now. */
  room(lane: Lane, now: number): number {
    if (!this.breaker.allows(now)) return 0;
    const room = Math.min(this.places(lane), this.pacedRoom(lane, now));
    return this.breaker.isOpen ? Math.min(room, 1) : room;
  }

  /** How many more may be claimed now: a few of them wait here for their turn. */
  claimable(lane: Lane, now: number): number {
    const room = this.room(lane, now);
    return this.breaker.isOpen || this.pacedRoom(lane, now) < Infinity ? room : Math.max(0, room) + Math.min(AHEAD[lane], this.rules.concurrency) - this.turns.length;
  }

  /** True when nothing stands against sending but that so much is under way: its end can be waited for. */
  isOnlyFull(lane: Lane, now: number): boolean {
    return !this.breaker.isOpen && this.places(lane) <= 0 && this.pacedRoom(lane, now) > 0;
  }

  /** Resolves when something has ended, to one after the other, rings first. */
  turn(lane: Lane): Promise<void> {
    return new Promise((resolve) => void (lane === 'ring' ? this.turns.unshift(resolve) : this.turns.push(resolve)));
  }

  /** When it is worth asking again. */
  opensAt(now: number): number {
    return Math.max(now, this.pausedUntil, this.breaker.openUntil);
  }

  /** True when something may go, which has begun then. */
  enter(lane: Lane, now: number): boolean {
    if (this.room(lane, now) <= 0 || !this.mayPace(lane, now)) return false;
    this.underWay[lane]++;
    this.breaker.begin();
    return true;
  }

  /** What came of what had begun. */
  leave(outcome: SendOutcome, lane: Lane, now: number): void {
    this.underWay[lane]--;
    this.breaker.end(healthOf(outcome), now, outcome.kind === 'deferred' ? (outcome.retryAfterMs ?? 0) : 0);
    if (this.breaker.isOpen) for (const turn of this.turns.splice(0)) turn(); // nobody waits for what is not to be used
    else this.turns.shift()?.();
  }

  /** How many more may be under way at once. */
  private places(lane: Lane): number {
    const { ring, message, bulk } = this.underWay;
    return Math.min(Math.max(1, Math.floor(this.rules.concurrency * SHARES[lane])) - ring - message - bulk, OF_LANE[lane] - this.underWay[lane]);
  }

  /** What the pace lets through before it has to be asked again; rings do not wait for it. */
  private pacedRoom(lane: Lane, now: number): number {
    const { perSecond } = this.rules;
    if (lane === 'ring' || this.pace === undefined || perSecond === undefined) return Infinity;
    return now < this.pausedUntil ? 0 : Math.ceil(Math.max(0, this.allowance) + Math.max(1, perSecond / BLOCKS));
  }

  private mayPace(lane: Lane, now: number): boolean {
    const { perSecond } = this.rules;
    if (this.pace === undefined || perSecond === undefined) return true;
    if (lane === 'ring') {
      this.allowance--; // lent by what can wait
      return true;
    }
    if (this.allowance <= perSecond / BLOCKS / 2) this.askPace(perSecond, now);
    if (this.allowance < 1) return false;
    this.allowance--;
    return true;
  }

  private askPace(perSecond: number, now: number): void {
    if (this.asking || now < this.pausedUntil) return;
    this.asking = true;
    void this.pace!.take(this.rules.id).then(({ allowed, resetMs }) => {
      this.asking = false;
      if (allowed) this.allowance += Math.max(1, perSecond / BLOCKS);
      else if (this.allowance < 1) this.pausedUntil = now + Math.max(1, resetMs);
    });
  }
}

function healthOf(outcome: SendOutcome): Health {
  if (outcome.kind === 'deferred') return outcome.retryAfterMs === 0 ? 'well' : outcome.throttled ? 'throttled' : 'failing';
  return outcome.kind === 'misconfigured' && outcome.scope === 'account' ? 'failing' : 'well';
}
