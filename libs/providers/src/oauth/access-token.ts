import type { Deferred, Misconfigured } from '@ringpost/domain';

/** What an authorization server gave. */
export interface Granted {
  readonly kind: 'granted';
  readonly token: string;
  readonly lifetimeMs: number;
}

/** Why there is no token. */
export type Refusal = Misconfigured | Deferred;
export type Grant = Granted | Refusal;

interface Held {
  readonly token: string;
  readonly renewAt: number;
  readonly endsAt: number;
}

const RENEWED_BEFORE_MS = 300_000, UNUSED_BEFORE_MS = 30_000, LONGEST_PAUSE_MS = 60_000, FIRST_PAUSE_MS = 1_000;

/**
 * The access token of one account: asked for once, however many sends wait for it, renewed in the background before it ends, and
 * not asked for again and again of a server that fails or refuses.
 */
export class AccessToken {
  private held?: Held;
  private refusal?: { readonly outcome: Refusal; readonly until: number };
  private asking?: Promise<string | Refusal>;
  private failures = 0;
  /** The last token was thrown away, and this one has not been accepted yet. */
  private doubted = false;
  private timer?: NodeJS.Timeout;
  private readonly ending = new AbortController();

  /** @param ask never rejects; nobody waits for it once the signal is given. @param now milliseconds since 1970. */
  constructor(private readonly ask: (signal: AbortSignal) => Promise<Grant>, private readonly now: () => number = Date.now) {}

  /** The token in hand, while it can be used. */
  get current(): string | undefined {
    const now = this.now();
    if (!this.held) return undefined;
    if (now >= this.held.renewAt) this.renewInBackground();
    return now < this.held.endsAt ? this.held.token : undefined;
  }

  /** A token, or why there is none. Never rejects; answers within `timeoutMs`. */
  async get(timeoutMs: number): Promise<string | Refusal> {
    return this.current ?? this.refused ?? (await soonEnough(this.renew(), timeoutMs));
  }

  /** The provider accepted this token. */
  accepted(token: string): void {
    if (this.doubted && this.held?.token === token) this.doubted = false;
  }

  /**
   * The provider refused this token, which is thrown away. Answers nothing when it is worth trying again with a new one, and
   * `outcome` when the token was new already: then no other is asked for during a minute.
   */
  discard(token: string, outcome: Misconfigured): Refusal | undefined {
    if (this.held?.token !== token) return this.refused; // another send was quicker
    this.held = undefined;
    if (this.doubted) this.pause(outcome, LONGEST_PAUSE_MS);
    this.doubted = true;
    return this.refused;
  }

  /** Asks for no more; who waits for one is told that there is none. */
  close(): void {
    this.ending.abort();
    clearTimeout(this.timer);
  }

  private get refused(): Refusal | undefined {
    if (!this.refusal) return undefined;
    const { outcome, until } = this.refusal, left = until - this.now();
    if (left <= 0) return undefined;
    return outcome.kind === 'deferred' ? { ...outcome, retryAfterMs: left } : outcome;
  }

  private renew(): Promise<string | Refusal> {
    return (this.asking ??= this.askOnce().finally(() => (this.asking = undefined)));
  }

  private renewInBackground(): void {
    if (!this.refused) void this.renew();
  }

  private async askOnce(): Promise<string | Refusal> {
    const grant = await this.ask(this.ending.signal);
    if (grant.kind === 'granted') return this.hold(grant);
    if (grant.kind === 'misconfigured') this.pause(grant, LONGEST_PAUSE_MS);
    else this.pause(grant, Math.max(grant.retryAfterMs ?? 0, Math.min(FIRST_PAUSE_MS * 2 ** this.failures++, LONGEST_PAUSE_MS)));
    return this.refused ?? grant;
  }

  private hold({ token, lifetimeMs }: Granted): string {
    const endsAt = this.now() + lifetimeMs;
    this.held = { token, renewAt: endsAt - Math.min(RENEWED_BEFORE_MS, lifetimeMs / 2), endsAt: endsAt - Math.min(UNUSED_BEFORE_MS, lifetimeMs / 10) };
    this.refusal = undefined;
    this.failures = 0;
    this.wakeAt(this.held.renewAt);
    return token;
  }

  private pause(outcome: Refusal, ms: number): void {
    const until = this.now() + ms;
    this.refusal = { outcome, until };
    if (this.held) this.wakeAt(until);
  }

  /** Renews also when nothing is sent: a ring after a quiet hour does not wait for it. */
  private wakeAt(moment: number): void {
    clearTimeout(this.timer);
    if (!this.ending.signal.aborted) this.timer = setTimeout(() => this.renewInBackground(), Math.max(moment - this.now(), FIRST_PAUSE_MS)).unref();
  }
}

/** What comes first: the answer, or the end of patience. */
async function soonEnough(answer: Promise<string | Refusal>, timeoutMs: number): Promise<string | Refusal> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Refusal>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'deferred', reason: 'token_timeout', response: 'no access token came in time' }), timeoutMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
