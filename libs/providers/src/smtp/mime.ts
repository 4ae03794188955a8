/** A message, or one part of it. */
export interface MimePart {
  /** By their names in lower case; of several the first. Unfolded, otherwise as they were written. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it was encoded, with LF at the ends of lines. */
  readonly body: string;
}

/** A header's value and its parameters, by their names in lower case. */
export interface ParameterValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const MOST_PARTS = 50, MOST_HEADERS = 500, LONGEST_TYPE = 2_000;

/** Reads a message: whatever it is, its headers end at the first empty line. Every step takes time in proportion to the text. */
export function readPart(text: string): MimePart {
  const lines = text.replace(/\r\n?/g, '\n');
  if (lines.startsWith('\n')) return { headers: new Map(), body: lines.slice(1) };
  const end = lines.indexOf('\n\n');
  return end < 0 ? { headers: readHeaders(lines), body: '' } : { headers: readHeaders(lines.slice(0, end)), body: lines.slice(end + 2) };
}

/** Reads headers, one or more lines each. Lines that are none are passed over. */
export function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const lines = text.replace(/\n[ \t]+/g, ' ').split('\n', MOST_HEADERS);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** What a part is, in lower case: `text/plain` when it does not say. */
export const typeOf = (part: MimePart): ParameterValue => readParameters((part.headers.get('content-type') ?? 'text/plain').slice(0, LONGEST_TYPE));

/** The parts of a part; none when it has none. */
export function partsOf(part: MimePart): readonly MimePart[] {
  const { value, parameters } = typeOf(part);
  const boundary = parameters.get('boundary');
  return value.startsWith('multipart/') && boundary ? sectionsOf(part.body, `--${boundary}`).map(readPart) : [];
}

/** A part's text, decoded; taken for UTF-8 whatever it says, since its ASCII is what matters. */
export function textOf({ headers, body }: MimePart): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString().replace(/\r\n?/g, '\n');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}

/** Decodes quoted-printable text. */
export function decodeQuotedPrintable(text: string): string {
  const joined = text.split('\n').map((line) => line.trimEnd()).join('\n').replaceAll('=\n', '');
  return joined.replace(/(?:=[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
}

function sectionsOf(body: string, delimiter: string): string[] {
  const sections: string[][] = [];
  for (const line of body.split('\n')) {
    const mark = line.startsWith(delimiter) ? line.slice(delimiter.length).trimEnd() : undefined;
    if (mark === '--' || (mark === '' && sections.length === MOST_PARTS)) break;
    if (mark === '') sections.push([]);
    else sections.at(-1)?.push(line);
  }
  return sections.map((lines) => lines.join('\n'));
}

/** Reads `value; name=word; name="quoted"`, one character after the other. */
function readParameters(text: string): ParameterValue {
  const [value = '', ...rest] = splitOutsideQuotes(text);
  const pairs = rest.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, Math.max(equals, 0)).trim().toLowerCase(), unquoted(pair.slice(equals + 1).trim())];
  });
  return { value: value.trim().toLowerCase(), parameters: new Map(pairs.filter(([name]) => name !== '')) };
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let isQuoted = false, start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\' && isQuoted) at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ';' && !isQuoted) {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...pieces, text.slice(start)];
}

const unquoted = (text: string): string => (text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text);
