import type { Loopback } from '@ringpost/providers/loopback';

/** A push as the app on the phone gets it. */
export interface ArrivedPush {
  readonly token: string;
  readonly title?: string;
  readonly body?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ArrivedMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const SLOW_MS = 2_000, LATER_S = 2;

/** How a provider can be told to behave, in the words of its loopback server. */
const STEERINGS = {
  ok: {},
  slow: { mode: 'slow', delayMs: SLOW_MS },
  silent: { mode: 'silent' },
  unavailable: { mode: 'unavailable' },
  throttle: { mode: 'throttle', retryAfter: LATER_S },
} as const;
export type DemoMode = keyof typeof STEERINGS;
export const DEMO_MODES = Object.keys(STEERINGS) as DemoMode[];

/** One provider of the demonstration: how it behaves, and what of what it took has arrived at the other end. */
export class DemoProvider<Arrived extends object = object> {
  private current: DemoMode = 'ok';
  private seen = 0;
  private onTheirWay: { readonly item: Arrived; readonly dueAt: number }[] = [];

  constructor(
    readonly name: string,
    readonly title: string,
    readonly server: Loopback,
    /** Undefined for what goes no further, whoever it is for. */
    private readonly read: (received: unknown) => Arrived | undefined,
  ) {}

  get mode(): DemoMode {
    return this.current;
  }

  /** Makes it behave so from now on. */
  steer(mode: DemoMode, now: Date): void {
    this.collect(now.getTime());
    this.current = mode;
    this.server.steer(STEERINGS[mode]);
  }

  /** What has arrived since it was asked last, oldest first. */
  arrivals(now: Date): Arrived[] {
    this.collect(now.getTime());
    const there = this.onTheirWay.filter(({ dueAt }) => dueAt <= now.getTime());
    this.onTheirWay = this.onTheirWay.filter(({ dueAt }) => dueAt > now.getTime());
    return there.map(({ item }) => item);
  }

  /** What the server received, it took only where it behaves, and then passes on once it has said so. */
  private collect(now: number): void {
    const { received = 0 } = this.server.counts(), fresh = received - this.seen;
    this.seen = received;
    if (fresh === 0 || (this.mode !== 'ok' && this.mode !== 'slow')) return;
    const dueAt = this.mode === 'slow' ? now + SLOW_MS : now;
    const items = this.server.received().slice(-fresh).map(this.read).filter((item) => item !== undefined);
    this.onTheirWay.push(...items.map((item) => ({ item, dueAt })));
  }
}
