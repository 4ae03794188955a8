import { tenantOf, type Tx } from '../database.js';

/** The first answer to a key, kept to be given again. */
export interface StoredAnswer {
  readonly bodyHash: Buffer;
  readonly status: number;
  readonly body: string;
}

/** Keys under which writes were made, and what was answered. */
export class IdempotencyRepository {
  /** Takes the key for this transaction; false when another one holds it. */
  async take(tx: Tx, keyHash: Buffer): Promise<boolean> {
    const [row] = await tx.sql<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [keyHash.readBigInt64BE(8)]);
    return row!.taken;
  }

  /** What was answered since a moment. */
  async find(tx: Tx, keyHash: Buffer, since: Date): Promise<StoredAnswer | undefined> {
    const [row] = await tx.sql<{ body_hash: Buffer; status: number; body: string }>(
      'select body_hash, status, body from idempotency_key where tenant_id = $1 and key_hash = $2 and created_at > $3',
      [tenantOf(tx), keyHash, since],
    );
    return row && { bodyHash: row.body_hash, status: row.status, body: row.body };
  }

  /** Keeps an answer, in place of one that is too old to count. */
  async store(tx: Tx, keyHash: Buffer, answer: StoredAnswer, now: Date): Promise<void> {
    await tx.change(
      `insert into idempotency_key (tenant_id, key_hash, body_hash, status, body, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant_id, key_hash) do update set body_hash = excluded.body_hash, status = excluded.status, body = excluded.body, created_at = excluded.created_at`,
      [tenantOf(tx), keyHash, answer.bodyHash, answer.status, answer.body, now],
    );
  }
}
