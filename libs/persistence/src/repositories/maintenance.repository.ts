import { IDLE_DAYS } from '@ringpost/domain';
import type { Tx } from '../database.js';

/** What time does to rows, of every tenant. Reached as the system only. */
export class MaintenanceRepository {
  /** Removes stored answers made before a moment. */
  forgetAnswers(tx: Tx, before: Date): Promise<number> {
    return tx.change('delete from idempotency_key where created_at < $1', [before]);
  }

  /** Removes logins of old builds that are over. */
  forgetSessions(tx: Tx): Promise<number> {
    return tx.change('delete from legacy_session where expires_at < now()');
  }

  /**
   * Removes windows of rate limits that are over by the database's clock, which is the one they were begun by. At most so many, and
   * none that a request is counting in just then: nobody waits for this.
   */
  forgetWindows(tx: Tx, most: number): Promise<number> {
    return tx.change('delete from rate_limit where key = any (array(select key from rate_limit where expires_at < now() limit $1 for update skip locked))', [most]);
  }

  /** Ends tokens that no phone refreshed for as long as a phone may be away. */
  expireIdleTokens(tx: Tx, now: Date): Promise<number> {
    return tx.change(
      `update push_token set state = 'expired', evidence = '{"reason":"idle"}', ended_at = $1 where ended_at is null and refreshed_at < $1::timestamptz - make_interval(days => $2)`,
      [now, IDLE_DAYS],
    );
  }
}
