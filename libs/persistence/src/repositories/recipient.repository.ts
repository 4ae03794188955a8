import { Recipient, type Actor } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

const VERIFIED: Statement<{ user_id: string }> = { name: 'verified_email', text: 'select user_id from recipient where tenant_id = $1 and email_key = lower(btrim($2)) and email_verified limit 2' };

/** What is known of people, as rows. */
export class RecipientRepository {
  constructor(private readonly db: Database) {}

  /** Whose verified e-mail address this is, however it is capitalised; no more than two, which is one too many. */
  async verified(actor: Actor, email: string): Promise<string[]> {
    return (await this.db.ask(actor, VERIFIED, email)).map(({ user_id }) => user_id);
  }

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
