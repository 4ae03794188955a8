import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer, type SecureContextOptions, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { AddressCount } from './address-count.js';
import { ByteBudget } from './byte-budget.js';
import { closeGently } from './gentle-close.js';
import { HandshakeGate } from './handshake-gate.js';
import { PhoneConnection, type ConnectionListener, type ConnectionTerms, type SocketLog } from './phone-connection.js';
import { attach } from './phone-socket.js';
import { plainAddress } from './plain-address.js';
import { Rounds } from './rounds.js';
import { noFigures, type Refusal, type SocketFigures } from './socket-figures.js';
import { SOCKET_LIMITS, type SocketLimits } from './socket-limits.js';

/** What a push socket is made of. */
export interface PushSocketOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls: SecureContextOptions;
  readonly listener: ConnectionListener;
  readonly log: SocketLog;
  readonly limits?: Partial<SocketLimits>;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** A connection whose handshake is not complete. */
interface Arrival {
  readonly raw: Socket;
  readonly address: string;
  readonly at: number;
}

const LAST_MS = 1_000;
const SHARE = 0.75;
const WARN_EVERY_MS = 60_000;

/** The native push socket: frames over TLS over TCP. It carries what its listener says, and knows nothing of it. */
export class PushSocketServer {
  readonly figures: SocketFigures = noFigures();
  private readonly limits: SocketLimits;
  private readonly terms: ConnectionTerms;
  private readonly addresses: AddressCount;
  private readonly gate: HandshakeGate<Socket>;
  /** Who waits for a handshake, by address: one address must not take all the places. */
  private readonly crowd: AddressCount;
  private readonly waiting = new Map<Socket, string>();
  private readonly arrivals = new Map<string, Arrival>();
  private readonly connections = new Set<PhoneConnection>();
  private readonly rounds: Rounds<PhoneConnection>;
  private readonly server: NetServer;
  private readonly tls: TlsServer;
  private emptied?: () => void;
  private warnedAt = -Infinity;
  private draining?: Promise<void>;

  constructor(private readonly options: PushSocketOptions) {
    const { listener, log, now = () => performance.now() } = options;
    const limits = (this.limits = { ...SOCKET_LIMITS, ...options.limits });
    this.terms = { listener, limits, log, now, figures: this.figures, budget: new ByteBudget(limits.bufferedBytes), gone: (connection) => this.forget(connection) };
    this.addresses = new AddressCount(limits.perAddress, limits.exemptAddress);
    this.crowd = new AddressCount(Math.ceil(limits.waitingHandshakes * SHARE), limits.exemptAddress);
    this.gate = new HandshakeGate((raw) => this.begin(raw), { perSecond: limits.handshakesPerSecond, waiting: limits.waitingHandshakes }, now);
    this.rounds = new Rounds(this.connections, (connection) => connection.lookAfter(now()), limits.roundMs);
    this.server = createServer({ noDelay: true }, (raw) => this.accept(raw)).on('drop', () => this.onDrop());
    if (limits.connections !== undefined) this.server.maxConnections = limits.connections;
    this.tls = createTlsServer({ ...options.tls, handshakeTimeout: limits.handshakeMs }, (socket) => this.connect(socket));
    this.tls.on('tlsClientError', (error, socket) => this.onHandshakeFailed(error, socket));
  }

  /** Resolves with the port it listens on. Rejects when it cannot. */
  async listen(): Promise<number> {
    const { host, port } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, host, () => {
        this.server.off('error', reject).on('error', (error) => this.options.log.warn({ err: error }, 'the push socket could not accept a connection'));
        resolve();
      });
    });
    this.rounds.start();
    return (this.server.address() as AddressInfo).port;
  }

  /** Shows other certificates from now on. Throws when they cannot be used: then the old ones stay. */
  renew(tls: SecureContextOptions): void {
    this.tls.setSecureContext(tls);
  }

  /** Takes no more connections, and closes those there are within seven seconds. */
  drain(): Promise<void> {
    return (this.draining ??= this.close());
  }

  private async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => { this.emptied = resolve; });
    this.server.close();
    this.gate.close();
    for (const { raw } of this.arrivals.values()) raw.destroy();
    this.tellWhenEmpty();
    await closeGently([...this.connections]);
    await Promise.race([closed, sleep(LAST_MS, undefined, { ref: false })]);
    this.rounds.stop();
    for (const connection of this.connections) connection.cut();
    await closed;
  }

  private accept(raw: Socket): void {
    raw.on('error', this.onError);
    if (raw.remoteAddress === undefined) return void raw.destroy(); // gone again
    const address = plainAddress(raw.remoteAddress), peer = peerOf(raw);
    if (!this.addresses.enter(address)) return this.turnAway(raw, 'address');
    this.figures.connections++;
    this.arrivals.set(peer, { raw, address, at: this.terms.now() });
    raw.once('close', () => {
      this.figures.connections--;
      this.addresses.leave(address);
      this.gate.leave(raw);
      this.stopWaiting(raw);
      if (this.arrivals.get(peer)?.raw === raw) this.arrivals.delete(peer);
      this.tellWhenEmpty();
    });
    if (!this.crowd.enter(address)) return this.turnAway(raw, 'pace');
    this.waiting.set(raw, address);
    if (!this.gate.enter(raw)) this.turnAway(raw, 'pace');
  }

  private begin(raw: Socket): void {
    this.stopWaiting(raw);
    if (!raw.destroyed) this.tls.emit('connection', raw);
  }

  private stopWaiting(raw: Socket): void {
    const address = this.waiting.get(raw);
    if (address !== undefined && this.waiting.delete(raw)) this.crowd.leave(address);
  }

  /** Files are needed for the database, too: without them nobody would be served. */
  private onDrop(): void {
    this.figures.refused.full++;
    const now = this.terms.now();
    if (now - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = now;
    this.options.log.warn({ connections: this.limits.connections }, 'phones are turned away: this process may not open more files');
  }

  private connect(socket: TLSSocket): void {
    const peer = peerOf(socket), arrival = this.arrivals.get(peer);
    if (arrival === undefined) return void socket.on('error', this.onError).destroy(); // gone again
    this.arrivals.delete(peer);
    const connection = new PhoneConnection(socket, arrival.address, arrival.at, this.terms);
    this.connections.add(connection);
    attach(socket, connection);
    socket.disableRenegotiation(); // it would be a handshake past the gate
  }

  private forget(connection: PhoneConnection): void {
    this.connections.delete(connection);
    this.tellWhenEmpty();
  }

  /** Sockets are closed before those who listen know of it. */
  private tellWhenEmpty(): void {
    if (this.figures.connections === 0 && this.connections.size === 0) this.emptied?.();
  }

  private onHandshakeFailed(error: Error, socket: TLSSocket): void {
    this.figures.refused.handshake++;
    this.onError(error);
    socket.destroy();
  }

  private turnAway(raw: Socket, reason: Refusal): void {
    this.figures.refused[reason]++;
    this.options.log.debug({ reason }, 'a phone was turned away');
    raw.destroy();
  }

  // Strangers send anything, and phones lose their network at any moment: nothing to be told about.
  private readonly onError = (error: Error): void => this.options.log.debug({ err: error }, 'a phone was lost');
}

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
