import { APP_ROLE, SYSTEM_ROLE } from '../tenant-context.js';

/** The tenant of the transaction, or an error where none is set: after one the setting is '', which would silently match no row. */
export const INLINE_TENANT = "case when current_setting('ringpost.tenant', true) <> '' then current_setting('ringpost.tenant', true) else ringpost_no_tenant() end";

/**
 * The statements that put a table of tenants' rows under row-level security, its owner included. The login role is a member of
 * both roles and may inherit their policies, so the system's also asks who is acting: without SET ROLE it lets nothing through.
 */
export const protect = (table: string, tenant = INLINE_TENANT): string[] => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy tenant on ${table} to ${APP_ROLE} using (tenant_id = ${tenant}) with check (tenant_id = ${tenant})`,
  `create policy everything on ${table} to ${SYSTEM_ROLE} using (current_user = '${SYSTEM_ROLE}') with check (current_user = '${SYSTEM_ROLE}')`,
  `grant select, insert, update, delete on ${table} to ${APP_ROLE}, ${SYSTEM_ROLE}`,
];
