import type { Socket } from 'node:net';
import { DomainError, ProviderClient, ProviderKind, inFewWords, type EmailContent, type MessageContent, type ProviderConfig, type Reach, type SendOutcome, type Shipment } from '@ringpost/domain';
import { createTransport, type NodemailerError, type SMTPPoolOptions, type SMTPPoolSentMessageInfo, type Transporter } from 'nodemailer';
import { requirePublic } from '../config-members.js';
import { hideAddresses } from './email-address.js';
import { openPublicSocket } from './public-socket.js';
import { CONNECTIONS, accountOf, readSmtpConfig, type SmtpAccount, type SmtpConfig } from './smtp-config.js';
import { outcomeOfError } from './smtp-error.js';
import { everyone, mailOf, readRecipients, type Recipients } from './smtp-message.js';
import { offersUtf8 } from './smtputf8.js';

const LARGEST = 10 * 1_024 * 1_024, LONGEST_SUBJECT = 998;
const TIMEOUT_MS = 30_000, GRACE_MS = 2_000, IDLE_MS = 60_000, LARGEST_REPLY = 64 * 1_024, LONGEST_REPLY = 200;

/** Mail by way of a submission server. */
export class Smtp extends ProviderKind<SmtpConfig> {
  /** @param openSocket what accounts that are `public` connect by. */
  constructor(private readonly openSocket: typeof openPublicSocket = openPublicSocket) {
    super();
  }

  readonly name = 'smtp';
  readonly channel = 'email';
  readonly secrets = ['password', 'callback_secret', 'dkim'] as const;
  readonly destinations = ['host', 'port', 'secure', 'allow_plain', 'ca'] as const;
  readonly concurrency = CONNECTIONS;
  readonly timeoutMs = TIMEOUT_MS;

  readConfig(config: ProviderConfig): SmtpConfig {
    return readSmtpConfig(config);
  }

  checkPublic({ host }: SmtpConfig): void {
    requirePublic('host', host);
  }

  check(content: MessageContent): void {
    const { subject, text = '', html = '' } = emailIn(content);
    const size = Buffer.byteLength(text) + Buffer.byteLength(html);
    if (size > LARGEST) throw new DomainError('payload_too_large', { detail: `the mail has ${size} bytes of at most ${LARGEST}` });
    if (subject.length > LONGEST_SUBJECT) throw new DomainError('payload_too_large', { detail: `the subject has ${subject.length} characters of at most ${LONGEST_SUBJECT}` });
  }

  open(config: SmtpConfig, reach: Reach): ProviderClient {
    return new SmtpClient(config, reach === 'public' ? this.openSocket : undefined);
  }
}

/** The pool of connections of one account. */
class SmtpClient extends ProviderClient {
  private readonly options: SMTPPoolOptions & { pool: true };
  private readonly pool: Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;
  private readonly account: SmtpAccount;
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();
  /** Known once a server said so; one that does not is asked again, because it may learn. */
  private takesUtf8 = false;

  constructor(private readonly config: SmtpConfig, private readonly openSocket: typeof openPublicSocket | undefined) {
    super();
    this.options = { ...optionsOf(config), ...(openSocket && { getSocket: this.getSocket(openSocket) }) };
    this.pool = createTransport(this.options);
    this.account = accountOf(config);
  }

  async send(shipment: Shipment, timeoutMs: number): Promise<SendOutcome> {
    const sending = this.outcomeOf(shipment, AbortSignal.any([AbortSignal.timeout(Math.max(timeoutMs, 1)), this.closing.signal]));
    this.underWay.add(sending);
    return sending.finally(() => this.underWay.delete(sending));
  }

  async close(): Promise<void> {
    this.pool.close();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, GRACE_MS)));
    await Promise.race([Promise.allSettled(this.underWay), late]);
    clearTimeout(timer);
    this.closing.abort();
    this.pool.close({ force: true });
  }

  private async outcomeOf({ deliveryId, content, envelope }: Shipment, signal: AbortSignal): Promise<SendOutcome> {
    if (content.kind !== 'email') return refused('content', `${content.kind} is no content of a mail`);
    const recipients = envelope && readRecipients(envelope);
    if (!recipients) return refused('address', 'the envelope names nobody, or one of its addresses is none');
    const refusal = await this.utf8Refusal(recipients, signal);
    if (refusal) return refusal;
    try {
      return acceptedBy(await this.pool.sendMail({ ...mailOf(content, recipients, this.account, deliveryId), signal }));
    } catch (error) {
      return outcomeOfError(error as NodemailerError);
    }
  }

  /** Why mail to these cannot go: one of them is not ASCII, and the server takes no such addresses. */
  private async utf8Refusal(recipients: Recipients, signal: AbortSignal): Promise<SendOutcome | undefined> {
    if (this.takesUtf8 || !everyone(recipients).some(({ needsUtf8 }) => needsUtf8)) return undefined;
    try {
      this.takesUtf8 = await offersUtf8({ ...this.options, ...(this.openSocket && { connection: await this.connected(this.openSocket, signal) }) }, signal);
    } catch (error) {
      return outcomeOfError(error as NodemailerError);
    }
    return this.takesUtf8 ? undefined : refused('smtputf8', 'an address is not ASCII, and the server does not offer SMTPUTF8');
  }

  /** For the connections of the pool. */
  private getSocket(open: typeof openPublicSocket): NonNullable<SMTPPoolOptions['getSocket']> {
    return (_options, done) => void this.connected(open, this.closing.signal).then((connection) => done(null, { connection }), (error: Error) => done(error, false));
  }

  private connected(open: typeof openPublicSocket, signal: AbortSignal): Promise<Socket> {
    return open(this.config.host, this.config.port, { timeoutMs: TIMEOUT_MS, signal });
  }
}

const refused = (reason: string, response: string): SendOutcome => ({ kind: 'misconfigured', scope: 'payload', reason, response });

function optionsOf({ host, port, secure, username, password, ca, concurrency, dkim }: SmtpConfig): SMTPPoolOptions & { pool: true } {
  return {
    pool: true, host, port, maxConnections: concurrency, idleTimeout: IDLE_MS,
    // A connection that went away before the mail was begun says nothing of the mail: once more, over another one.
    maxRequeues: 1,
    secure: secure === 'tls', requireTLS: secure === 'starttls', ignoreTLS: secure === 'none', tls: { ...(ca !== undefined && { ca }) },
    ...(username !== undefined && { auth: { user: username, pass: password } }),
    // The whole of a send has its own bound. These end connections that nobody waits for any more.
    connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, dnsTimeout: TIMEOUT_MS, socketTimeout: 2 * TIMEOUT_MS, socketCloseTimeout: GRACE_MS, maxResponseSize: LARGEST_REPLY,
    disableFileAccess: true, disableUrlAccess: true,
    // A program may only offer to unsubscribe by a post when the signature covers both headers (RFC 8058).
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.private_key, headerFieldNames: SIGNED } }),
  };
}

const SIGNED = 'From:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post';

function emailIn(content: MessageContent): EmailContent {
  if (content.kind !== 'email') throw new TypeError(`${content.kind} is no content of a mail`);
  return content;
}

function acceptedBy({ response, messageId, rejectedErrors = [], accepted = [] }: SMTPPoolSentMessageInfo): SendOutcome {
  const providerId = queueIdIn(response) ?? messageId;
  const words = hideAddresses(response);
  if (rejectedErrors.length === 0) return { kind: 'accepted', providerId, response: inFewWords(words) };
  const refusals = rejectedErrors.map((error) => `${hideAddresses(error.recipient ?? '')} ${outcomeOfError(error).reason}`);
  return { kind: 'accepted', providerId, response: inFewWords(`${words.slice(0, LONGEST_REPLY)}; refused ${refusals.length} of ${refusals.length + accepted.length}: ${refusals.join(', ')}`) };
}

/** Under which the server queued it, as Postfix, Exim and their likes say it. */
const queueIdIn = (response: string): string | undefined => /\b(?:queued as |id=)([\w.-]{4,100})/i.exec(response)?.[1];
