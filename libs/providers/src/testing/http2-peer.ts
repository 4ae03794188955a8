import { once } from 'node:events';
import { createSecureServer, createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream, type Settings } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';

/** A request that waits for the test to answer it. */
export interface HeldRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly stream: ServerHttp2Stream;
  /** Of its connection: how many there were before it. */
  readonly connection: number;
}

/** An HTTP/2 server that holds every request until it is told what to do with it. */
export class Http2Peer {
  readonly held: HeldRequest[] = [];
  readonly sessions: ServerHttp2Session[] = [];
  readonly sockets: Socket[] = [];
  /** The most streams that were ever open at once on one connection. */
  mostOpen = 0;
  url = '';
  private readonly open = new Map<ServerHttp2Session, number>();

  private constructor(private readonly server: Http2Server) {
    server.on('connection', (socket: Socket) => this.sockets.push(socket));
    server.on('session', (session) => {
      this.sessions.push(session);
      session.on('error', () => undefined); // connections are cut in these tests
    });
    server.on('stream', (stream, headers) => this.hold(stream as ServerHttp2Stream, headers));
  }

  static async start(settings: Settings = {}, tls?: { key: string; cert: string }): Promise<Http2Peer> {
    const server = tls ? createSecureServer({ ...tls, settings }) : createServer({ settings });
    const peer = new Http2Peer(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    peer.url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return peer;
  }

  /** Answers the oldest that is held, or this one. */
  answer(body = '', request = this.held[0]!): void {
    this.held.splice(this.held.indexOf(request), 1);
    request.stream.respond({ ':status': 200, 'x-path': request.path }, { endStream: body === '' });
    if (body !== '') request.stream.end(body);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const session of this.sessions) session.destroy();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private hold(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const session = stream.session as ServerHttp2Session;
    this.open.set(session, (this.open.get(session) ?? 0) + 1);
    this.mostOpen = Math.max(this.mostOpen, this.open.get(session)!);
    stream.on('error', () => undefined); // streams are reset in these tests
    stream.on('close', () => this.open.set(session, this.open.get(session)! - 1));
    stream.resume();
    this.held.push({ path: headers[':path'] ?? '', headers, stream, connection: this.sessions.indexOf(session) });
  }
}
