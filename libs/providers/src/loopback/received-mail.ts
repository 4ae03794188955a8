import { decodeQuotedPrintable, partsOf, readPart, textOf, typeOf, type MimePart } from '../smtp/mime.js';

/** A mail as a mail program shows it. */
export interface ReceivedMail {
  /** By their names in lower case, as they came, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded. */
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

/** Reads a mail of one part, or of alternatives. */
export function readMail(raw: string): ReceivedMail {
  const message = readPart(raw);
  const leaves = leavesOf(message);
  const bodyOf = (type: string): string | undefined => leaves.filter((part) => typeOf(part).value === type).map((part) => textOf(part).trimEnd())[0];
  const [text, html] = [bodyOf('text/plain'), bodyOf('text/html')];
  return { headers: Object.fromEntries(message.headers), subject: decodeWords(message.headers.get('subject') ?? ''), ...(text !== undefined && { text }), ...(html !== undefined && { html }) };
}

/** Decodes the words of a header that stand for others than ASCII ones (RFC 2047), of UTF-8. */
export const decodeWords = (header: string): string =>
  header.replace(/\?= +=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_word, kind: string, text: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : decodeQuotedPrintable(text.replaceAll('_', ' ')));

function leavesOf(part: MimePart): readonly MimePart[] {
  const parts = partsOf(part);
  return parts.length === 0 ? [part] : parts.flatMap(leavesOf);
}
