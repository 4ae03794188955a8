import { createSecureServer, createServer, type Http2Server, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream, type Settings } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Latest } from './latest.js';
import type { Loopback, LoopbackOptions } from './loopback.js';
import { Steered, readSteering, type Steering, type SteeringMode } from './steering.js';

/** One request, read to its end. */
export interface LoopbackRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly stream: ServerHttp2Stream;
}

/** What is answered. `name`: under which it is counted. */
export interface LoopbackReply {
  readonly status: number;
  readonly name: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

const KEPT = 1_000;
const SLOW_MS = 1_000;
const NOTHING = Buffer.alloc(0);

/** A loopback server on HTTP/2: connections, faults and counts. What is answered is the provider's own. */
export abstract class Http2Loopback implements Loopback {
  protected readonly server: Http2Server;
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly latest: Latest<() => unknown>;
  private tally: Record<string, number> = {};
  private steered = new Steered({ mode: 'ok' });
  url = '';

  constructor(private readonly options: LoopbackOptions, settings?: Settings) {
    this.latest = new Latest(options.keep ?? KEPT);
    this.server = options.tls ? createSecureServer({ ...options.tls, settings }) : createServer({ settings });
    this.server.on('session', (session) => this.joined(session));
    this.server.on('stream', (stream, headers) => this.read(stream as ServerHttp2Stream, headers));
  }

  /** What the provider would answer. */
  protected abstract answer(request: LoopbackRequest): LoopbackReply;
  /** How the provider says that it is too much, nonsense, or not possible now. */
  protected abstract fault(mode: 'throttle' | 'garbage' | 'unavailable', request: LoopbackRequest, steering: Steering): LoopbackReply;
  /** A request as tests look at it, as plain JSON. */
  protected abstract describe(request: LoopbackRequest, at: Date): unknown;

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(this.options.port ?? 0, '127.0.0.1', resolve));
    this.url = `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  received(): unknown[] {
    return this.latest.all().map((describe) => describe());
  }

  counts(): Record<string, number> {
    return { ...this.tally };
  }

  steer(how: Record<string, unknown>): void {
    this.steered = new Steered(readSteering(how));
  }

  clear(): void {
    this.latest.clear();
    this.tally = {};
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const session of this.sessions) session.destroy();
    await closed;
  }

  protected count(name: string): void {
    this.tally[name] = (this.tally[name] ?? 0) + 1;
  }

  private joined(session: ServerHttp2Session): void {
    this.count('connections');
    this.sessions.add(session);
    session.on('close', () => this.sessions.delete(session));
    session.on('error', () => this.count('broken_connections'));
  }

  private read(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    let body: Buffer = NOTHING;
    stream.on('data', (chunk: Buffer) => (body = body === NOTHING ? chunk : Buffer.concat([body, chunk])));
    stream.on('end', () => this.take({ headers, body, stream }));
    stream.on('error', () => this.count('broken_streams'));
  }

  private take(request: LoopbackRequest): void {
    if (request.stream.aborted) return this.count('aborted');
    this.count('received');
    const at = Date.now();
    this.latest.note(() => this.describe(request, new Date(at)));
    this.react(request, this.steered.next());
  }

  private react(request: LoopbackRequest, mode: SteeringMode): void {
    const { steering } = this.steered;
    switch (mode) {
      case 'silent':
        return this.count('silent');
      case 'reset':
        this.count('reset');
        return request.stream.session?.destroy();
      case 'goaway':
        request.stream.session?.close();
        return this.later(request, this.answer(request), steering.delayMs);
      case 'slow':
        return this.later(request, this.answer(request), steering.delayMs ?? SLOW_MS);
      case 'ok':
        return this.later(request, this.answer(request), steering.delayMs);
      default:
        return this.later(request, this.fault(mode, request, steering), steering.delayMs);
    }
  }

  private later(request: LoopbackRequest, reply: LoopbackReply, delayMs = this.options.delayMs ?? 0): void {
    if (delayMs > 0) setTimeout(() => this.reply(request.stream, reply), delayMs);
    else this.reply(request.stream, reply);
  }

  private reply(stream: ServerHttp2Stream, { status, name, headers, body }: LoopbackReply): void {
    if (stream.destroyed || stream.closed) return this.count('unanswered');
    this.count(name);
    stream.respond({ ':status': status, ...headers }, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
  }
}
