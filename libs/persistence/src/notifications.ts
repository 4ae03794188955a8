import pg from 'pg';

/** Where a connection tells that it was lost, and that it is back. */
export interface NotificationsLog {
  info(message: string): void;
  warn(context: object, message: string): void;
}

/** What listening needs to know. */
export interface NotificationsOptions {
  /** Around a pooler: a pooled connection hears nothing. */
  readonly url: string;
  readonly log: NotificationsLog;
  /** SQL for every new connection, before anything is heard on it. */
  readonly greeting?: string;
}

type Listener = (payload: string) => void;

const CONNECT_TIMEOUT_MS = 5_000;
const BEAT_MS = 300;
// A connection that says nothing for this long is given up: what was told meanwhile may never be heard.
const SILENCE_MS = 3_000;
const RETRY_MS = 250;
// How old the latest sign of life may be for what is remembered to be believed.
const LIVE_MS = 800;

/**
 * What other processes tell through PostgreSQL (LISTEN), on a connection of its own that comes back by itself. A message may be lost
 * while it is away: `isLive` says whether it was there just now, and `onReturn` that things have to be looked at again.
 */
export class Notifications {
  private readonly listeners = new Map<string, Listener>();
  private readonly returns: (() => void)[] = [];
  private client: pg.Client | undefined;
  private aliveAt = -Infinity;
  private beat: NodeJS.Timeout | undefined;
  private closed = false;
  private complained = false;
  private losses = 0;

  private constructor(private readonly options: NotificationsOptions) {}

  /** Connects; a database that is away is waited for in the background. */
  static async open(options: NotificationsOptions): Promise<Notifications> {
    const notifications = new Notifications(options);
    await notifications.connect();
    return notifications;
  }

  /** Hears a channel from now on. Its name is a plain identifier, one listener each. */
  async listen(channel: string, listener: Listener): Promise<void> {
    this.listeners.set(channel, listener);
    await this.client?.query(`listen ${channel}`).catch((error: Error) => this.lose(this.client, error));
  }

  /** Called whenever messages may have been missed and are heard again. */
  onReturn(then: () => void): void {
    this.returns.push(then);
  }

  /** True when everything told until a moment ago has been heard. */
  get isLive(): boolean {
    return performance.now() - this.aliveAt < LIVE_MS;
  }

  /** Counts how often messages may have been missed: what was remembered under another number is worth nothing. */
  get epoch(): number {
    return this.losses;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.beat);
    await this.client?.end().catch(() => undefined); // it is going anyway
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, application_name: 'ringpost notifications' });
    client.on('error', (error) => this.lose(client, error));
    client.on('end', () => this.lose(client, new Error('the connection ended')));
    client.on('notification', ({ channel, payload }) => this.listeners.get(channel)?.(payload ?? ''));
    try {
      this.client = client;
      await client.connect();
      await client.query([this.options.greeting ?? 'select 1', ...[...this.listeners.keys()].map((channel) => `listen ${channel}`)].join(';'));
      await this.live(client);
    } catch (error) {
      this.lose(client, error as Error);
    }
  }

  private async live(client: pg.Client): Promise<void> {
    await this.pulse(client);
    if (!this.complained) return;
    this.complained = false;
    this.options.log.info('what other processes tell is heard again');
    for (const then of this.returns) then();
  }

  // An answer proves that everything told before the question was asked has been heard.
  private async pulse(client: pg.Client): Promise<void> {
    const asked = performance.now();
    const silent = setTimeout(() => this.lose(client, new Error(`no answer within ${SILENCE_MS} ms`)), SILENCE_MS);
    try {
      await client.query('select 1');
      this.aliveAt = asked;
    } finally {
      clearTimeout(silent);
    }
    if (this.closed || this.client !== client) return;
    this.beat = setTimeout(() => void this.pulse(client).catch((error: Error) => this.lose(client, error)), BEAT_MS);
    this.beat.unref();
  }

  private lose(client: pg.Client | undefined, error: Error): void {
    if (client === undefined || this.client !== client) return;
    this.client = undefined;
    this.aliveAt = -Infinity;
    this.losses++;
    clearTimeout(this.beat);
    void client.end().catch(() => undefined); // it is broken already
    if (this.closed) return;
    if (!this.complained) this.options.log.warn({ err: error }, 'what other processes tell is not heard: trying again');
    this.complained = true;
    setTimeout(() => { if (!this.closed) void this.connect(); }, RETRY_MS).unref();
  }
}
