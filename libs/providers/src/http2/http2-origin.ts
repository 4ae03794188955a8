import type { OutgoingHttpHeaders } from 'node:http2';
import type { Reach } from '@ringpost/domain';
import { Http2Exchange, Http2Failure, type Http2Answer } from './http2-exchange.js';
import { Http2Pool } from './http2-pool.js';

export { Http2Failure, type Http2Answer } from './http2-exchange.js';

/** How an origin is connected to. */
export interface Http2OriginOptions {
  readonly reach: Reach;
  /** PEM; certificates that are trusted instead of the system's. */
  readonly ca?: string;
  /** How long a peer may be quiet before it is asked whether it lives. A minute unless given. */
  readonly pingEveryMs?: number;
  /** Five seconds unless given. */
  readonly connectTimeoutMs?: number;
}

const TICK_MS = 50;
const IDLE_TICK_MS = 1_000;
const GRACE_MS = 2_000;

/**
 * Requests to one origin over a few HTTP/2 connections, which are made when they are needed. `https:` verifies certificates; `http:`
 * speaks HTTP/2 from the first byte. Urgent requests have connections of their own, so that they never wait behind others.
 */
export class Http2Origin {
  private readonly ordinary: Http2Pool;
  private readonly urgent: Http2Pool;
  private isClosed = false;
  private timer?: NodeJS.Timeout;
  private period = 0;
  private tickedAt = 0;

  constructor(url: string, { reach, ca, pingEveryMs = 60_000, connectTimeoutMs = 5_000 }: Http2OriginOptions) {
    const options = { reach, ca, pingEveryMs, connectTimeoutMs };
    this.ordinary = new Http2Pool(url, options);
    this.urgent = new Http2Pool(url, options);
  }

  /**
   * Sends a request once. The answer or the failure comes within `timeoutMs`, waiting for a connection included. Errors:
   * `Http2Failure`; a `TypeError` for headers that HTTP/2 does not know.
   */
  request(headers: OutgoingHttpHeaders, body: string | Buffer, timeoutMs: number, more?: { readonly urgent?: boolean }): Promise<Http2Answer> {
    if (this.isClosed) return Promise.reject(new Http2Failure('closed', true, 'the client was closed'));
    if (this.period !== TICK_MS) this.tickEvery(TICK_MS);
    const pool = more?.urgent ? this.urgent : this.ordinary;
    const now = performance.now();
    return new Promise((resolve, reject) => pool.add(new Http2Exchange(headers, body, now, now + timeoutMs, resolve, reject)));
  }

  /** Takes no more requests; those under way may end within two seconds. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.ordinary.close(GRACE_MS), this.urgent.close(GRACE_MS)]);
    this.tickEvery(0);
  }

  /** One timer for all requests: their time-outs need no precision, but must cost nothing. */
  private tick(): void {
    const now = performance.now();
    const isLate = now - this.tickedAt > this.period + IDLE_TICK_MS;
    this.tickedAt = now;
    if (isLate) return; // the process stood still: answers may lie in the sockets, and are read first
    this.ordinary.sweep(now, now + TICK_MS);
    this.urgent.sweep(now, now + TICK_MS);
    if (this.ordinary.isBusy || this.urgent.isBusy) return;
    this.tickEvery(this.ordinary.isEmpty && this.urgent.isEmpty ? 0 : IDLE_TICK_MS);
  }

  private tickEvery(ms: number): void {
    if (ms === this.period) return;
    clearInterval(this.timer);
    this.period = ms;
    this.tickedAt = performance.now();
    if (ms > 0) this.timer = setInterval(() => this.tick(), ms).unref();
  }
}
