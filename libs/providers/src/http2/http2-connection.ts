import { connect, type ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Reach } from '@ringpost/domain';
import { Http2Failure, type ExchangeStream, type Http2Exchange } from './http2-exchange.js';
import { openSocket } from './http2-socket.js';

/** How a connection is made and kept. */
export interface Http2ConnectionOptions {
  readonly reach: Reach;
  /** PEM; certificates that are trusted instead of the system's. */
  readonly ca?: string;
  readonly pingEveryMs: number;
  readonly connectTimeoutMs: number;
}

/** Who is told what becomes of a connection. */
export interface Http2ConnectionOwner {
  /** It may take more than before, or must be replaced. */
  changed(): void;
  closed(connection: Http2Connection, wasOpen: boolean, cause?: Error): void;
}

/** Streams of one connection at once, when the peer would take more. */
const MOST_STREAMS = 1_000;
const LONGEST_PING_MS = 10_000;
const REFUSED_STREAM = 7;
/** Also where Node would take a request for one without: GET. */
const WITH_BODY = { endStream: false };

/** One connection, and the requests that are under way on it. */
export class Http2Connection {
  private readonly socket: Socket;
  private readonly session: ClientHttp2Session;
  private readonly underWay = new Set<Http2Exchange>();
  private state: 'opening' | 'open' | 'draining' | 'closed' = 'opening';
  /** Streams that the peer may count as open: also those whose requests timed out, until they are closed. */
  private streams = 0;
  private mostStreams = 0;
  private answers = 0;
  private answersSeen = 0;
  private quietSince: number;
  private pingSince?: number;
  private lastStreamId?: number;
  private cause?: Error;

  constructor(url: string, private readonly options: Http2ConnectionOptions, private readonly owner: Http2ConnectionOwner, private readonly openedAt: number) {
    this.quietSince = openedAt;
    this.socket = openSocket(new URL(url), options.reach, options.ca);
    this.session = connect(url, { createConnection: () => this.socket, settings: { enablePush: false } });
    this.session.on('remoteSettings', ({ maxConcurrentStreams }) => this.agreed(maxConcurrentStreams));
    this.session.on('goaway', (_code, lastStreamId) => this.sentAway(lastStreamId));
    this.session.on('error', (error: Error) => (this.cause = error));
    this.session.on('close', () => this.ended());
  }

  /** Being made, or able to take requests sooner or later. */
  get isLive(): boolean {
    return this.state === 'opening' || this.state === 'open';
  }

  get isOpening(): boolean {
    return this.state === 'opening';
  }

  get isBusy(): boolean {
    return this.state === 'opening' || this.underWay.size > 0;
  }

  get hasRoom(): boolean {
    return this.state === 'open' && this.streams < this.mostStreams;
  }

  /** Sends a request. False: the connection takes none any more, as it turns out. */
  start(exchange: Http2Exchange): boolean {
    if (this.session.closed || this.session.destroyed) {
      this.state = 'draining';
      return false;
    }
    try {
      this.send(exchange);
    } catch (error) {
      exchange.fail(error as Error); // headers that HTTP/2 does not know
    }
    return true;
  }

  /** Fails what is past its time, closes what is dead, and asks a quiet peer whether it lives. */
  sweep(now: number, deadline: number): void {
    for (const exchange of this.underWay) if (exchange.deadline <= deadline) this.timeOut(exchange);
    if (this.state === 'opening' && now - this.openedAt >= this.options.connectTimeoutMs) this.cut(new Error(`no connection within ${this.options.connectTimeoutMs} ms`));
    else if (this.state === 'open') this.ping(now);
    else if (this.state === 'draining') this.drain();
  }

  /** Takes no more requests, and closes once those under way have ended. */
  drain(): void {
    if (this.state === 'open') this.state = 'draining';
    if (this.underWay.size === 0) this.cut();
  }

  /** Closes it at once; what is under way fails. */
  cut(cause?: Error): void {
    if (this.state === 'closed') return;
    this.cause ??= cause;
    this.session.destroy();
    setImmediate(() => this.socket.destroy()); // left to itself, the socket waits for a peer that may be gone
    this.ended();
  }

  private send(exchange: Http2Exchange): void {
    const stream = this.session.request(exchange.headers, WITH_BODY) as ExchangeStream;
    this.streams += 1;
    this.underWay.add(exchange);
    exchange.answersBefore = this.answers;
    exchange.follow(stream, this);
    stream.end(exchange.body);
  }

  /** A stream of this connection is closed. */
  streamClosed(stream: ExchangeStream): void {
    const { exchange } = stream;
    this.streams -= 1;
    this.underWay.delete(exchange);
    if (exchange.succeed(stream.rstCode)) this.answers += 1;
    else exchange.fail(this.failureOf(stream));
    if (this.state === 'draining') this.drain();
    this.owner.changed();
  }

  private failureOf({ id, rstCode }: ExchangeStream): Http2Failure {
    if (this.lastStreamId !== undefined) {
      const unsent = id === undefined || id > this.lastStreamId || rstCode === REFUSED_STREAM;
      return new Http2Failure('goaway', unsent, 'the peer closed the connection', this.cause);
    }
    return new Http2Failure('reset', id === undefined || rstCode === REFUSED_STREAM, this.cause?.message ?? `the peer reset the stream with ${rstCode}`, this.cause);
  }

  private timeOut(exchange: Http2Exchange): void {
    this.underWay.delete(exchange);
    exchange.fail(new Http2Failure('timeout', false, 'no answer in time'));
    exchange.cancel();
    // not one answer in all that time: whatever is at the other end, it is not worth asking again
    if (exchange.answersBefore === this.answers && this.state === 'open') {
      this.state = 'draining';
      this.owner.changed();
    }
  }

  private ping(now: number): void {
    if (this.answers !== this.answersSeen) {
      this.answersSeen = this.answers;
      this.quietSince = now;
    }
    if (this.pingSince !== undefined) {
      if (now - this.pingSince >= Math.min(this.options.pingEveryMs, LONGEST_PING_MS)) this.cut(new Error('the peer does not answer'));
    } else if (now - this.quietSince >= this.options.pingEveryMs) {
      this.pingSince = now;
      this.session.ping((error) => {
        if (error === null) this.ponged();
      });
    }
  }

  private ponged(): void {
    this.quietSince = performance.now();
    this.pingSince = undefined;
  }

  private agreed(maxConcurrentStreams: number | undefined): void {
    this.mostStreams = Math.min(maxConcurrentStreams ?? MOST_STREAMS, MOST_STREAMS);
    if (this.state === 'opening') this.state = 'open';
    this.owner.changed();
  }

  private sentAway(lastStreamId: number): void {
    this.lastStreamId = lastStreamId;
    this.drain();
    this.owner.changed();
  }

  private ended(): void {
    if (this.state === 'closed') return;
    const wasOpen = this.state !== 'opening';
    this.state = 'closed';
    for (const exchange of this.underWay) exchange.fail(new Http2Failure('reset', false, this.cause?.message ?? 'the connection was closed', this.cause));
    this.underWay.clear();
    this.owner.closed(this, wasOpen, this.cause);
  }
}
