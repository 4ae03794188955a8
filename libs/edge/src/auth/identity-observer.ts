import { LEARN_EVERY_MS, type Actor, type Claims } from '@ringpost/domain';
import type { Log } from '../http/log.js';
import type { RememberedToken } from './token-cache.js';

/** Told of an identity whose token carries a name, an address or a locale. An application may provide one. */
export abstract class IdentityObserver {
  abstract seen(actor: Actor, claims: Claims): Promise<void>;
}

/** Reports a token's claims when it is first seen and then at most once an hour. */
export class IdentityReport {
  constructor(
    private readonly log: Log,
    private readonly observer?: IdentityObserver,
  ) {}

  /** True when the hour is over. */
  isDue(token: RememberedToken, now: number): boolean {
    return token.claims !== undefined && now - token.seenAt >= LEARN_EVERY_MS && this.observer !== undefined;
  }

  async make(token: RememberedToken, now: number): Promise<void> {
    if (token.claims === undefined || this.observer === undefined) return;
    token.seenAt = now; // first, so that requests arriving meanwhile do not report it again
    try {
      await this.observer.seen(token.actor, token.claims);
    } catch (error) {
      // Swallowed: that a name could not be learned must not refuse the request that carried it.
      this.log.warn({ err: error }, 'an identity could not be recorded');
    }
  }
}
