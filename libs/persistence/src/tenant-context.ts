/** The role under whose policies a tenant's transactions run. */
export const APP_ROLE = 'ringpost_app';
/** The role that sees every tenant: for the named queries that have none (look-ups by secret, maintenance). */
export const SYSTEM_ROLE = 'ringpost_system';
/** Both settings in one statement, valid until the transaction ends: $1 the role, $2 the tenant. */
export const ENTER = "select set_config('role', $1, true), set_config('ringpost.tenant', $2, true)";
