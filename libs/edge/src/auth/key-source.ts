import { createSecretKey, type KeyObject } from 'node:crypto';
import type { CryptoKey, FlattenedJWSInput, JWSHeaderParameters } from 'jose';

/** Where the keys come from that tokens are verified with. */
export abstract class KeySource {
  /** The only algorithms a token may name. Never both kinds: a public key must not pass as a shared secret. */
  abstract readonly algorithms: string[];

  /** The key for a token's header. */
  abstract find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey | KeyObject>;

  /** Identifies the key behind a `kid`: another answer than before means that the key was withdrawn or replaced. */
  abstract fingerprint(kid: string | undefined): string;

  /** Looks for withdrawn keys. Never throws: the keys known so far stay. */
  abstract refresh(): Promise<void>;
}

/** AUTH_JWT_SECRET: one key that never changes while the process runs. */
export class SharedSecret extends KeySource {
  readonly algorithms = ['HS256'];
  private readonly key: KeyObject;

  constructor(secret: string) {
    super();
    this.key = createSecretKey(secret, 'utf8');
  }

  async find(): Promise<KeyObject> {
    return this.key;
  }

  fingerprint(): string {
    return 'secret';
  }

  async refresh(): Promise<void> {}
}
