import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { maskRecipient } from '@ringpost/domain';

/** An address that can stand in an SMTP command and in a header as it is. */
export interface EmailAddress {
  /** The domain is ASCII: an internationalised one as its A-labels. */
  readonly address: string;
  readonly domain: string;
  /** The part before the @ is not ASCII: only a server that offers SMTPUTF8 can take it. */
  readonly needsUtf8: boolean;
}

/** An address and the name that is shown with it. */
export interface Mailbox extends EmailAddress {
  readonly name?: string;
}

// No quoted local parts, and no address literals: nobody has them, and every character that could end a command or a header is out.
const LOCAL = /^[^\s\p{C}\p{Z}"(),:;<>@[\\\]]+$/u;
const DOMAIN = /^[^\s\p{C}\p{Z}"(),:;<>@[\\\]%/?#]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST = 320, LONGEST_LOCAL = 64, LONGEST_DOMAIN = 253, LONGEST_NAME = 200;

/** Reads an address; undefined when it is none that mail can be sent to. */
export function readAddress(text: string): EmailAddress | undefined {
  const at = text.length > LONGEST ? -1 : text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0)), domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined || !isLocalPart(local)) return undefined;
  return { address: `${local}@${domain}`, domain, needsUtf8: /[^\x21-\x7e]/.test(local) };
}

/** Reads `name@example.com` or `A name <name@example.com>`; undefined when it is neither. */
export function readMailbox(text: string): Mailbox | undefined {
  const open = text.endsWith('>') ? text.lastIndexOf('<') : -1;
  const address = readAddress(open < 0 ? text : text.slice(open + 1, -1));
  const name = unquoted(text.slice(0, Math.max(open, 0)).trim());
  if (address === undefined || /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name) || name.length > LONGEST_NAME) return undefined;
  return name === '' ? address : { ...address, name };
}

/** A server's words without the addresses in them. */
export const hideAddresses = (text: string): string => text.replace(/[^\s<>()[\],;:"'`]+/g, (word) => (word.includes('@') ? maskRecipient('email', word) : word));

const unquoted = (name: string): string => (/^".*"$/u.test(name) ? name.slice(1, -1).replace(/\\(.)/gu, '$1') : name);

const isLocalPart = (local: string): boolean =>
  LOCAL.test(local) && Buffer.byteLength(local) <= LONGEST_LOCAL && !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');

function asciiDomain(text: string): string | undefined {
  if (!DOMAIN.test(text)) return undefined;
  const domain = domainToASCII(text);
  const isDomain = domain.length <= LONGEST_DOMAIN && domain.split('.').every((label) => LABEL.test(label)) && isIP(domain) === 0;
  return isDomain ? domain : undefined;
}
