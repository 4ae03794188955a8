import { invalidField, type Actor } from '@ringpost/domain';
import type { EventAcceptance } from './event-acceptance.js';
import type { AcceptedEvent, EventRequest } from './requests.js';

const LONGEST_TTL_S = 30 * 86_400;

/** What happens at a device and calls nobody: a movement, a low battery, or the message that somebody rang. */
export class EventService {
  constructor(private readonly events: EventAcceptance) {}

  /**
   * Tells every phone of everybody who gets the device's events, once each; the same `guid` within a day is the same event. Errors:
   * `scope_missing`, `device_not_found`, `nobody_to_ring` (nothing is stored), `payload_too_large`, `invalid_request`.
   */
  async send(actor: Actor, request: EventRequest): Promise<AcceptedEvent> {
    actor.require('communication:send');
    const { ttlSeconds } = request;
    if (ttlSeconds < 1 || ttlSeconds > LONGEST_TTL_S) throw invalidField('ttl_s', 'range', `ttl_s must be from 1 to ${LONGEST_TTL_S}`);
    return this.events.accept(actor, request, 'message');
  }
}
