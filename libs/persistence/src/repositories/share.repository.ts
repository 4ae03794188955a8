import { LockMode } from '@mikro-orm/postgresql';
import { Share } from '@ringpost/domain';
import type { Tx } from '../database.js';

/** Shares as rows. They change under the lock of their device only. */
export class ShareRepository {
  find(tx: Tx, udid: string, userId: string): Promise<Share | null> {
    return tx.em.findOne(Share, { udid, userId });
  }

  /** The pending ones of a device, locked in the order in which their credentials are resealed, so that neither waits for the other in a circle. */
  pending(tx: Tx, udid: string): Promise<Share[]> {
    return tx.em.find(Share, { udid, status: 'pending' }, { orderBy: { userId: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  add(tx: Tx, share: Share): void {
    tx.em.persist(share);
  }
}
