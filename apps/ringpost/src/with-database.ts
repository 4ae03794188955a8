import type { Database } from '@ringpost/persistence';
import { openInstallation, type Installation } from './installation.js';
import { readyDatabase } from './ready-database.js';

const CONNECTIONS = 2;

/**
 * Runs a command's work on the database of the installation, which is started for as long where it does not run. `open`: how it is
 * opened, for work on what else would stop it.
 */
export async function withDatabase<T>(work: (database: Database, installation: Installation) => Promise<T>, open: (installation: Installation, connections: number) => Promise<Database> = readyDatabase): Promise<T> {
  const installation = await openInstallation();
  try {
    const database = await open(installation, CONNECTIONS);
    try {
      return await work(database, installation);
    } finally {
      await database.close();
    }
  } finally {
    await installation.close();
  }
}
