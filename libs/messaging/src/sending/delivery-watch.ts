import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '@ringpost/domain';
import type { DeliveryRepository, DeliveryRow } from '@ringpost/persistence';

const FIRST_MS = 15, LONGEST_MS = 150;
const UNDER_WAY: ReadonlySet<string> = new Set(['pending']);

/** Waits for what becomes of deliveries. */
export class DeliveryWatch {
  /** @param isStopping whoever waits is answered at once when the process is about to end. */
  constructor(private readonly log: DeliveryRepository, private readonly isStopping: () => boolean) {}

  /** The deliveries of a message, or one by its id, once none is under way any more; as they are when that takes longer. */
  async settled(actor: Actor, of: { readonly messageId: string } | { readonly id: string }, patienceMs: number): Promise<DeliveryRow[]> {
    const until = performance.now() + patienceMs;
    for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, LONGEST_MS)) {
      const rows = await this.log.of(actor, of);
      const left = until - performance.now();
      if (left <= 0 || this.isStopping() || (rows.length > 0 && !rows.some(({ status }) => UNDER_WAY.has(status)))) return rows;
      await pause(Math.min(wait, left));
    }
  }
}
