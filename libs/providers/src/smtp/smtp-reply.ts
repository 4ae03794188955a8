import { inFewWords, type DeadAddress, type Deferred, type Misconfigured } from '@ringpost/domain';
import { hideAddresses } from './email-address.js';

/** Why a mail was not taken. */
export type Refusal = DeadAddress | Misconfigured | Deferred;

/** What a server said of a mail: in a reply, or in a notification about it. */
export interface Reply {
  /** Three digits; 0 when it said none. */
  readonly code: number;
  /** The enhanced status (RFC 3463); undefined when it gave none. */
  readonly status?: string;
  readonly text: string;
  /** What it is about. Left out: the mail, or one address. */
  readonly about?: 'account';
}

type Meaning = 'dead' | 'account' | 'payload';

// The one table of permanent refusals. Only the first two end an address. A wrong domain, a mailbox that is full, moved or disabled
// can all come back, and servers disagree on when to say so.
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '1.1': 'dead', // there is no such mailbox
  '1.10': 'dead', // the domain takes no mail at all
  '1.7': 'account', '1.8': 'account', // our own address is wrong
  '7.0': 'account', '7.8': 'account', '7.9': 'account', '7.10': 'account', '7.11': 'account', '7.12': 'account', '7.13': 'account', '7.14': 'account', // credentials
  '7.20': 'account', '7.21': 'account', '7.22': 'account', '7.23': 'account', '7.24': 'account', '7.25': 'account', '7.26': 'account', '7.27': 'account', '7.28': 'account', '7.29': 'account', // DKIM, SPF, ARC, reverse DNS, floods
};
/** A refusal of this mail, also where everything else is about the account: sizes, media, and addresses that the server cannot carry. */
const OF_THE_MAIL = /^(?:2\.3|3\.4|6\.\d+)$/;
const CREDENTIALS: ReadonlySet<number> = new Set([530, 534, 535, 538]), SIZES: ReadonlySet<number> = new Set([552, 523]), OUT_OF_SEQUENCE = 503;
// Many servers give no enhanced status. These words, about a recipient, leave no doubt either.
const NO_SUCH_USER = /\b(?:user unknown|unknown user|no such user|no such mailbox|user not found|mailbox not found|recipient not found)\b/i;
const OF_THE_SENDER = /\b(?:sender|verif\w{1,20}|callout|relay\w{0,10}|client)\b/i;
// Our own server does not know us. From a server further on, these words say that the domain is not its own.
const RELAYING = /\brelay/i;
const LIMITED = /\b(?:throttl\w{0,10}|rate|too many|too fast)\b/i;
const LONGEST_READ = 4_000;

/** What a refusal means: the one reading of replies and of notifications. */
export function refusalOf(reply: Reply): Refusal {
  const text = reply.text.slice(0, LONGEST_READ), status = finest(reply.status, statusIn(text));
  const told = { reason: status ?? (reply.code > 0 ? String(reply.code) : 'no_status'), response: inFewWords(hideAddresses(text)) };
  if (isTemporary(reply.code, status)) return { kind: 'deferred', ...told, ...(LIMITED.test(text) && { throttled: true }) };
  const meaning = reply.about === 'account' ? ofTheAccount(reply.code, status) : meaningOf(reply.code, status, text);
  return meaning === 'dead' ? { kind: 'dead', ...told } : { kind: 'misconfigured', scope: meaning, ...told };
}

/** Reads a reply of an SMTP server, all its lines. */
export const replyIn = (text: string): Reply => ({ code: Number(/^[245]\d\d(?=[ -]|$)/.exec(text)?.[0] ?? 0), status: statusIn(text), text });

/** The reading of several refusals of one mail: what can pass yet decides before what cannot, and an address is dead only where all are. */
export function worstOf(refusals: readonly Refusal[]): Refusal | undefined {
  const later = refusals.find(({ kind }) => kind === 'deferred');
  const account = refusals.find((one) => one.kind === 'misconfigured' && one.scope === 'account');
  return later ?? account ?? refusals.find(({ kind }) => kind !== 'dead') ?? refusals[0];
}

/** The first enhanced status in a text: after a code, in qmail's form, or at the start. What else looks like one is a version or an address. */
function statusIn(text: string): string | undefined {
  return /(?:^|(?:^|[\s;])[245]\d\d[ -]|#)([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text.slice(0, LONGEST_READ))?.[1];
}

/** Relays that pass a refusal on often say no more than 5.0.0, and quote who knew more. */
const finest = (given: string | undefined, quoted: string | undefined): string | undefined =>
  given === undefined || (given.endsWith('.0.0') && quoted?.startsWith(given.slice(0, 2))) ? (quoted ?? given) : given;

/** A server that gives no code that could be read has refused nothing for good. */
function isTemporary(code: number, status: string | undefined): boolean {
  if (code >= 500) return code === OUT_OF_SEQUENCE;
  return code > 0 || !status?.startsWith('5.');
}

function meaningOf(code: number, status: string | undefined, text: string): Meaning {
  const detail = status?.slice(2) ?? '0.0';
  const isPlain = detail === '0.0';
  if (code > 0 && (isPlain || detail === '7.1') && RELAYING.test(text)) return 'account';
  if (!isPlain) return MEANINGS[detail] ?? 'payload';
  if (CREDENTIALS.has(code)) return 'account';
  return NO_SUCH_USER.test(text) && !OF_THE_SENDER.test(text) ? 'dead' : 'payload';
}

const ofTheAccount = (code: number, status: string | undefined): Meaning => (SIZES.has(code) || OF_THE_MAIL.test(status?.slice(2) ?? '') ? 'payload' : 'account');
