import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

const FORMAT = 1, KEY_ID = 4, IV = 12, TAG = 16, HEAD = 1 + KEY_ID + IV + TAG;

/**
 * Keeps secrets at rest. Sealing is AES-256-GCM under the first of several keys, so that keys can rotate; finding is a keyed
 * hash (blind index) under a key of its own, which changes only together with every stored hash.
 */
export class Vault {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly first: string;
  /** Names the index key without telling it: stored beside the hashes, so that a wrong key is noticed at the start. */
  readonly indexKeyId: string;

  /** @param encryptionKeys 32 bytes each; the first encrypts, all decrypt. @param indexKey 32 bytes. */
  constructor(encryptionKeys: readonly Buffer[], private readonly indexKey: Buffer) {
    if (encryptionKeys.length === 0 || [...encryptionKeys, indexKey].some((key) => key.length !== 32)) throw new RangeError('keys are 32 bytes each, and there is at least one');
    this.keys = new Map(encryptionKeys.map((key) => [keyId(key), key]));
    this.first = keyId(encryptionKeys[0]!);
    this.indexKeyId = keyId(indexKey);
  }

  /** Encrypts. The context (what the secret is and whose) has to be the same when opening, so that rows cannot be swapped. */
  seal(secret: string, context: string): Buffer {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.first)!, iv, { authTagLength: TAG }).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([FORMAT]), Buffer.from(this.first, 'hex'), iv, cipher.getAuthTag(), sealed]);
  }

  /** Decrypts what `seal` made. Throws when the key is not known, the context differs or a byte was changed. */
  open(sealed: Buffer, context: string): string {
    const id = sealed.subarray(1, 1 + KEY_ID).toString('hex');
    const key = this.keys.get(id);
    if (sealed[0] !== FORMAT || !key) throw new Error(`no key ${id} to open this with: is an old key missing in ENCRYPTION_KEYS?`);
    const iv = sealed.subarray(1 + KEY_ID, 1 + KEY_ID + IV);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG }).setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(HEAD - TAG, HEAD));
    const secret = decipher.update(sealed.subarray(HEAD)); // whole: a stream cipher holds nothing back
    decipher.final();
    return secret.toString('utf8');
  }

  /** True when a newer key would be used today. */
  isStale(sealed: Buffer): boolean {
    return sealed.subarray(1, 1 + KEY_ID).toString('hex') !== this.first;
  }

  /** The bytes every secret sealed under the first key begins with: what a search for stale rows compares. */
  get freshPrefix(): Buffer {
    return Buffer.concat([Buffer.from([FORMAT]), Buffer.from(this.first, 'hex')]);
  }

  /** The hash under which a value is found again, 32 bytes. The context keeps equal values of two tenants apart. */
  index(value: string, context: string): Buffer {
    return createHmac('sha256', this.indexKey).update(context).update('\0').update(value).digest();
  }
}

const keyId = (key: Buffer): string => createHash('sha256').update(key).digest().subarray(0, KEY_ID).toString('hex');
