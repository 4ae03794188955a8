import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerAddress, type SMTPServerAuthentication, type SMTPServerDataStream } from 'smtp-server';
import { Latest } from './latest.js';
import type { Loopback, LoopbackOptions } from './loopback.js';
import { readMail, type ReceivedMail } from './received-mail.js';
import { readSteering, Steered, type SteeringMode } from './steering.js';

/** With `tls`, STARTTLS is offered. */
export interface LoopbackSmtpOptions extends LoopbackOptions {
  /** TLS from the first byte, instead of STARTTLS. */
  readonly implicitTls?: boolean;
  /** Who may send. Unless given, anybody, with or without a login; but the password `wrong` is refused. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Extensions that are not offered. */
  readonly without?: readonly ('DSN' | 'SMTPUTF8' | 'PIPELINING')[];
}

/** A mail as it arrived. */
export interface ReceivedSmtpMail extends ReceivedMail {
  readonly envelope: {
    readonly from: string;
    readonly to: readonly string[];
    /** ENVID, decoded; null when none was given. */
    readonly envelopeId: string | null;
    /** RET. */
    readonly returned: string | null;
    /** NOTIFY, of the first recipient. */
    readonly notify: readonly string[];
    readonly smtpUtf8: boolean;
  };
  readonly secure: boolean;
  readonly username: string | null;
  /** The message as it came, with CRLF. */
  readonly raw: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What the library knows of one connection. */
type Talk = Parameters<SMTPServer['onClose']>[0];

interface Answer {
  readonly code: number;
  readonly words: string;
}

/** How a recipient with this local part is answered, whatever the domain; what follows a + does not matter. */
const RECIPIENTS: Readonly<Record<string, Answer>> = {
  unknown: { code: 550, words: '5.1.1 <%s>: Recipient address rejected: User unknown' },
  nobody: { code: 550, words: 'No such user %s here' },
  nullmx: { code: 556, words: '5.1.10 <%s>: Domain does not accept mail (nullMX)' },
  disabled: { code: 550, words: '5.2.1 The account <%s> is disabled' },
  full: { code: 452, words: '4.2.2 <%s>: Mailbox full' },
  grey: { code: 450, words: '4.7.1 <%s>: Greylisted, try again later' },
  policy: { code: 550, words: '5.7.1 <%s>: Message rejected by policy' },
  relay: { code: 554, words: '5.7.1 <%s>: Relay access denied' },
};
/** How a mail is answered that has a recipient with this local part, once it has been read. */
const MAILS: Readonly<Record<string, Answer>> = {
  big: { code: 552, words: '5.3.4 Message size exceeds fixed limit' },
  spam: { code: 554, words: '5.7.1 Message for %s rejected as spam' },
  later: { code: 451, words: '4.3.0 Queue write error for %s' },
};
const FAULTS: Readonly<Partial<Record<SteeringMode, Answer>>> = {
  throttle: { code: 451, words: '4.7.28 Too many messages, slow down' },
  unavailable: { code: 421, words: '4.3.2 Service shutting down' },
};
const LOGIN_REFUSED: Answer = { code: 535, words: '5.7.8 Authentication credentials invalid' };
const WRONG = 'wrong', KEPT = 1_000, SLOW_MS = 1_000, LARGEST = 20 * 1_024 * 1_024;

/** Speaks the protocol of a submission server on loopback. Recipients fare as their local parts say: `unknown`, `full`, `policy`, `big` and others. */
export class LoopbackSmtp implements Loopback {
  private readonly server: SMTPServer;
  private readonly sockets = new Map<number, Socket>();
  private readonly modes = new WeakMap<Talk, SteeringMode>();
  private readonly latest: Latest<() => ReceivedSmtpMail>;
  private tally: Record<string, number> = {};
  private steered = new Steered({ mode: 'ok' });
  private refusesLogins = false;
  private queued = 0;
  url = '';

  constructor(private readonly options: LoopbackSmtpOptions) {
    const { tls, implicitTls = false, login, without = [], keep = KEPT } = options;
    this.latest = new Latest(keep);
    this.server = new SMTPServer({
      name: 'loopback.test', secure: implicitTls && tls !== undefined, ...tls, size: LARGEST, disableReverseLookup: true, maxAllowedUnauthenticatedCommands: false,
      disabledCommands: tls && !implicitTls ? [] : ['STARTTLS'], allowInsecureAuth: true, authOptional: login === undefined,
      // The enhanced status is in the words, so that a reply can also come without one.
      hideENHANCEDSTATUSCODES: true, hideDSN: without.includes('DSN'), hideSMTPUTF8: without.includes('SMTPUTF8'), hidePIPELINING: without.includes('PIPELINING'),
      onAuth: (auth, _talk, callback) => this.logIn(auth, callback),
      onMailFrom: (_from, talk, callback) => this.begin(talk, callback),
      onRcptTo: ({ address }, _talk, callback) => this.answer(callback, RECIPIENTS[localPart(address)], address),
      onData: (stream, talk, callback) => void this.take(stream, talk, callback),
    });
    this.server.on('error', () => this.count('broken_connections'));
    this.server.server.prependListener('connection', (socket: Socket) => this.joined(socket));
  }

  async listen(): Promise<this> {
    const server = await new Promise<SMTPServer['server']>((resolve, reject) => {
      const listening = this.server.once('error', reject).server.listen(this.options.port ?? 0, '127.0.0.1', () => resolve(listening));
    });
    const { port } = server.address() as AddressInfo;
    this.url = `${this.options.implicitTls ? 'smtps' : 'smtp'}://127.0.0.1:${port}`;
    return this;
  }

  received(): ReceivedSmtpMail[] {
    return this.latest.all().map((describe) => describe());
  }

  counts(): Record<string, number> {
    return { ...this.tally };
  }

  /** Besides what all loopback servers know, `login: 'refused'`. */
  steer({ login = 'ok', ...how }: Record<string, unknown>): void {
    if (login !== 'ok' && login !== 'refused') throw new TypeError('login is ok or refused');
    this.steered = new Steered(readSteering(how));
    this.refusesLogins = login === 'refused';
  }

  clear(): void {
    this.latest.clear();
    this.tally = {};
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets.values()) socket.destroy();
    await closed;
  }

  private count(name: string): void {
    this.tally[name] = (this.tally[name] ?? 0) + 1;
  }

  private joined(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.count('connections');
    this.sockets.set(port, socket);
    socket.once('close', () => this.sockets.delete(port));
  }

  private logIn({ username, password }: SMTPServerAuthentication, callback: (error: Error | null, response?: { user: string }) => void): void {
    const { login } = this.options;
    const isRight = login ? username === login.username && password === login.password : password !== WRONG;
    if (isRight && !this.refusesLogins) callback(null, { user: username ?? '' });
    else this.answer(callback, LOGIN_REFUSED);
  }

  /** What is steered is decided once for each mail, when its sender is named. */
  private begin(talk: Talk, callback: (error?: Error | null) => void): void {
    const mode = this.steered.next(), socket = this.sockets.get(talk.remotePort);
    this.modes.set(talk, mode);
    if (mode === 'silent' || mode === 'reset' || mode === 'garbage') this.count(mode);
    if (mode === 'silent') return;
    if (mode === 'reset') return void socket?.destroy();
    if (mode === 'garbage') socket?.write('\u0000\u00ff<html>no such verb</html>\r\n');
    this.answer(callback, FAULTS[mode]);
  }

  private async take(stream: SMTPServerDataStream, talk: Talk, callback: (error?: Error | null, words?: string) => void): Promise<void> {
    const raw = await text(stream).catch(() => undefined);
    if (raw === undefined) return this.count('aborted');
    const at = Date.now(), mode = this.modes.get(talk), { steering } = this.steered;
    const envelope = describe(talk.envelope), recipients = envelope.to.map(localPart);
    const refused = recipients.findIndex((local) => MAILS[local]);
    if (refused < 0) this.latest.note(() => ({ ...readMail(raw), envelope, secure: talk.secure, username: talk.user ?? null, raw, at: new Date(at).toISOString() }));
    this.count('received');
    await pause(steering.delayMs ?? (mode === 'slow' ? SLOW_MS : (this.options.delayMs ?? 0)));
    this.answer(callback, MAILS[recipients[refused] ?? ''], envelope.to[refused], `2.0.0 Ok: queued as ${(this.queued += 1).toString(16).toUpperCase().padStart(10, '0')}`);
    if (mode === 'goaway') this.sockets.get(talk.remotePort)?.end();
  }

  /** Refuses with the answer, or takes what was said. */
  private answer(callback: (error: Error | null, words?: never) => void, refusal: Answer | undefined, address = '', words?: string): void {
    if (words !== undefined || refusal) this.count(refusal ? String(refusal.code) : 'accepted');
    if (refusal) callback(Object.assign(new Error(refusal.words.replace('%s', address)), { responseCode: refusal.code }));
    else callback(null, words as never);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : resolve()));

const localPart = (address: string): string => address.slice(0, Math.max(address.lastIndexOf('@'), 0)).split('+')[0]!.toLowerCase();

function describe({ mailFrom, rcptTo, dsn, smtpUtf8 = false }: Talk['envelope']): ReceivedSmtpMail['envelope'] {
  const addressIn = (one: SMTPServerAddress | false): string => (one === false ? '' : one.address);
  return { from: addressIn(mailFrom), to: rcptTo.map(addressIn), envelopeId: dsn?.envid ?? null, returned: dsn?.ret ?? null, notify: rcptTo[0]?.dsn?.notify ?? [], smtpUtf8 };
}

/** Starts it. Errors: those of `listen`. */
export const startLoopbackSmtp = (options: LoopbackSmtpOptions = {}): Promise<LoopbackSmtp> => new LoopbackSmtp(options).listen();
