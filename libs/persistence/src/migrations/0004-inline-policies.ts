import { Migration } from '@mikro-orm/migrations';
import { APP_ROLE } from '../tenant-context.js';
import { INLINE_TENANT } from './protect.js';

/** Policies that read the tenant themselves: a function that does it is called once for every partition of every statement. */
export class InlinePolicies extends Migration {
  override up(): void {
    this.addSql(NO_TENANT);
    for (const table of TABLES) this.addSql(`alter policy tenant on ${table} to ${APP_ROLE} using (tenant_id = ${INLINE_TENANT}) with check (tenant_id = ${INLINE_TENANT})`);
  }
}

// In the order in which transactions meet them, so that those that are open are waited for and none is met crosswise.
const TABLES = ['idempotency_key', 'push_token', 'device', 'recipient', 'member', 'share', 'inbox', 'notification', 'delivery', 'audit'];

const NO_TENANT = `
create function ringpost_no_tenant() returns text language plpgsql stable parallel safe as $$
begin
  raise exception 'no tenant is set for this transaction' using errcode = 'insufficient_privilege';
end $$;`;
