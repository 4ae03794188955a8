import { LRUCache } from 'lru-cache';
import type { KeySource } from './key-source.js';
import type { VerifiedToken } from './token-verifier.js';

/** A remembered token. `seenAt`: when its claims were last reported, in milliseconds. */
export type RememberedToken = VerifiedToken & { seenAt: number };

/** Longer tokens are verified each time, so that a full cache cannot hold more than a few hundred megabytes. */
const LONGEST = 4_096;

/** Verified tokens (docs/decisions/0014): verifying through passport costs a fifth of a request, so it happens once per token. */
export class TokenCache {
  private readonly tokens: LRUCache<string, RememberedToken>;

  constructor(max = 50_000) {
    this.tokens = new LRUCache({ max });
  }

  get size(): number {
    return this.tokens.size;
  }

  /** What is known of a token that has not ended. */
  get(token: string, now: number): RememberedToken | undefined {
    const known = this.tokens.get(token);
    return known !== undefined && known.expiresAt > now ? known : undefined;
  }

  set(token: string, verified: RememberedToken): void {
    if (token.length <= LONGEST) this.tokens.set(token, verified);
  }

  /** Forgets the tokens whose key was withdrawn or replaced. */
  forgetWithdrawn(keys: KeySource): void {
    for (const [token, verified] of this.tokens.entries()) {
      if (keys.fingerprint(verified.kid) !== verified.key) this.tokens.delete(token);
    }
  }
}
