import { DomainError, LONGEST_RING_S, SHORTEST_RING_S, invalidField, type Actor } from '@ringpost/domain';
import type { Database, RingRepository } from '@ringpost/persistence';
import type { EventAcceptance } from './event-acceptance.js';
import type { AcceptedEvent, EventRequest, RingState } from './requests.js';
import { stateOf, type RingEnding } from './ring-ending.js';

/** Rings, as those who send them see them. */
export class RingService {
  constructor(
    private readonly db: Database,
    private readonly rings: RingRepository,
    private readonly events: EventAcceptance,
    private readonly ending: RingEnding,
  ) {}

  /**
   * Rings every phone of everybody who gets the device's events, once each. The same `guid` within a day, and the same button within three
   * seconds, is the same ring. Errors: `scope_missing`, `device_not_found`, `nobody_to_ring` (nothing is stored), `payload_too_large`, `invalid_request`.
   */
  async press(actor: Actor, request: EventRequest): Promise<AcceptedEvent> {
    actor.require('communication:send');
    const { ttlSeconds } = request;
    if (ttlSeconds < SHORTEST_RING_S || ttlSeconds > LONGEST_RING_S) throw invalidField('ttl_s', 'range', `ttl_s must be from ${SHORTEST_RING_S} to ${LONGEST_RING_S}`);
    return this.events.accept(actor, request, 'ring');
  }

  /**
   * Ends a ring on every phone; once more does nothing. For whoever rang, and administrators: other senders, who may know of it, miss a scope. Errors:
   * `scope_missing`, `ring_not_found`, `ring_over`.
   */
  async cancel(actor: Actor, id: string): Promise<RingState> {
    actor.require('communication:send', 'tenant:admin');
    return this.db.run(actor, async (tx) => {
      const held = await this.rings.lock(tx, id);
      if (!held) throw new DomainError('ring_not_found');
      const { ring, now } = held;
      if (ring.senderId !== actor.userId) actor.require('tenant:admin');
      if (ring.cancel(actor.userId, now)) {
        await this.rings.save(tx, ring);
        await this.ending.stop(actor, tx, ring, 'cancelled');
      }
      return stateOf(ring, now);
    });
  }
}
