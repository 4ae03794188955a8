import { readSlice, type Actor, type PageRequest, type Slice } from '@ringpost/domain';
import type { DeliveryFilter, DeliveryRepository, DeliveryRow } from '@ringpost/persistence';

/** The log of what was sent to the caller. */
export class DeliveryLogService {
  constructor(private readonly deliveries: DeliveryRepository) {}

  /** The caller's deliveries, newest first. */
  list(actor: Actor, filter: DeliveryFilter, page: PageRequest): Promise<Slice<DeliveryRow>> {
    return readSlice(page, {
      page: (limit, offset) => this.deliveries.page(actor, filter, limit, offset),
      after: (limit, last) => this.deliveries.after(actor, filter, limit, last),
      keyOf: ({ id }) => id,
    });
  }
}
