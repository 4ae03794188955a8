import { Actor, isAway, type Clock, type MessageContent, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, ChunkRow, Database, SendQueueRepository } from '@ringpost/persistence';
import { messageContext } from '../socket/socket-delivery.service.js';
import type { Audience, AudiencePlan } from './audience.js';
import { audienceContext } from './message-text.js';

// Longer than a part takes, and short enough that a part whose worker died is not late.
const LEASE_MS = 15_000;

/** Turns large audiences into deliveries, part by part: what is done is committed with its deliveries, what is left is where to resume. */
export class AudienceExpander {
  private after = '';

  constructor(
    private readonly db: Database,
    private readonly queue: SendQueueRepository,
    private readonly acceptances: AcceptanceRepository,
    private readonly audience: Audience,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly log: { error(context: object, message: string): void },
  ) {}

  /**
   * Expands one part, of another tenant than the last one's where there is one. False when there was none. A part that cannot be expanded is told
   * of and comes again; others do not wait for it. Errors: `unavailable`.
   */
  async next(): Promise<boolean> {
    const chunk = (await this.queue.chunk(LEASE_MS, this.after)) ?? (this.after === '' ? undefined : await this.queue.chunk(LEASE_MS, ''));
    this.after = chunk?.tenant_id ?? '';
    if (chunk === undefined) return false;
    await this.expand(chunk).catch((error: unknown) => {
      if (isAway(error)) throw error;
      this.log.error({ err: error, message: chunk.message_id }, 'a part of an audience cannot be expanded');
    });
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
      this.audience.tell(deliveries);
    });
  }
}
