import { DomainError, type Actor, type Delivery, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, Database, KeyedAnswer } from '@ringpost/persistence';
import { KeyTaken } from '../operations/idempotency.service.js';
import { messageContext } from '../socket/socket-delivery.service.js';
import type { MadeOf } from './delivery-maker.js';
import type { Schedule } from './requests.js';
import { MESSAGE_TTL_S } from './schedule.js';
import type { WakeUps } from './wake-ups.js';

/** When a message is due, under which name it can be called off, and the key that it is written under. */
export interface Writing extends Schedule {
  readonly key?: KeyedAnswer;
}

/** Writes messages down with their deliveries, alone or in the transaction around the caller, and lets whoever sends know once that is committed. */
export class MessageWriter {
  constructor(
    private readonly db: Database,
    private readonly acceptances: AcceptanceRepository,
    private readonly wakeUps: WakeUps,
    private readonly vault: Vault,
  ) {}

  /** All of it or nothing. Errors: `cancel_key_taken`; `KeyTaken` when the key was used before. */
  async write(actor: Actor, made: MadeOf, deliveries: readonly Delivery[], { sendAt, cancelKey, key }: Writing = {}): Promise<void> {
    if (cancelKey === undefined || sendAt === undefined) await this.accept(actor, made, deliveries, sendAt, key);
    else {
      await this.db.run(actor, async (tx) => {
        if (!(await this.acceptances.nameScheduled(tx, cancelKey, made.messageId, sendAt, made.now))) throw new DomainError('cancel_key_taken');
        await this.accept(actor, made, deliveries, sendAt, key);
      });
    }
    this.wakeUps.queued(deliveries);
  }

  /** Calls off what is scheduled: by the uuid of its message or delivery, or else by its `cancel_key`, which may look like an id. Errors: `scope_missing`, `scheduled_not_found`. */
  async cancel(actor: Actor, { id, cancelKey }: { readonly id?: string; readonly cancelKey: string }): Promise<number> {
    actor.require('communication:send');
    const cancelled = await this.db.run(actor, async (tx) => (id && (await this.acceptances.cancelScheduledId(tx, id))) || this.acceptances.cancelScheduled(tx, cancelKey));
    if (!cancelled) throw new DomainError('scheduled_not_found');
    return cancelled;
  }

  private async accept(actor: Actor, { messageId, content }: MadeOf, deliveries: readonly Delivery[], sendAt: Date | undefined, key: KeyedAnswer | undefined): Promise<void> {
    const payloadSealed = this.vault.seal(JSON.stringify(content), messageContext(actor.tenantId));
    if (!(await this.acceptances.accept(actor, { message: { id: messageId, payloadSealed }, deliveries, ttlSeconds: MESSAGE_TTL_S, sendAt }, key))) throw new KeyTaken();
  }
}
