import { APP_ROLE, SYSTEM_ROLE } from '../tenant-context.js';

/**
 * The statements that put a table of tenants' rows under row-level security, its owner included. The login role is a member of
 * both roles and may inherit their policies, so the system's also asks who is acting: without SET ROLE it lets nothing through.
 */
export const protect = (table: string): string[] => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy tenant on ${table} to ${APP_ROLE} using (tenant_id = ringpost_tenant()) with check (tenant_id = ringpost_tenant())`,
  `create policy everything on ${table} to ${SYSTEM_ROLE} using (current_user = '${SYSTEM_ROLE}') with check (current_user = '${SYSTEM_ROLE}')`,
  `grant select, insert, update, delete on ${table} to ${APP_ROLE}, ${SYSTEM_ROLE}`,
];
