import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

/** What was answered to a request. The body is text, of at most 64 Ki characters. */
export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Why a request has no answer. `unsent`: it was certainly not processed, so that asking again at once does no harm. */
export class Http2Failure extends Error {
  constructor(
    readonly code: 'timeout' | 'connect' | 'reset' | 'goaway' | 'closed',
    readonly unsent: boolean,
    words: string,
    cause?: unknown,
  ) {
    super(words, { cause });
    this.name = 'Http2Failure';
  }
}

const LARGEST_BODY = 65_536;
const END_STREAM = 1;
const CANCEL = 8;

/** Who is told that a stream is closed. */
export interface StreamOwner {
  streamClosed(stream: ExchangeStream): void;
}

/** A stream that knows its exchange: so that all share their listeners. */
export type ExchangeStream = ClientHttp2Stream & { exchange: Http2Exchange; owner: StreamOwner };

/** One request, from when it was asked for until it has an answer or a failure. */
export class Http2Exchange {
  stream?: ExchangeStream;
  /** How many answers its connection had given when it was sent. */
  answersBefore = 0;
  private status = 0;
  private answerHeaders?: IncomingHttpHeaders;
  private answerBody = '';
  private complete = false;
  private isLong = false;
  private settled = false;

  constructor(
    readonly headers: OutgoingHttpHeaders,
    readonly body: string | Buffer,
    /** As `performance.now()` tells it. */
    readonly askedAt: number,
    readonly deadline: number,
    private readonly resolve: (answer: Http2Answer) => void,
    private readonly reject: (failure: Error) => void,
  ) {}

  /** Listens to the stream that it was sent on. */
  follow(stream: ExchangeStream, owner: StreamOwner): void {
    this.stream = stream;
    stream.exchange = this;
    stream.owner = owner;
    stream.on('response', onResponse);
    stream.on('error', onError);
    stream.on('close', onClose);
  }

  fail(failure: Error): void {
    if (this.settled) return;
    this.settled = true;
    this.reject(failure);
  }

  /** The stream is closed: the answer, if it arrived whole. Otherwise the exchange stays open, to be failed. */
  succeed(rstCode: number | undefined): boolean {
    if (this.settled || this.answerHeaders === undefined || !(this.isLong || (this.complete && !rstCode))) return false;
    this.settled = true;
    this.resolve({ status: this.status, headers: this.answerHeaders, body: this.answerBody });
    return true;
  }

  /** Nobody waits for the answer any more. */
  cancel(): void {
    this.stream?.close(CANCEL);
  }

  answered(headers: IncomingHttpHeaders, isWhole: boolean): void {
    this.answerHeaders = headers;
    this.status = Number(headers[':status']);
    this.complete = isWhole;
  }

  take(chunk: string): void {
    this.answerBody += chunk;
    if (this.answerBody.length < LARGEST_BODY) return;
    this.answerBody = this.answerBody.slice(0, LARGEST_BODY);
    this.isLong = true;
    this.cancel();
  }

  end(): void {
    this.complete = true;
  }
}

function onResponse(this: ExchangeStream, headers: IncomingHttpHeaders, flags: number): void {
  const isWhole = (flags & END_STREAM) !== 0;
  this.exchange.answered(headers, isWhole);
  if (isWhole) {
    this.resume();
    return;
  }
  this.setEncoding('utf8');
  this.on('data', onData);
  this.on('end', onEnd);
}

function onData(this: ExchangeStream, chunk: string): void {
  this.exchange.take(chunk);
}

function onEnd(this: ExchangeStream): void {
  this.exchange.end();
}

function onClose(this: ExchangeStream): void {
  this.owner.streamClosed(this);
}

function onError(): void {
  // 'close' follows and tells what became of the exchange; without a listener the error would end the process
}
