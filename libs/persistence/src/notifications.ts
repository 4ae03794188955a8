import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
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
// A connection that lets nothing be heard for this long is given up: what was told meanwhile may never be heard.
const SILENCE_MS = 3_000;
const RETRY_MS = 250;
// How old the latest sign of life may be for what is remembered to be believed.
const LIVE_MS = 800;
// How long a server may take to say goodbye.
const GOODBYE_MS = 1_000;

const breakOff = (client: pg.Client): void => void (client as unknown as { connection: { stream: Duplex } }).connection.stream.destroy();

/**
 * Proves that a connection hears, by what it tells itself. A mere answer would prove less: a pooler gives one, and hears nothing.
 * Messages come in the order of their commits, so who heard this one has heard everything told before it was asked for.
 */
class Pulse {
  readonly channel = `ringpost_pulse_${randomBytes(8).toString('hex')}`;
  private nonce?: string;
  private settle?: (error?: Error) => void;

  constructor(private readonly client: pg.Client) {
    client.on('notification', ({ channel, payload }) => { if (channel === this.channel && payload === this.nonce) this.settle?.(); });
    client.once('end', () => this.settle?.(new Error('the connection ended')));
  }

  /** Resolves with the moment it was asked, once it was heard. Rejects when that takes too long. */
  async beat(): Promise<number> {
    const asked = performance.now(), nonce = (this.nonce = randomBytes(8).toString('hex'));
    const heard = new Promise<void>((resolve, reject) => { this.settle = (error) => (error ? reject(error) : resolve()); });
    const silent = setTimeout(() => this.settle?.(new Error(`nothing was heard within ${SILENCE_MS} ms`)), SILENCE_MS);
    try {
      await Promise.all([heard, this.client.query('select pg_notify($1, $2)', [this.channel, nonce])]);
      return asked;
    } finally {
      clearTimeout(silent);
    }
  }
}

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
    const { client } = this;
    if (client === undefined) return;
    const late = setTimeout(() => breakOff(client), GOODBYE_MS);
    await client.end().catch(() => undefined); // it is going anyway
    clearTimeout(late);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: SILENCE_MS, keepAlive: true, application_name: 'ringpost notifications' });
    client.on('error', (error) => this.lose(client, error));
    client.on('end', () => this.lose(client, new Error('the connection ended')));
    client.on('notification', ({ channel, payload }) => this.listeners.get(channel)?.(payload ?? ''));
    const pulse = new Pulse(client);
    try {
      this.client = client;
      await client.connect();
      await client.query([this.options.greeting ?? 'select 1', ...[pulse.channel, ...this.listeners.keys()].map((channel) => `listen ${channel}`)].join(';'));
      await this.live(client, pulse);
    } catch (error) {
      this.lose(client, error as Error);
    }
  }

  private async live(client: pg.Client, pulse: Pulse): Promise<void> {
    await this.keepUp(client, pulse);
    if (!this.complained || this.client !== client) return;
    this.complained = false;
    this.options.log.info('what other processes tell is heard again');
    for (const then of this.returns) then();
  }

  private async keepUp(client: pg.Client, pulse: Pulse): Promise<void> {
    const asked = await pulse.beat();
    if (this.closed || this.client !== client) return;
    this.aliveAt = asked;
    this.beat = setTimeout(() => void this.keepUp(client, pulse).catch((error: Error) => this.lose(client, error)), BEAT_MS);
    this.beat.unref();
  }

  private lose(client: pg.Client | undefined, error: Error): void {
    if (client === undefined || this.client !== client) return;
    this.client = undefined;
    this.aliveAt = -Infinity;
    this.losses++;
    clearTimeout(this.beat);
    void client.end().catch(() => undefined); // it is broken already
    breakOff(client); // a silent server would never say goodbye
    if (this.closed) return;
    if (!this.complained) this.options.log.warn({ err: error }, 'what other processes tell is not heard: trying again');
    this.complained = true;
    setTimeout(() => { if (!this.closed) void this.connect(); }, RETRY_MS).unref();
  }
}
