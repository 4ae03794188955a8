/** The role under whose policies a tenant's transactions run. */
export const APP_ROLE = 'ringpost_app';
/** The role that sees every tenant: for the named queries that have none (look-ups by secret, maintenance). */
export const SYSTEM_ROLE = 'ringpost_system';
/** Both settings in one statement, valid until the transaction ends: $1 the role, $2 the tenant. */
export const ENTER = "select set_config('role', $1, true), set_config('ringpost.tenant', $2, true)";
/**
 * The same for a prepared statement that comes next: it keeps the plan it has. PostgreSQL would else weigh a new one against it each
 * time, or plan anew for ever where the values look rare: for a table of 15 months that takes longer than a short list itself.
 */
export const ENTER_PREPARED = `${ENTER}, set_config('plan_cache_mode', 'force_generic_plan', true)`;
/**
 * For statements that change rows by a list of keys: a plan that was made while the table was small would go through all of it, and be
 * kept. Only statements of the system are such.
 */
export const ENTER_BY_INDEX = `${ENTER_PREPARED}, set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;
