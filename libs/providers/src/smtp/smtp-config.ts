import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { ProviderConfig } from '@ringpost/domain';
import { ConfigMembers } from '../config-members.js';
import { readAddress, readMailbox, type Mailbox } from './email-address.js';

/** How a connection is kept from others' eyes. */
export type SmtpSecurity = 'starttls' | 'tls' | 'none';

/** The key that mails are signed with. */
export type DkimKey = {
  readonly domain: string;
  readonly selector: string;
  /** PEM, RSA. */
  readonly private_key: string;
};

/** An account at a submission server. A type and not an interface, so that it fits a configuration. */
export type SmtpConfig = {
  readonly host: string;
  readonly port: number;
  readonly secure: SmtpSecurity;
  /** `none` is allowed also when the server is not on this machine. */
  readonly allow_plain?: boolean;
  readonly username?: string;
  readonly password?: string;
  /** An address, or `Name <address>`. */
  readonly from: string;
  readonly reply_to?: string;
  /** Where bounces go, when not to `from`. */
  readonly return_path?: string;
  /** https, with `{delivery_id}` where the delivery is to be named. */
  readonly unsubscribe_url?: string;
  readonly unsubscribe_mailto?: string;
  /** Whether the server is asked to report what it could not deliver. */
  readonly dsn: boolean;
  /** Signs the bounces that are posted to us. */
  readonly callback_secret?: string;
  /** PEM; trusted instead of the well-known authorities. */
  readonly ca?: string;
  /** Connections at once. */
  readonly concurrency: number;
  readonly per_second?: number;
  readonly dkim?: DkimKey;
};

/** What of an account goes into each of its mails. */
export interface SmtpAccount {
  readonly from: Mailbox;
  readonly replyTo?: Mailbox;
  readonly returnPath?: string;
  readonly unsubscribeUrl?: string;
  readonly unsubscribeMailto?: string;
  readonly dsn: boolean;
}

/** Connections at once, of an account that does not say. */
export const CONNECTIONS = 5;
const MOST_CONNECTIONS = 100, MOST_PER_SECOND = 100_000, LONGEST_PEM = 100_000, PORTS = 65_535;
const LABELS = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?){0,20}$/i;

/** Checks a configuration and fills in what it leaves out. Errors: `invalid_request`, naming `config.<member>`. */
export function readSmtpConfig(config: ProviderConfig): SmtpConfig {
  const members = new ConfigMembers(config);
  const secure = members.oneOf('secure', ['starttls', 'tls', 'none']) ?? 'starttls';
  const read: { [Member in keyof SmtpConfig]: SmtpConfig[Member] | undefined } = {
    host: members.required('host', members.readable('host', 'the name or the address of a server', isHost)),
    port: members.number('port', PORTS) ?? (secure === 'tls' ? 465 : 587),
    secure,
    allow_plain: members.flag('allow_plain'),
    username: members.text('username'),
    password: members.text('password'),
    from: members.required('from', members.readable('from', 'an address, or a name and an <address>', asSender)),
    reply_to: members.readable('reply_to', 'an address, or a name and an <address>', asSender),
    return_path: members.readable('return_path', 'an address', asSender),
    unsubscribe_url: members.readable('unsubscribe_url', 'an https URL, where only {delivery_id} is filled in', isTemplate, 1_000),
    unsubscribe_mailto: members.readable('unsubscribe_mailto', 'an address', readAddress),
    dsn: members.flag('dsn') ?? true,
    callback_secret: members.text('callback_secret'),
    ca: members.readable('ca', 'certificates as PEM', (pem) => new X509Certificate(pem), LONGEST_PEM),
    concurrency: members.number('concurrency', MOST_CONNECTIONS) ?? CONNECTIONS,
    per_second: members.number('per_second', MOST_PER_SECOND),
    dkim: readDkim(members.object('dkim')),
  };
  checkTogether(members, read as SmtpConfig);
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as SmtpConfig;
}

/** What goes into each mail, of a configuration that has been read. */
export function accountOf({ from, reply_to: replyTo, return_path: returnPath, unsubscribe_url: unsubscribeUrl, unsubscribe_mailto: unsubscribeMailto, dsn }: SmtpConfig): SmtpAccount {
  const mailbox = (text: string): Mailbox => readMailbox(text) ?? failUnread();
  return { from: mailbox(from), replyTo: replyTo === undefined ? undefined : mailbox(replyTo), returnPath: returnPath && mailbox(returnPath).address, unsubscribeUrl, unsubscribeMailto, dsn };
}

function checkTogether(members: ConfigMembers, { host, secure, allow_plain: allowPlain, username, password }: SmtpConfig): void {
  if (username !== undefined) members.required('password', password);
  if (password !== undefined) members.required('username', username);
  if (secure === 'none' && !allowPlain && !isThisMachine(host)) throw members.wrong('secure', 'enum', 'may be none only for a server on this machine, unless allow_plain is true');
}

function readDkim(members: ConfigMembers | undefined): DkimKey | undefined {
  return members && {
    domain: members.required('domain', members.readable('domain', 'a domain', isHost)),
    selector: members.required('selector', members.readable('selector', 'a selector', (text) => LABELS.test(text))),
    private_key: members.required('private_key', members.readable('private_key', 'an RSA key as PEM', (pem) => createPrivateKey(pem).asymmetricKeyType === 'rsa', LONGEST_PEM)),
  };
}

/** Our own addresses have ASCII before the @, so that any server can take a mail from them. */
const asSender = (text: string): Mailbox | undefined => {
  const mailbox = readMailbox(text);
  return mailbox?.needsUtf8 ? undefined : mailbox;
};

// domainToASCII drops line ends and decodes escapes.
const isHost = (text: string): boolean => isIP(text) !== 0 || (/^[^\s\p{C}%]+$/u.test(text) && LABELS.test(domainToASCII(text)));

const isThisMachine = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const isTemplate = (text: string): boolean => {
  const url = text.replaceAll('{delivery_id}', 'id');
  return /^https:\/\/[!#-;=?-[\]_a-z~]+$/i.test(url) && URL.canParse(url);
};

const failUnread = (): never => {
  throw new TypeError('the configuration has not been read');
};
