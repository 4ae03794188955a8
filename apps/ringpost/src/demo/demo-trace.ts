import type { Clock } from '@ringpost/domain';
import type { DemoAnswer } from './demo-api.js';

const EVERY_MS = 1_000, STIRRED_MS = 100, AFTERMATH_MS = 5_000;

/** The trace of the ring that came last, as the API tells it: asked for anew while something may still happen. */
export class DemoTrace {
  private followed: string | undefined;
  private known: object | undefined;
  private askedAt = -Infinity;
  private stirred = false;
  private overSince = Infinity;
  private asking: Promise<void> | undefined;

  constructor(private readonly ask: (path: string) => Promise<DemoAnswer>, private readonly clock: Clock) {}

  get ringId(): string | undefined {
    return this.followed;
  }

  /** From now on it is about this ring. */
  follow(ringId: string): void {
    if (ringId === this.followed) return;
    this.followed = ringId;
    this.known = undefined;
    this.askedAt = -Infinity;
    this.overSince = Infinity;
  }

  /** Something happened that may be in it. */
  stir(): void {
    this.stirred = true;
  }

  /** Undefined as long as there is none. */
  async latest(): Promise<object | undefined> {
    const now = this.clock.now().getTime();
    const isDue = now - this.askedAt >= (this.stirred ? STIRRED_MS : EVERY_MS) && now - this.overSince < AFTERMATH_MS;
    if (this.followed !== undefined && isDue) await (this.asking ??= this.renew(this.followed, now).finally(() => { this.asking = undefined; }));
    return this.known;
  }

  private async renew(ringId: string, now: number): Promise<void> {
    this.askedAt = now;
    this.stirred = false;
    // What cannot be had now is asked for again in a moment; until then the last one is shown.
    const answer = await this.ask(`/communication/rings/${ringId}`).catch(() => undefined);
    if (answer?.status !== 200 || ringId !== this.followed) return;
    this.known = answer.body.data;
    if (answer.body.data.status !== 'ringing') this.overSince = Math.min(this.overSince, now);
  }
}
