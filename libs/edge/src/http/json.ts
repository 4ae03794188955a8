import { isUtf8 } from 'node:buffer';
import { DomainError } from '@ringpost/domain';

/** How deep a body may nest. Code that follows a tree recursively would otherwise overflow the stack. */
const DEEPEST = 64;
/** How many values a body may have. An empty object is three bytes of a body and sixty of memory, which is taken before anybody knows who sends it. */
const MOST_VALUES = 600_000;

/** The value of JSON in UTF-8, or undefined when there are no bytes. Members named `__proto__` are left out. Throws `malformed_body`. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new DomainError('malformed_body', { detail: 'the body is not UTF-8' });
  if (bytes.length > 2 * DEEPEST) requireModestShape(bytes);
  return parse(bytes.toString('utf8'));
}

function parse(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text; // a byte order mark is no part of it (RFC 8259 §8.1)
  try {
    return isPoisoned(json) ? JSON.parse(json, (key, value: unknown) => (key === '__proto__' ? undefined : value)) : JSON.parse(json);
  } catch (cause) {
    throw new DomainError('malformed_body', { cause });
  }
}

/** Whether a member named `__proto__` may be in there, spelled out or with escapes; assigning such a member changes a prototype. */
const isPoisoned = (json: string): boolean => json.includes('"__proto__"') || /\\u00(?:5f|7[024]|6f)/i.test(json);

function requireModestShape(bytes: Buffer): void {
  const { deepest, values } = shapeOf(bytes);
  if (deepest > DEEPEST) throw new DomainError('malformed_body', { detail: `the body nests deeper than ${DEEPEST} levels` });
  if (values > MOST_VALUES) throw new DomainError('malformed_body', { detail: `the body has more than ${MOST_VALUES} values` });
}

/** How deep it nests, and how many values it has: each but the first of a list or an object follows a comma. */
function shapeOf(bytes: Buffer): { deepest: number; values: number } {
  let depth = 0, deepest = 0, values = 0, quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (quoted) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x2c) values++;
    else if (byte === 0x7b || byte === 0x5b) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return { deepest, values };
}
