import type { Actor, Claims } from '@ringpost/domain';
import { IdentityObserver } from '@ringpost/edge';
import type { RecipientService } from '@ringpost/messaging';

/** Lets the directory learn from identity tokens. */
export class RecipientObserver extends IdentityObserver {
  constructor(private readonly recipients: RecipientService) {
    super();
  }

  seen(actor: Actor, claims: Claims): Promise<void> {
    return this.recipients.learn(actor, claims);
  }
}
