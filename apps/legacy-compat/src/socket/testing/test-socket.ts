import { EventEmitter, once } from 'node:events';
import type { SecureContextOptions } from 'node:tls';
import type { SocketIdentity } from '@ringpost/domain';
import type { ConnectionListener, PhoneConnection } from '../phone-connection.js';
import { PushSocketServer } from '../push-socket-server.js';
import type { SocketLimits } from '../socket-limits.js';

type Told = 'registered' | 'heard' | 'drained' | 'closed';

/** A listener that gives every phone a token, and remembers what it was told. */
export class TestListener extends EventEmitter implements ConnectionListener {
  readonly told: [Told, string][] = [];
  readonly connections = new Map<string, PhoneConnection>();
  admits = true;
  private readonly names = new Map<PhoneConnection, string>();

  registered(connection: PhoneConnection, { imei }: SocketIdentity): void {
    this.names.set(connection, imei);
    this.connections.set(imei, connection);
    if (this.admits) connection.admit(`token of ${imei}`);
    this.tell('registered', connection);
  }

  heard(connection: PhoneConnection): void { this.tell('heard', connection); }
  drained(connection: PhoneConnection): void { this.tell('drained', connection); }
  closed(connection: PhoneConnection): void { this.tell('closed', connection); }

  /** Resolves when it is told so again, of any phone. */
  until(what: Told): Promise<unknown> {
    return once(this, what);
  }

  /** How often it was told so. */
  count(what: Told): number {
    return this.told.filter(([told]) => told === what).length;
  }

  private tell(what: Told, connection: PhoneConnection): void {
    this.told.push([what, this.names.get(connection)!]);
    this.emit(what, connection);
  }
}

/** A server on a free port whose clock stands still until a test moves it. */
export class TestSocket {
  readonly listener = new TestListener();
  readonly lines: string[] = [];
  readonly server: PushSocketServer;
  port = 0;
  private time = 1_000_000;

  private constructor(tls: SecureContextOptions, limits: Partial<SocketLimits>, port: number) {
    const log = { debug: (_: object, message: string) => void this.lines.push(`debug ${message}`), warn: (_: object, message: string) => void this.lines.push(`warn ${message}`) };
    this.server = new PushSocketServer({ host: '127.0.0.1', port, tls, listener: this.listener, log, limits: { roundMs: 40, ...limits }, now: () => this.time });
  }

  static async start(tls: SecureContextOptions, limits: Partial<SocketLimits> = {}, port = 0): Promise<TestSocket> {
    const socket = new TestSocket(tls, { handshakesPerSecond: 10_000, ...limits }, port);
    socket.port = await socket.server.listen();
    return socket;
  }

  advance(seconds: number): void {
    this.time += seconds * 1_000;
  }
}
