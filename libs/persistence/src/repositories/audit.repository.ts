import { AuditEntry, floorOf } from '@ringpost/domain';
import type { Tx } from '../database.js';

/** The trail of what somebody may be asked about later. */
export class AuditRepository {
  /** How often a user did something since a moment. */
  countSince(tx: Tx, userId: string, action: AuditEntry['action'], since: Date): Promise<number> {
    return tx.em.count(AuditEntry, { userId, action, id: { $gte: floorOf(since) } });
  }

  add(tx: Tx, entry: AuditEntry): void {
    tx.em.persist(entry);
  }
}
