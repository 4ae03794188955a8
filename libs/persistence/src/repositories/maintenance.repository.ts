import { IDLE_DAYS } from '@ringpost/domain';
import type { Tx } from '../database.js';

/** What time does to rows, of every tenant. Reached as the system only. */
export class MaintenanceRepository {
  /** Removes stored answers made before a moment. */
  forgetAnswers(tx: Tx, before: Date): Promise<number> {
    return tx.change('delete from idempotency_key where created_at < $1', [before]);
  }

  /** Ends tokens that no phone refreshed for as long as a phone may be away. */
  expireIdleTokens(tx: Tx, now: Date): Promise<number> {
    return tx.change(
      `update push_token set state = 'expired', evidence = '{"reason":"idle"}', ended_at = $1 where ended_at is null and refreshed_at < $1::timestamptz - make_interval(days => $2)`,
      [now, IDLE_DAYS],
    );
  }
}
