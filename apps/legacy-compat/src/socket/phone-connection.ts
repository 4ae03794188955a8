import type { TLSSocket } from 'node:tls';
import type { SocketIdentity } from '@ringpost/domain';
import { AnswerAllowance } from './answer-allowance.js';
import type { ByteBudget } from './byte-budget.js';
import { COMMAND, frameOf } from './frame.js';
import { FrameReader, type FrameSink } from './frame-reader.js';
import { identityIn, isSamePhone } from './phone-identity.js';
import type { Refusal, SocketFigures } from './socket-figures.js';
import type { SocketLimits } from './socket-limits.js';

/** Who answers phones. It is told of a connection only after this has registered. */
export interface ConnectionListener {
  /** A phone says who it is. It waits for `connection.admit(token)`. */
  registered(connection: PhoneConnection, identity: SocketIdentity): void;
  /** A heartbeat: whatever was written before it was sent has arrived. */
  heard(connection: PhoneConnection): void;
  /** The phone reads again after it had been behind. */
  drained(connection: PhoneConnection): void;
  /** The last that is told of a connection, exactly once for each that registered. */
  closed(connection: PhoneConnection): void;
}

/** Where connections tell what happened to them. */
export interface SocketLog {
  debug(context: object, message: string): void;
  warn(context: object, message: string): void;
}

/** What the connections of a server share. */
export interface ConnectionTerms {
  readonly listener: ConnectionListener;
  readonly limits: SocketLimits;
  readonly budget: ByteBudget;
  readonly figures: SocketFigures;
  readonly log: SocketLog;
  /** Told when everybody else knows that the connection is closed. */
  readonly gone: (connection: PhoneConnection) => void;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

const HEARTBEAT = frameOf(COMMAND.heartbeat);
const CLOSING_MS = 1_000;
// Again and again they are only asked for to keep us busy.
const MOST_REGISTRATIONS = 20;

/** One phone that has completed its TLS handshake. */
export class PhoneConnection implements FrameSink {
  private readonly reader: FrameReader;
  private readonly answers = new AnswerAllowance();
  private identity?: SocketIdentity = undefined;
  private token?: string = undefined;
  private registrations = 0;
  private owesToken = false;
  private owesHeartbeat = false;
  private heardAt: number;
  private sentAt: number;
  private closingAt?: number = undefined;

  constructor(
    private readonly socket: TLSSocket,
    /** The phone's address, without a port. */
    readonly address: string,
    private readonly acceptedAt: number,
    private readonly terms: ConnectionTerms,
  ) {
    this.reader = new FrameReader(this, terms.budget);
    this.heardAt = this.sentAt = terms.now();
  }

  /** Whether nothing can be written any more, or soon nothing will be. */
  get isClosed(): boolean {
    return this.closingAt !== undefined || !this.socket.writable;
  }

  /** Whether earlier bytes still wait for the phone to read. */
  get isBehind(): boolean {
    return this.socket.writableNeedDrain;
  }

  /** Gives the phone its token. It may then be sent events. */
  admit(token: string): void {
    if (this.isClosed) return;
    if (this.token === undefined) this.terms.figures.registered++;
    this.token = token;
    this.owesToken = true;
    this.payDebts();
  }

  /** Writes an event, a JSON text. False when it was not written: the phone is behind and `drained` will be told, or it is not there to be written to. Throws a `RangeError` for more than 1 MiB. */
  sendEvent(payload: string): boolean {
    if (this.token === undefined || this.isClosed || this.isBehind) return false;
    this.send(frameOf(COMMAND.event, payload));
    return true;
  }

  /** Ends the connection once what was written has gone out. What the phone still confirms is told. */
  close(): void {
    if (this.closingAt !== undefined) return;
    this.closingAt = this.terms.now();
    this.socket.end();
  }

  /** Ends the connection now. */
  cut(): void {
    this.reader.stop();
    this.socket.destroy();
  }

  /** Bytes have arrived. */
  read(chunk: Buffer): void {
    this.reader.read(chunk);
  }

  /** What was written has gone out. */
  onDrain(): void {
    this.payDebts();
    if (this.identity !== undefined && !this.isClosed) this.terms.listener.drained(this);
  }

  /** The network failed, or the phone tried what it may not. Some errors of TLS leave the socket open. */
  onError(error: Error): void {
    this.terms.log.debug({ err: error }, 'a phone was lost');
    this.cut();
  }

  /** The socket is no more. */
  onClose(): void {
    this.closingAt ??= this.terms.now();
    this.reader.stop();
    if (this.token !== undefined) this.terms.figures.registered--;
    if (this.identity !== undefined) this.terms.listener.closed(this);
    this.terms.gone(this);
  }

  onFrame(command: number, payload: Buffer): void {
    this.heardAt = this.terms.now();
    if (command === COMMAND.heartbeat) this.onHeartbeat();
    else if (command === COMMAND.register) this.onRegistration(payload);
  }

  onBroken(reason: 'frame' | 'buffer'): void {
    this.refuse(reason);
  }

  /** Looks whether time has run out for something. */
  lookAfter(now: number): void {
    const { limits } = this.terms;
    if (this.closingAt !== undefined) return now - this.closingAt >= CLOSING_MS ? this.cut() : undefined;
    if (this.token === undefined && now - this.acceptedAt >= limits.registrationMs) return this.refuse('deadline');
    if (now - this.heardAt >= limits.silenceMs) return this.refuse('silence');
    this.payDebts();
    if (now - this.sentAt >= limits.heartbeatMs && !this.isBehind && !this.isClosed) this.send(HEARTBEAT);
  }

  private onHeartbeat(): void {
    this.owesHeartbeat = true;
    this.payDebts();
    if (this.identity !== undefined) this.terms.listener.heard(this);
  }

  private onRegistration(payload: Buffer): void {
    if (this.isClosed) return;
    if (++this.registrations > MOST_REGISTRATIONS && !this.answers.take(this.terms.now())) return this.refuse('registration');
    const identity = identityIn(payload), known = this.identity;
    if (identity === undefined || (known !== undefined && !isSamePhone(known, identity))) return this.refuse('registration');
    if (known === undefined) {
      this.identity = identity;
      this.terms.listener.registered(this, identity);
    } else if (this.token !== undefined) this.admit(this.token);
  }

  /** A phone that asks and does not read is answered once, when it reads. */
  private payDebts(): void {
    if (!(this.owesToken || this.owesHeartbeat) || this.isBehind || this.isClosed) return;
    if (this.owesToken) {
      this.owesToken = false;
      this.send(frameOf(COMMAND.token, JSON.stringify({ token: this.token })));
    }
    if (this.owesHeartbeat && this.answers.take(this.terms.now())) this.send(HEARTBEAT);
  }

  private send(frame: Buffer): void {
    if (frame === HEARTBEAT) this.owesHeartbeat = false;
    this.sentAt = this.terms.now();
    this.socket.write(frame);
  }

  private refuse(reason: Refusal): void {
    this.terms.figures.refused[reason]++;
    this.terms.log.debug({ reason }, 'a phone was disconnected');
    this.cut();
  }
}
