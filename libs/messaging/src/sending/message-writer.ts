import type { Actor, Delivery, Vault } from '@ringpost/domain';
import type { AcceptanceRepository } from '@ringpost/persistence';
import { messageContext } from '../socket/socket-delivery.service.js';
import type { MadeOf } from './delivery-maker.js';
import { MESSAGE_TTL_S } from './send.service.js';
import type { WakeUps } from './wake-ups.js';

/** Writes messages down that are part of something larger, in the transaction around the caller. */
export class MessageWriter {
  constructor(private readonly acceptances: AcceptanceRepository, private readonly wakeUps: WakeUps, private readonly vault: Vault) {}

  /** The message with its deliveries. Whoever sends hears of it after the commit. */
  async write(actor: Actor, { messageId, content }: MadeOf, deliveries: readonly Delivery[]): Promise<void> {
    const payloadSealed = this.vault.seal(JSON.stringify(content), messageContext(actor.tenantId));
    await this.acceptances.accept(actor, { message: { id: messageId, payloadSealed }, deliveries, ttlSeconds: MESSAGE_TTL_S });
    this.wakeUps.queued(deliveries);
  }
}
