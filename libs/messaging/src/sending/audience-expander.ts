import { Actor, type Clock, type MessageContent, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, ChunkRow, Database, SendQueueRepository } from '@ringpost/persistence';
import { messageContext } from '../socket/socket-delivery.service.js';
import type { Audience, AudiencePlan } from './audience.js';
import { audienceContext } from './message-text.js';
import type { WakeUps } from './wake-ups.js';

// Longer than a part takes, and short enough that a part whose worker died is not late.
const LEASE_MS = 15_000;

/** Turns large audiences into deliveries, part by part: what is done is committed with its deliveries, what is left is where to resume. */
export class AudienceExpander {
  constructor(
    private readonly db: Database,
    private readonly queue: SendQueueRepository,
    private readonly acceptances: AcceptanceRepository,
    private readonly audience: Audience,
    private readonly wakeUps: WakeUps,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** Expands one part. False when there was none. */
  async next(): Promise<boolean> {
    const chunk = await this.queue.chunk(LEASE_MS);
    if (chunk === undefined) return false;
    await this.expand(chunk);
    return true;
  }

  private async expand({ tenant_id: tenantId, id, message_id: messageId, plan, recipients_sealed }: ChunkRow): Promise<void> {
    const { channel, userId, expiresAt } = plan as AudiencePlan;
    const actor = Actor.of(tenantId, userId);
    const recipients = JSON.parse(this.vault.open(recipients_sealed, audienceContext(tenantId))) as string[];
    await this.db.run(actor, async (tx) => {
      const payload = await this.acceptances.payload(tx, messageId);
      if (payload === undefined || !(await this.acceptances.endChunk(tx, id))) return;
      const content = JSON.parse(this.vault.open(payload, messageContext(tenantId))) as MessageContent;
      const deliveries = await this.audience.deliveries({ tenantId, messageId, content, lane: 'bulk', now: this.clock.now() }, channel, userId, recipients);
      await this.acceptances.add(actor, messageId, deliveries, new Date(expiresAt));
      this.wakeUps.queued(deliveries);
    });
  }
}
