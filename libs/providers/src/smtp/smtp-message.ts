import type { EmailContent, EmailEnvelope } from '@ringpost/domain';
import type { SendMailOptions } from 'nodemailer';
import { readAddress, type EmailAddress } from './email-address.js';
import type { SmtpAccount } from './smtp-config.js';

/** The recipients of a mail, each read. */
export interface Recipients {
  readonly to: readonly EmailAddress[];
  readonly cc: readonly EmailAddress[];
  readonly bcc: readonly EmailAddress[];
}

/** Reads an envelope; undefined when it names nobody, or one of its addresses cannot be sent to. */
export function readRecipients({ to, cc = [], bcc = [] }: EmailEnvelope): Recipients | undefined {
  const [tos, ccs, bccs] = [to, cc, bcc].map((list) => list.map(readAddress).filter((one) => one !== undefined));
  const isWhole = tos!.length === to.length && ccs!.length === cc.length && bccs!.length === bcc.length;
  return isWhole && to.length + cc.length + bcc.length > 0 ? { to: tos!, cc: ccs!, bcc: bccs! } : undefined;
}

/** Everyone it goes to. */
export const everyone = ({ to, cc, bcc }: Recipients): readonly EmailAddress[] => [...to, ...cc, ...bcc];

/**
 * A mail as nodemailer wants it. Its Message-ID and its envelope id are made of the delivery's id, so that they are the same at every
 * try and a bounce names the delivery. Sent as it is given: a text that was guessed from HTML reads worse than none.
 */
export function mailOf(content: EmailContent, recipients: Recipients, account: SmtpAccount, deliveryId: string): SendMailOptions {
  const list = ({ address }: EmailAddress): string => address;
  const [to, cc] = [recipients.to.map(list), recipients.cc.map(list)];
  return {
    from: shown(account.from),
    ...(account.replyTo && { replyTo: shown(account.replyTo) }),
    ...(to.length > 0 && { to }),
    ...(cc.length > 0 && { cc }),
    envelope: { from: account.returnPath ?? account.from.address, to: everyone(recipients).map(list) },
    subject: oneLine(content.subject),
    ...(content.text !== undefined && { text: content.text }),
    ...(content.html !== undefined && { html: content.html }),
    messageId: `<${deliveryId}@${account.from.domain}>`,
    headers: content.transactional ? {} : unsubscribeHeaders(account, deliveryId),
    ...(account.dsn && { dsn: { id: deliveryId, return: 'headers', notify: ['failure', 'delay'] } }),
  };
}

/** RFC 8058: a mail program posts to the URL when somebody wants no more. A mail to the address says the same. */
function unsubscribeHeaders({ unsubscribeUrl, unsubscribeMailto }: SmtpAccount, deliveryId: string): Record<string, string> {
  const url = unsubscribeUrl?.replaceAll('{delivery_id}', deliveryId);
  const mailto = unsubscribeMailto && `mailto:${encodeURI(unsubscribeMailto)}?subject=unsubscribe%20${deliveryId}`;
  const ways = [url, mailto].filter((way) => way !== undefined).map((way) => `<${way}>`);
  if (ways.length === 0) return {};
  return { 'List-Unsubscribe': ways.join(', '), ...(url && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }) };
}

const shown = ({ name = '', address }: { name?: string; address: string }): { name: string; address: string } => ({ name, address });

/** Whatever some program might take for the end of a line is a space. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
