import type { Server as HttpServer } from 'node:http';
import type { Http2Server } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { LoopbackOptions } from './loopback.js';

const SECOND_LETTER_OF_PRI = 'R'.charCodeAt(0);

/** One port for HTTP/1.1 and HTTP/2, with TLS or without: each connection is handed to the server that speaks its language. */
export class H1OrH2 {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(tls: LoopbackOptions['tls'], private readonly h1: HttpServer, private readonly h2: Http2Server) {
    this.server = tls ? createTlsServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => this.agreed(socket)) : createServer((socket) => this.listenFirst(socket));
  }

  /** Answers the port. */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private agreed(socket: TLSSocket): void {
    this.joined(socket);
    this.hand(socket, socket.alpnProtocol === 'h2');
  }

  /** HTTP/2 begins with PRI; no method that comes here over HTTP/1.1 has an R there. */
  private listenFirst(socket: Socket): void {
    this.joined(socket);
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return socket.destroy();
      socket.unshift(first);
      this.hand(socket, first[1] === SECOND_LETTER_OF_PRI);
    });
  }

  private hand(socket: Socket, isH2: boolean): void {
    (isH2 ? this.h2 : this.h1).emit('connection', socket);
  }

  private joined(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // cut by the client, perhaps before it said a word
  }
}
