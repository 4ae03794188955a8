import { Recipient } from '@ringpost/domain';
import { tenantOf, type Tx } from '../database.js';

/** What is known of people, as rows. */
export class RecipientRepository {
  find(tx: Tx, userId: string): Promise<Recipient | null> {
    return tx.em.findOne(Recipient, { userId });
  }

  /** The row of a user, made when it is missing, locked until the transaction ends. */
  async claim(tx: Tx, userId: string, now: Date): Promise<Recipient> {
    await tx.change(
      'insert into recipient (tenant_id, user_id, email_verified, phone_verified, updated_at) values ($1, $2, false, false, $3) on conflict (tenant_id, user_id) do nothing',
      [tenantOf(tx), userId, now],
    );
    await tx.sql('select 1 from recipient where tenant_id = $1 and user_id = $2 for update', [tenantOf(tx), userId]);
    return tx.em.findOneOrFail(Recipient, { userId }, { refresh: true });
  }
}
