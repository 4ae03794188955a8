import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import { pooledDialect } from './connection-pool.js';
import { MIGRATIONS } from './migrations/index.js';
import { MAPPINGS } from './mapping/index.js';

/** What a filter is given: one tenant, or the system's word that it means all. */
type TenantScope = { readonly tenantId?: string; readonly everyTenant?: boolean };

/** A query that does not say whose rows it wants finds nothing out: it throws. */
function tenantCondition(scope: TenantScope = {}): Record<string, unknown> {
  if (scope.everyTenant === true) return {};
  if (!scope.tenantId) throw new Error('a query without a tenant: the entity manager exists only inside Database.run');
  return { tenantId: scope.tenantId };
}

/** MikroORM over plain domain classes that are mapped from outside. */
export const ormOptions = (url: string, connections: number, patient = false): Options =>
  defineConfig({
    clientUrl: url,
    entities: [...MAPPINGS],
    extensions: [Migrator],
    driverOptions: () => pooledDialect(url, connections, patient),
    filters: { tenant: { name: 'tenant', default: true, cond: tenantCondition as never } },
    migrations: { migrationsList: MIGRATIONS, tableName: 'migration', snapshot: false, silent: true },
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    allowGlobalContext: false,
    forceUtcTimezone: true,
  });
