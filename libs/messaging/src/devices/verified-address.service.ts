import { DomainError, type Actor, type RateLimit } from '@ringpost/domain';
import type { RecipientRepository } from '@ringpost/persistence';

/** Finds users by their e-mail addresses, so many a time: otherwise somebody could try out who is there. */
export class VerifiedAddressService {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly lookups: RateLimit,
  ) {}

  /**
   * Who verifiably has the address. One that two users have counts as unknown, for it does not tell which. Not to be called within
   * a transaction: one that fails must not take the count back. Errors: `address_unknown`, `share_lookups_exhausted`.
   */
  async userOf(actor: Actor, email: string): Promise<string> {
    const { allowed, resetMs } = await this.lookups.take(JSON.stringify([actor.tenantId, actor.userId]));
    if (!allowed) throw new DomainError('share_lookups_exhausted', { retryAfter: Math.max(1, Math.ceil(resetMs / 1_000)) });
    const [userId, another] = await this.recipients.verified(actor, email.trim());
    if (userId === undefined || another !== undefined) throw new DomainError('address_unknown');
    return userId;
  }
}
