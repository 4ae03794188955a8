import { Http2Connection, type Http2ConnectionOptions, type Http2ConnectionOwner } from './http2-connection.js';
import { Http2Failure, type Http2Exchange } from './http2-exchange.js';

const MOST_CONNECTIONS = 4;
/** How long requests may wait for room before another connection is made. */
const PATIENCE_MS = 100;
/** After a further connection could not be made. */
const PAUSE_MS = 1_000;

/** Connections to one origin, and the requests that wait for room on one. */
export class Http2Pool implements Http2ConnectionOwner {
  private readonly connections: Http2Connection[] = [];
  private readonly waiting = new Set<Http2Exchange>();
  private noMoreBefore = 0;
  private isClosing = false;
  private whenClosed?: () => void;

  constructor(private readonly url: string, private readonly options: Http2ConnectionOptions) {}

  get isBusy(): boolean {
    return this.waiting.size > 0 || this.connections.some((connection) => connection.isBusy);
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0 && this.connections.length === 0;
  }

  /** Sends it now, or as soon as there is room. */
  add(exchange: Http2Exchange): void {
    if (this.waiting.size === 0 && this.start(exchange)) return;
    this.waiting.add(exchange);
    if (!this.isLive) this.open();
  }

  /** Fails what is past its time, and makes another connection when requests keep waiting. */
  sweep(now: number, deadline: number): void {
    for (const exchange of this.waiting) if (exchange.deadline <= deadline) this.giveUp(exchange, new Http2Failure('timeout', true, 'no connection had room in time'));
    for (const connection of [...this.connections]) connection.sweep(now, deadline);
    const [longest] = this.waiting;
    if (longest && now - longest.askedAt >= PATIENCE_MS && now >= this.noMoreBefore && this.takesAnother) this.open();
  }

  changed(): void {
    for (const exchange of this.waiting) {
      if (!this.start(exchange)) break;
      this.waiting.delete(exchange);
    }
    if (this.waiting.size > 0 && !this.isLive) this.open();
  }

  closed(connection: Http2Connection, wasOpen: boolean, cause?: Error): void {
    this.connections.splice(this.connections.indexOf(connection), 1);
    if (!wasOpen) this.refused(cause);
    this.changed();
    if (this.connections.length === 0) this.whenClosed?.();
  }

  /** Sends nothing more; what is under way may end within `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.isClosing = true;
    for (const exchange of this.waiting) this.giveUp(exchange, new Http2Failure('closed', true, 'the client was closed'));
    if (this.connections.length === 0) return;
    const closed = new Promise<void>((resolve) => (this.whenClosed = resolve));
    for (const connection of [...this.connections]) connection.drain();
    const cut = setTimeout(() => [...this.connections].forEach((connection) => connection.cut(new Error('the client was closed'))), graceMs);
    await closed;
    clearTimeout(cut);
  }

  private get isLive(): boolean {
    return this.connections.some((connection) => connection.isLive);
  }

  private get takesAnother(): boolean {
    return this.connections.length < MOST_CONNECTIONS && !this.connections.some((connection) => connection.isOpening);
  }

  private start(exchange: Http2Exchange): boolean {
    for (const connection of this.connections) if (connection.hasRoom && connection.start(exchange)) return true;
    return false;
  }

  private open(): void {
    if (!this.isClosing) this.connections.push(new Http2Connection(this.url, this.options, this, performance.now()));
  }

  /** A connection could not be made. Where there is another one, requests go on waiting for that. */
  private refused(cause?: Error): void {
    this.noMoreBefore = performance.now() + PAUSE_MS;
    if (this.isLive) return;
    for (const exchange of this.waiting) this.giveUp(exchange, new Http2Failure('connect', true, cause?.message ?? 'the connection was closed before it was made', cause));
  }

  private giveUp(exchange: Http2Exchange, failure: Http2Failure): void {
    this.waiting.delete(exchange);
    exchange.fail(failure);
  }
}
