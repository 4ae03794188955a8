import { Migration } from '@mikro-orm/migrations';

/** Who does not want to answer a ring that others still may. */
export class RingRejections extends Migration {
  override up(): void {
    this.addSql("alter table ring add column rejected_by text[] not null default '{}'");
  }
}
