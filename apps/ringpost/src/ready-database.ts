import pg from 'pg';
import { IndexKeyError, VaultService } from '@ringpost/messaging';
import { SystemClock } from '@ringpost/domain';
import { Database, InstallationRepository, SealedTokenRepository, checkRoles, migrate, pendingMigrations } from '@ringpost/persistence';
import type { Installation } from './installation.js';

/** Opens the database of an installation once its schema, roles and keys are right. Errors: one line that says what to do. */
export async function readyDatabase(installation: Installation, connections = installation.config.databasePoolSize): Promise<Database> {
  if (installation.config.mode === 'embedded') await migrate(installation.directUrl, new SystemClock().now());
  else await refuseOldSchema(installation);
  const database = await Database.open({ url: installation.databaseUrl, connections });
  try {
    await new VaultService(database, new InstallationRepository(), new SealedTokenRepository(), installation.vault).check();
    return database;
  } catch (error) {
    await database.close();
    throw error instanceof IndexKeyError ? new Error(error.message) : error;
  }
}

async function refuseOldSchema(installation: Installation): Promise<void> {
  const client = new pg.Client({ connectionString: installation.directUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await checkRoles(client);
  } finally {
    await client.end();
  }
  const pending = await pendingMigrations(installation.directUrl);
  if (pending.length > 0) throw new Error(`the schema of the database is behind by ${pending.join(', ')}: run "npm run ringpost -- migrate" first`);
}
