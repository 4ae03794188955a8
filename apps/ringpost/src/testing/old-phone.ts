import { EventEmitter, once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

const PATIENCE_MS = 10_000;
// Two sides that answer each other's heartbeats at once would never stop.
const HEARTBEAT_PAUSE_MS = 1_000;
const COMMAND = { heartbeat: 0, register: 1, token: 2, event: 3 } as const;
const BASE = { ring: '/v1/api/user/token', message: '/v1/api/user/message/token' } as const;

/** The registries that a phone registers with. */
export type Kind = keyof typeof BASE;
export const KINDS: readonly Kind[] = ['ring', 'message'];

/** Where the service is. */
export interface Ports {
  readonly legacyPort: number;
  readonly socketPort: number;
}

/** How the build connects. `secure`: HTTPS; `ciphers`: those it knows, in OpenSSL's words. */
export interface Build {
  readonly secure?: boolean;
  readonly ciphers?: string;
}

/** What one call adds. A body that is text goes out as it is, anything else as JSON; a header that is undefined is left out. */
export interface Extras {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** An answer as it was on the wire; header names in small letters, `body` undefined when it is not JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // Tests look into bodies of every shape.
  readonly body: any;
}

/** Who a phone says it is on the push socket. */
export interface Identity {
  readonly imei: string;
  readonly imsi: string;
  readonly bundle_id: string;
}

/** The first eight bytes of a frame. */
export function frameHead(command: number, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32LE(command, 0);
  head.writeInt32LE(length, 4);
  return head;
}

/** A frame of the push socket. */
export function frame(command: number, payload: string | Buffer = ''): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return Buffer.concat([frameHead(command, bytes.length), bytes]);
}

/** The frame with which a phone says who it is. */
export const registerFrame = (identity: Identity): Buffer => frame(COMMAND.register, JSON.stringify({ ...identity, type: 'MI 6', brand: 'Xiaomi' }));

/** One connection of the push socket. */
export class PushLine {
  private readonly arrivals = new EventEmitter();
  private readonly inbox = new Map<number, string[]>();
  private rest: Buffer = Buffer.alloc(0);
  private over = false;

  private constructor(private readonly socket: tls.TLSSocket, private readonly silent: boolean) {
    socket.on('data', (bytes: Buffer) => this.read(bytes));
    socket.on('error', () => undefined); // The close that follows is what counts.
    socket.on('close', () => {
      this.over = true;
      this.arrivals.emit('change');
    });
  }

  /** `silent`: it sends no heartbeats by itself. */
  static async open(port: number, { ciphers }: Build, silent = false): Promise<PushLine> {
    const socket = tls.connect({ host: '127.0.0.1', port, maxVersion: 'TLSv1.2', rejectUnauthorized: false, ciphers });
    socket.setNoDelay(true);
    const line = new PushLine(socket, silent);
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return line;
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** Sends byte by byte, each in a segment of its own. */
  async trickle(bytes: Buffer): Promise<void> {
    for (const byte of bytes) await new Promise((resolve) => { this.socket.write(Buffer.of(byte), resolve); });
  }

  /** The payload of the next frame with that command. Errors: the connection was closed, or nothing came in time. */
  async next(command: keyof typeof COMMAND, patience = PATIENCE_MS): Promise<string> {
    const waiting = this.inbox.get(COMMAND[command]);
    if (waiting?.length) return waiting.shift()!;
    if (this.over) throw new Error(`the connection was closed before a ${command} came`);
    const deadline = Date.now() + patience;
    await once(this.arrivals, 'change', { signal: AbortSignal.timeout(patience) }).catch(() => { throw new Error(`no ${command} came in time`); });
    return this.next(command, Math.max(1, deadline - Date.now()));
  }

  /** Sends a heartbeat and waits for the service's. */
  async heartbeat(): Promise<void> {
    this.inbox.delete(COMMAND.heartbeat);
    this.beat();
    await this.next('heartbeat');
  }

  /** Waits until the service has closed the connection. */
  async closed(): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!this.over) await once(this.arrivals, 'change', { signal }).catch(() => { throw new Error('the connection stayed open'); });
  }

  async hangUp(): Promise<void> {
    this.socket.destroy();
    await this.closed();
  }

  private beat(): void {
    if (!this.over) this.send(frame(COMMAND.heartbeat, String(Date.now())));
  }

  private read(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= 8 && this.rest.length >= 8 + this.rest.readInt32LE(4)) {
      const command = this.rest.readInt32LE(0);
      const end = 8 + this.rest.readInt32LE(4);
      this.take(command, this.rest.subarray(8, end).toString());
      this.rest = this.rest.subarray(end);
    }
  }

  private take(command: number, payload: string): void {
    this.inbox.set(command, [...(this.inbox.get(command) ?? []), payload]);
    this.arrivals.emit('change');
    if (this.silent) return;
    if (command === COMMAND.heartbeat) setTimeout(() => this.beat(), HEARTBEAT_PAUSE_MS).unref();
    else this.beat();
  }
}

/** A phone with an app of 2019: its HTTP and its push socket, spoken over plain sockets. */
export class OldPhone {
  /** What it sends in the header `Token`. */
  token: string | undefined;
  private push: PushLine | undefined;

  constructor(private readonly ports: Ports, private readonly build: Build = {}) {}

  /** One call on a connection of its own, which the service has to close. Errors: no whole answer in time. */
  async call(method: string, path: string, { headers, body }: Extras = {}): Promise<Answer> {
    const payload = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const bare = payload === '' && (method === 'GET' || method === 'DELETE');
    const fields = {
      'Content-Type': 'application/json',
      Token: this.token,
      Host: `127.0.0.1:${this.ports.legacyPort}`,
      Connection: 'close',
      'User-Agent': 'okhttp/3.4.1',
      'Content-Length': bare ? undefined : String(Buffer.byteLength(payload)),
      ...headers,
    };
    const lines = Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`);
    const answer = await exchange(this.dial(), `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${payload}`);
    return answerOf(answer);
  }

  /** Logs in and keeps the token. */
  async login(username: unknown, password: unknown): Promise<Answer> {
    const answer = await this.call('POST', '/v1/api/user/login', { headers: { Token: undefined }, body: { username, password } });
    if (answer.status === 201) this.token = answer.body.token;
    return answer;
  }

  /** Logs out; the token stays what it was, as on a phone that was switched off in between. */
  logout(username: string): Promise<Answer> {
    return this.call('POST', '/v1/api/user/logout', { body: { username, token: this.token } });
  }

  tokens(kind: Kind): Promise<Answer> {
    return this.call('GET', BASE[kind]);
  }

  register(kind: Kind, fields: unknown): Promise<Answer> {
    return this.call('POST', BASE[kind], { body: fields });
  }

  update(kind: Kind, serial: number | string, fields: unknown): Promise<Answer> {
    return this.call('PUT', `${BASE[kind]}/${serial}`, { body: fields });
  }

  remove(kind: Kind, serial: number | string): Promise<Answer> {
    return this.call('DELETE', `${BASE[kind]}/${serial}`);
  }

  clear(kind: Kind): Promise<Answer> {
    return this.call('DELETE', BASE[kind]);
  }

  /** Connects to the push socket, which ends no connection it has, and waits for its push token. */
  async connect(identity: Identity, { silent = false } = {}): Promise<string> {
    this.push = await PushLine.open(this.ports.socketPort, this.build, silent);
    this.push.send(registerFrame(identity));
    return JSON.parse(await this.push.next('token')).token;
  }

  /** The connection it made last. */
  get line(): PushLine {
    if (!this.push) throw new Error('the phone never connected');
    return this.push;
  }

  /** The next event, values as they were on the wire. */
  async nextEvent(patience = PATIENCE_MS): Promise<Record<string, unknown>> {
    return JSON.parse(await this.line.next('event', patience));
  }

  async hangUp(): Promise<void> {
    await this.push?.hangUp();
  }

  private dial(): net.Socket {
    const to = { host: '127.0.0.1', port: this.ports.legacyPort };
    return this.build.secure ? tls.connect({ ...to, maxVersion: 'TLSv1.2', rejectUnauthorized: false, ciphers: this.build.ciphers }) : net.connect(to);
  }
}

/** Writes a request and reads until the service closes the connection; a reset after the answer is an end like any other. */
function exchange(socket: net.Socket, request: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let failure: Error | undefined;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      socket.destroy(new Error(`the service kept the connection open; so far it said: ${Buffer.concat(chunks)}`));
    }, PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => { chunks.push(chunk); });
    socket.on('error', (error) => { failure = error; });
    socket.on('close', () => {
      clearTimeout(timer);
      if (failure && (late || chunks.length === 0)) reject(failure);
      else resolve(Buffer.concat(chunks));
    });
    socket.write(request);
  });
}

function answerOf(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString().split('\r\n');
  if (!/^HTTP\/1\.1 \d{3}/.test(first)) throw new Error(`not an answer: ${bytes}`);
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const rest = bytes.subarray(end + 4);
  const content = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest;
  if (headers['content-length'] !== undefined && content.length !== Number(headers['content-length'])) throw new Error(`not the whole answer: ${bytes}`);
  const text = content.toString();
  return { status: Number(first.slice(9, 12)), headers, text, body: parsed(text) };
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, line).toString(), 16);
    if (line < 0 || Number.isNaN(size)) throw new Error(`not the whole answer: ${bytes}`);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
