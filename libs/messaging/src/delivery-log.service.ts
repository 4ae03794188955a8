import { offsetOf, sliceOf, type Actor, type PageRequest, type Slice } from '@ringpost/domain';
import type { DeliveryFilter, DeliveryRepository, DeliveryRow } from '@ringpost/persistence';

/** The log of what was sent to the caller. */
export class DeliveryLogService {
  constructor(private readonly deliveries: DeliveryRepository) {}

  /** The caller's deliveries, newest first. */
  async list(actor: Actor, filter: DeliveryFilter, page: PageRequest): Promise<Slice<DeliveryRow>> {
    if (page.by === 'cursor') return sliceOf(await this.deliveries.after(actor, filter, page.size + 1, page.after), page, undefined, ({ id }) => id);
    const { rows, total } = await this.deliveries.page(actor, filter, page.size, offsetOf(page));
    return sliceOf(rows, page, total, ({ id }) => id);
  }
}
