import { DomainError, isTelling, type Actor, type Claims, type Clock, type Recipient, type RecipientDetails } from '@ringpost/domain';
import type { Database, RecipientRepository } from '@ringpost/persistence';

/** The directory of how users are reached. */
export class RecipientService {
  constructor(
    private readonly db: Database,
    private readonly recipients: RecipientRepository,
    private readonly clock: Clock,
  ) {}

  /** What is known of a user. Errors: `recipient_not_found`, also for somebody else's without the scope. */
  async get(actor: Actor, userId: string): Promise<Recipient> {
    const visible = userId === actor.userId || vouches(actor);
    const recipient = visible && (await this.db.run(actor, (tx) => this.recipients.find(tx, userId)));
    if (!recipient) throw new DomainError('recipient_not_found');
    return recipient;
  }

  /** Changes it. An address set by an administrator or sender counts as verified. Errors: `scope_missing`. */
  async put(actor: Actor, userId: string, details: RecipientDetails): Promise<Recipient> {
    if (userId !== actor.userId) actor.require('tenant:admin', 'communication:send');
    return this.db.run(actor, async (tx) => {
      const now = this.clock.now();
      const recipient = await this.recipients.claim(tx, userId, now);
      recipient.change(details, vouches(actor), now);
      return recipient;
    });
  }

  /** Takes what an identity token says of its bearer, where nothing is known yet. */
  async learn(actor: Actor, claims: Claims): Promise<void> {
    if (!isTelling(claims)) return;
    await this.db.run(actor, async (tx) => {
      const now = this.clock.now();
      (await this.recipients.claim(tx, actor.userId, now)).learn(claims, now);
    });
  }
}

const vouches = (actor: Actor): boolean => actor.can('tenant:admin', 'communication:send');
