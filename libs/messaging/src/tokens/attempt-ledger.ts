import type { Clock } from '@ringpost/domain';
import type { TokenApp } from '@ringpost/persistence';

const MINUTE_MS = 60_000;

/** An app under one name. */
export const appKey = ({ tenantId, provider, appId }: TokenApp): string => `${tenantId} ${provider} ${appId}`;

/** How often this process tried each app, in this minute and the one before: nothing of it is written until something dies. */
export class AttemptLedger {
  private minute = 0;
  private current = new Map<string, number>();
  private previous = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** One try was made. */
  add(app: TokenApp): void {
    this.turn();
    const key = appKey(app);
    this.current.set(key, (this.current.get(key) ?? 0) + 1);
  }

  /** The minute that a try counts with: its own, or the oldest that is remembered. */
  minuteOf(triedAt: Date): Date {
    this.turn();
    return new Date(Math.min(this.minute, Math.max(this.minute - MINUTE_MS, floor(triedAt.getTime()))));
  }

  /** The tries of a minute that were not taken before. */
  take(app: TokenApp, minute: Date): number {
    const counts = this.countsOf(minute), key = appKey(app), attempts = counts?.get(key) ?? 0;
    counts?.delete(key);
    return attempts;
  }

  /** What was taken was not written after all. */
  giveBack(app: TokenApp, minute: Date, attempts: number): void {
    const counts = this.countsOf(minute), key = appKey(app);
    counts?.set(key, (counts.get(key) ?? 0) + attempts);
  }

  private countsOf(minute: Date): Map<string, number> | undefined {
    this.turn();
    if (minute.getTime() === this.minute) return this.current;
    return minute.getTime() === this.minute - MINUTE_MS ? this.previous : undefined;
  }

  // A clock that is set back counts on in the minute it came from.
  private turn(): void {
    const minute = floor(this.clock.now().getTime());
    if (minute <= this.minute) return;
    this.previous = minute === this.minute + MINUTE_MS ? this.current : new Map();
    this.current = new Map();
    this.minute = minute;
  }
}

const floor = (ms: number): number => ms - (ms % MINUTE_MS);
