import { createHash, createHmac, randomBytes } from 'node:crypto';

/** What a phone says of itself on the push socket. Nobody vouches for it. */
export interface SocketIdentity {
  readonly imei: string;
  readonly imsi: string;
  readonly bundleId: string;
}

const KEY_ID = 4, MAC = 32;
const FORM = /^rp[0-9a-f]{8}[A-Za-z0-9_-]{43}$/;
// What builds send that may not, or cannot, read the numbers of a phone: as many of them as there are such phones.
const PLACEHOLDERS: ReadonlySet<string> = new Set(['unknown', 'null', 'undefined', 'none', 'nil', 'n/a', 'na', 'default', 'imei', 'imsi', 'test', '012345678912345', '123456789012345', '004999010640000', '350695000000000']);

/** The hash under which a token of the push socket is found in every tenant; null for a text that is none. */
export const socketHashOf = (token: string): Buffer | null => (FORM.test(token) ? createHash('sha256').update(token).digest() : null);

/** The hash under which an identity is found again. */
export const identityHashOf = ({ imei, imsi, bundleId }: SocketIdentity): Buffer => createHash('sha256').update(JSON.stringify([imei, imsi, bundleId])).digest();

/** True when the numbers tell one phone from another. */
export const tellsPhonesApart = ({ imei, imsi }: SocketIdentity): boolean => isNumberOfOne(imei) || isNumberOfOne(imsi);

/**
 * Tokens of the push socket: `rp`, eight hexadecimal digits that name a key, and 43 characters of base64url. They are a keyed hash of
 * the identity, so that a phone gets the same one whenever it comes, and nobody can guess another's. Never 64 hexadecimal digits,
 * which would read as a token of APNs.
 */
export class SocketTokens {
  private readonly keys: readonly { readonly id: string; readonly key: Buffer }[];

  /** @param keys 32 bytes each; the first makes tokens, those of the others are still honoured. */
  constructor(keys: readonly Buffer[]) {
    if (keys.length === 0 || keys.some((key) => key.length !== 32)) throw new RangeError('keys are 32 bytes each, and there is at least one');
    this.keys = keys.map((key) => ({ key, id: createHash('sha256').update('socket token').update(key).digest().subarray(0, KEY_ID).toString('hex') }));
  }

  /** The tokens that an identity may have, that of the first key first. `generation`: how often its tokens were revoked. */
  of(identity: SocketIdentity, generation: number): string[] {
    const said = JSON.stringify([identity.imei, identity.imsi, identity.bundleId, generation]);
    return this.keys.map(({ id, key }) => `rp${id}${createHmac('sha256', key).update(said).digest('base64url')}`);
  }

  /** A token for one connection, of a phone that cannot be told from others. */
  random(): string {
    return `rp${this.keys[0]!.id}${randomBytes(MAC).toString('base64url')}`;
  }
}

function isNumberOfOne(text: string): boolean {
  const number = text.trim().toLowerCase();
  return number !== '' && !/^(.)\1*$/.test(number) && !PLACEHOLDERS.has(number);
}
