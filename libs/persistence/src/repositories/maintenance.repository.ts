import { IDLE_DAYS } from '@ringpost/domain';
import type { Tx } from '../database.js';

const LAST_PAGE = 4_294_967_294;

/** What time does to rows, of every tenant. Reached as the system only. */
export class MaintenanceRepository {
  /** Removes stored answers made before a moment. */
  forgetAnswers(tx: Tx, before: Date): Promise<number> {
    return tx.change('delete from idempotency_key where created_at < $1', [before]);
  }

  /** Forgets the names of events that may happen anew, by the database's clock, by which they were noted. */
  forgetGuids(tx: Tx): Promise<number> {
    return tx.change("delete from event_guid where created_at < now() - interval '24 hours'");
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

  /**
   * Ends tokens that no phone refreshed for as long as a phone may be away: those that lie on so many pages of the table. No index finds
   * them, for one would have to change with every refresh; in parts, nobody waits long for a row that ends.
   */
  expireIdleTokens(tx: Tx, now: Date, firstPage = 0, pages = LAST_PAGE): Promise<number> {
    return tx.change(
      `update push_token set state = 'expired', evidence = '{"reason":"idle"}', ended_at = $1
       where ctid >= $3::text::tid and ctid < $4::text::tid and ended_at is null and refreshed_at < $1::timestamptz - make_interval(days => $2)`,
      [now, IDLE_DAYS, `(${firstPage},0)`, `(${Math.min(LAST_PAGE, firstPage + pages)},0)`],
    );
  }

  /** How many pages the table of tokens has just now. */
  async pagesOfTokens(tx: Tx): Promise<number> {
    const [row] = await tx.sql<{ pages: number }>("select (pg_relation_size('push_token') / current_setting('block_size')::int)::int as pages");
    return row!.pages;
  }
}
