import type { Clock } from './clock.js';

/** The kinds of things that have an id, by the prefix it wears on the wire. */
export type IdPrefix = 'pt' | 'log' | 'ntf' | 'aud' | 'msg' | 'ring' | 'pvd';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32, as TypeID uses it
const CODES = Uint8Array.from(ALPHABET, (c) => c.charCodeAt(0));
const VALUES = new Int8Array(128).fill(-1);
[...ALPHABET].forEach((c, i) => { VALUES[c.charCodeAt(0)] = i; });
const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
const NIBBLE = new Int8Array(128).fill(-1);
[...'0123456789abcdef'].forEach((c, i) => { NIBBLE[c.charCodeAt(0)] = i; });
// Where the sixteen bytes of a uuid stand in its text of 36 characters.
const BYTE_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const bytes = new Uint8Array(16);
const text = new Uint8Array(26);

/** A uuid's text (lower case, as PostgreSQL writes it) as a TypeID: prefix, underscore, 26 characters of base32. */
export function toTypeId(prefix: IdPrefix, uuid: string): string {
  for (let i = 0; i < 16; i++) {
    const at = BYTE_AT[i]!;
    bytes[i] = (NIBBLE[uuid.charCodeAt(at)]! << 4) | NIBBLE[uuid.charCodeAt(at + 1)]!;
  }
  // 130 bits for 128: the first character holds only the top three bits of the first byte.
  let bits = 2, value = 0, n = 0;
  for (let i = 0; i < 16; i++) {
    value = (value << 8) | bytes[i]!;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text[n++] = CODES[(value >>> bits) & 31]!;
    }
    value &= (1 << bits) - 1;
  }
  return `${prefix}_${String.fromCharCode.apply(null, text as unknown as number[])}`;
}

/** The uuid in a TypeID, or undefined when the text is not one with this prefix. */
export function fromTypeId(prefix: IdPrefix, id: string): string | undefined {
  const start = prefix.length + 1;
  if (id.length !== start + 26 || !id.startsWith(`${prefix}_`)) return undefined;
  let bits = -2, value = 0, n = 0;
  for (let i = start; i < id.length; i++) {
    const code = id.charCodeAt(i);
    const five = code < 128 ? VALUES[code]! : -1;
    if (five < 0 || (i === start && five > 7)) return undefined;
    value = (value << 5) | five;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[n++] = (value >>> bits) & 255;
      value &= (1 << bits) - 1;
    }
  }
  return uuidOf(bytes);
}

/** The moment a UUIDv7 was made, in whole milliseconds. */
export function timeOf(uuid: string): Date {
  return new Date(millisOf(uuid));
}

/** The same as a number of milliseconds since 1970. */
export function millisOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8), 16) * 65536 + Number.parseInt(uuid.slice(9, 13), 16);
}

/** The smallest id of a millisecond: a bound for ranges of ids, never an id. */
export function floorOf(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Makes UUIDv7 (RFC 9562), ever increasing within the process, so that order by id is order of creation. */
export class IdGenerator {
  private last = 0;
  private counter = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: (size: number) => Uint8Array,
  ) {}

  /** A new id. A clock that stands still or jumps back borrows from the counter, and then from the next millisecond. */
  next(at: Date = this.clock.now()): string {
    const now = Math.max(at.getTime(), this.last);
    const b = this.random(16);
    if (now > this.last) this.counter = ((b[6]! & 0x03) << 8) | b[7]!; // a low start leaves room for thousands of ids in a millisecond
    else this.counter += 1;
    this.last = this.counter > 0xfff ? now + 1 : now;
    this.counter &= 0xfff;
    return stamped(b, this.last, this.counter);
  }

  /** An id for a moment in the past (imports, demonstrations): ordered by it, but outside the increasing row. */
  at(moment: Date): string {
    const b = this.random(16);
    return stamped(b, moment.getTime(), ((b[6]! & 0x0f) << 8) | b[7]!);
  }
}

function stamped(b: Uint8Array, millis: number, counter: number): string {
  let rest = millis;
  for (let i = 5; i >= 0; i--) {
    b[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  b[6] = 0x70 | (counter >>> 8);
  b[7] = counter & 255;
  b[8] = 0x80 | (b[8]! & 0x3f);
  return uuidOf(b);
}

const uuidOf = (b: Uint8Array): string => {
  let out = '';
  for (let i = 0; i < 16; i++) out += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + HEX[b[i]!]!;
  return out;
};
