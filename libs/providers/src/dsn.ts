import { inFewWords } from '@ringpost/domain';
import { hideAddresses } from './smtp/email-address.js';
import { partsOf, readHeaders, readPart, textOf, typeOf, type MimePart } from './smtp/mime.js';
import { refusalOf, worstOf, type Refusal } from './smtp/smtp-reply.js';

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

/** What became of a mail at one of its recipients, as RFC 3464 has it. */
export interface DsnRecipient {
  readonly action: (typeof ACTIONS)[number];
  /** Three numbers: 5.1.1. The least telling one of its class when the notification has none. */
  readonly status: string;
  /** The words of the server that was last, without addresses. */
  readonly diagnostic?: string;
}

/** A delivery status notification. */
export interface Dsn {
  /** As it was given to the server with the mail. */
  readonly envelopeId?: string;
  /** The Message-ID of the mail that it is about, without brackets. */
  readonly messageId?: string;
  readonly recipients: readonly DsnRecipient[];
}

/** A notification that the mail arrived, or that a server stopped trying for no reason that would last. */
export interface Ending {
  readonly kind: 'delivered' | 'given_up';
  readonly reason: string;
  readonly response: string;
}

/** What a notification means; `deferred`: the server goes on trying. */
export type Bounce = Refusal | Ending;

const LARGEST = 1_024 * 1_024, DEEPEST = 5, MOST_GROUPS = 1_000, LONGEST_ID = 500;
const LEAST_TELLING: Readonly<Record<DsnRecipient['action'], string>> = { failed: '5.0.0', delayed: '4.0.0', delivered: '2.0.0', relayed: '2.0.0', expanded: '2.0.0' };
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * Reads a delivery status notification from the whole text of a message, of which it looks at the first MiB. Undefined when the message
 * is none. Errors: none, whatever the text.
 */
export function readDsn(raw: string | Buffer): Dsn | undefined {
  const message = readPart((typeof raw === 'string' ? raw.slice(0, LARGEST) : raw.subarray(0, LARGEST).toString()).trimStart());
  const parts = leavesOf(message, DEEPEST);
  const report = parts.find((part) => /^message\/(?:global-)?delivery-status$/.test(typeOf(part).value));
  if (!report) return undefined;
  const groups = groupsOf(report);
  const recipients = groups.map(recipientIn).filter((one) => one !== undefined);
  if (recipients.length === 0) return undefined;
  const envelopeId = groups.map((group) => group.get('original-envelope-id')).find((id) => id)?.slice(0, LONGEST_ID);
  const messageId = returnedMessageId(parts) ?? idIn(message.headers.get('in-reply-to'));
  return { ...(envelopeId !== undefined && { envelopeId }), ...(messageId !== undefined && { messageId }), recipients };
}

/** The delivery that a notification is about, as this program named it when it sent; undefined when it was another's mail. */
export const deliveryIdOf = ({ envelopeId = '', messageId = '' }: Dsn): string | undefined => (UUID.exec(envelopeId) ?? UUID.exec(messageId))?.[0].toLowerCase();

/**
 * What a notification means, by the table that replies are read by. It is about the recipients that it names, which need not be all
 * that the mail went to. Undefined when it only says that the mail went on to where no news come from.
 */
export function bounceOf({ recipients }: Dsn): Bounce | undefined {
  const failed = recipients.filter(({ action }) => action === 'failed');
  if (failed.length > 0) return finalOf(failed);
  const [told] = recipients.filter(({ action }) => action === 'delayed').concat(recipients.filter(({ action }) => action === 'delivered'));
  if (!told) return undefined;
  return { kind: told.action === 'delayed' ? 'deferred' : 'delivered', reason: told.status, response: told.diagnostic ?? told.action };
}

/** Of recipients that are not tried any more. */
function finalOf(failed: readonly DsnRecipient[]): Bounce | undefined {
  const refusal = worstOf(failed.map(({ status, diagnostic = '' }) => refusalOf({ code: 0, status, text: diagnostic })));
  return refusal?.kind === 'deferred' ? { kind: 'given_up', reason: refusal.reason, response: refusal.response } : refusal;
}

/** The parts that hold no others, in order. What a returned message holds is not looked at: that might be a notification of its own. */
function leavesOf(part: MimePart, depth: number): readonly MimePart[] {
  const parts = depth > 0 ? partsOf(part) : [];
  return parts.length === 0 ? [part] : parts.flatMap((inner) => leavesOf(inner, depth - 1));
}

/** Fields about the message, and fields about each recipient, parted by empty lines. */
const groupsOf = (report: MimePart): ReadonlyMap<string, string>[] => textOf(report).replace(/\n[ \t]+(?=\n)/g, '\n').split(/\n{2,}/, MOST_GROUPS).map(readHeaders);

function recipientIn(group: ReadonlyMap<string, string>): DsnRecipient | undefined {
  const action = ACTIONS.find((one) => group.get('action')?.toLowerCase().startsWith(one));
  if (!action) return undefined;
  const status = /^[245]\.\d{1,3}\.\d{1,3}(?!\d)/.exec(group.get('status') ?? '')?.[0] ?? LEAST_TELLING[action];
  const diagnostic = inFewWords(hideAddresses(wordsIn(group.get('diagnostic-code') ?? '').slice(0, 4_000)));
  return { action, status, ...(diagnostic !== '' && { diagnostic }) };
}

/** `smtp; 550 5.1.1 gone`: the kind of the words is left out. */
const wordsIn = (diagnostic: string): string => diagnostic.slice(/^[\w-]{1,40}[ \t]{0,10};/.exec(diagnostic)?.[0].length ?? 0).trim();

function returnedMessageId(parts: readonly MimePart[]): string | undefined {
  const returned = parts.find((part) => /^(?:text\/rfc822-headers|message\/(?:rfc822|global|global-headers))$/.test(typeOf(part).value));
  return returned && idIn(readPart(textOf(returned)).headers.get('message-id'));
}

const idIn = (header = ''): string | undefined => /<([^<>\s]+)>/.exec(header.slice(0, LONGEST_ID))?.[1];
