import { PostgresDialect, PostgresDriver, type DatabaseConnection, type PostgresDialectConfig, type TransactionSettings } from 'kysely';
import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_MS = 30_000;

/**
 * Gives every connection back. Kysely keeps the one whose `begin` failed, and returns the others only after a rollback that
 * succeeded; when the server went away neither does, the connection would stay lent for ever, and after a few outages the pool
 * would be empty. The transaction ended with the connection, and the pool drops a broken one when it is given back.
 */
class ReturningDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    try {
      await super.beginTransaction(connection, settings);
    } catch (error) {
      await this.releaseConnection(connection as Parameters<PostgresDriver['releaseConnection']>[0]);
      throw error;
    }
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined); // why the transaction failed is known and on its way already
  }
}

class ReturningDialect extends PostgresDialect {
  constructor(private readonly settings: PostgresDialectConfig) {
    super(settings);
  }

  override createDriver(): PostgresDriver {
    return new ReturningDriver(this.settings);
  }
}

/** The ORM's connections: at most `size`, none before it is needed. `patient`: statements may take as long as they like. */
export function pooledDialect(url: string, size: number, patient: boolean): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url, max: size, min: 0, idleTimeoutMillis: IDLE_MS, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, statement_timeout: patient ? 0 : STATEMENT_TIMEOUT_MS,
    keepAlive: true, application_name: 'ringpost',
  });
  // A connection that the server drops says so by an event, which without a listener would end the process. The query in flight fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return new ReturningDialect({ pool });
}
