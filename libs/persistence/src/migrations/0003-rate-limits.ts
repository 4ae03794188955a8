import { Migration } from '@mikro-orm/migrations';

/** Requests counted across processes. */
export class RateLimits extends Migration {
  override up(): void {
    for (const sql of [RATE_LIMIT, GRANTS]) this.addSql(sql);
  }
}

// Unlogged: a crash forgets the counts of one window, and every request is spared its share of the log. A count changes no indexed
// column: with room in the page it stays a heap-only update, which the next one cleans up after. What is left for the vacuum is
// due by the number of changes, since the table is as small as it is busy; nobody plans by its statistics.
const RATE_LIMIT = `
create unlogged table rate_limit (
  key bytea not null primary key, points integer not null, expires_at timestamptz not null
) with (
  fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_threshold = 2000000000
);`;

// No row-level security: one statement counts for users of several tenants, and a row is no tenant's data: a hash that leads back
// to nobody, a number and a time. No request is answered with a row, only with what is left of its own count. The system
// locks what it deletes, for which PostgreSQL wants the right to update.
const GRANTS = `
grant select, insert, update on rate_limit to ringpost_app;
grant select, update, delete on rate_limit to ringpost_system;`;
