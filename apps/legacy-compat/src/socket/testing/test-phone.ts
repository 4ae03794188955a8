import { once } from 'node:events';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { COMMAND, frameOf } from '../frame.js';

/** A frame as a phone sees it. */
export interface SeenFrame {
  readonly command: number;
  readonly payload: string;
}

/** A frame whose header may lie. */
export function rawFrame(command: number, length: number, payload: string | Buffer = ''): Buffer {
  const header = Buffer.alloc(8);
  header.writeInt32LE(command, 0);
  header.writeInt32LE(length, 4);
  return Buffer.concat([header, Buffer.from(payload as string)]);
}

/** What a phone says of itself, with some of it changed. */
export const registration = (changes: Record<string, unknown> = {}): string =>
  JSON.stringify({ imei: '860000000000001', imsi: '460000000000001', type: 'M5', brand: 'acme', bundle_id: 'com.example.bell', ...changes });

/** A phone of the older generation, as far as a test wants it to be one. */
export class TestPhone {
  readonly seen: SeenFrame[] = [];
  readonly closed: Promise<void>;
  private bytes = Buffer.alloc(0);
  private taken = 0;
  private awake: () => void = () => undefined;

  private constructor(readonly socket: TLSSocket) {
    this.closed = new Promise((resolve) => socket.once('close', () => { this.awake(); resolve(); }));
    socket.on('error', () => undefined).on('data', (chunk: Buffer) => this.take(chunk));
  }

  /** Connects and completes the handshake. Rejects when there is none. */
  static async connect(port: number, options: ConnectionOptions = {}): Promise<TestPhone> {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2', ...options });
    const phone = new TestPhone(socket);
    await Promise.race([once(socket, 'secureConnect'), phone.closed.then(() => Promise.reject(new Error('closed before TLS')))]);
    return phone;
  }

  /** Connects, registers and has its token. */
  static async registered(port: number, changes: Record<string, unknown> = {}, options: ConnectionOptions = {}): Promise<TestPhone> {
    const phone = (await TestPhone.connect(port, options)).register(changes);
    await phone.next();
    return phone;
  }

  /** The next frame; rejects when the connection ends instead. */
  async next(): Promise<SeenFrame> {
    while (this.seen.length <= this.taken) {
      if (this.socket.closed) throw new Error('closed');
      await new Promise<void>((resolve) => { this.awake = resolve; });
    }
    return this.seen[this.taken++]!;
  }

  register(changes: Record<string, unknown> = {}): this {
    return this.say(frameOf(COMMAND.register, registration(changes)));
  }

  beat(times = 1): this {
    return this.say(Buffer.concat(Array.from({ length: times }, () => frameOf(COMMAND.heartbeat, '1700000000000'))));
  }

  say(bytes: Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** Reads nothing until the socket is resumed. */
  stopReading(): this {
    this.socket.pause();
    return this;
  }

  private take(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    for (let length: number; this.bytes.length >= 8 && this.bytes.length >= 8 + (length = this.bytes.readInt32LE(4)); this.bytes = this.bytes.subarray(8 + length)) {
      this.seen.push({ command: this.bytes.readInt32LE(0), payload: this.bytes.toString('utf8', 8, 8 + length) });
    }
    this.awake();
  }
}
