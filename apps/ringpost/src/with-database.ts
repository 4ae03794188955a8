import type { Database } from '@ringpost/persistence';
import { openInstallation, type Installation } from './installation.js';
import { readyDatabase } from './ready-database.js';

/** Runs a command's work on the database of the installation, which is started for as long where it does not run. */
export async function withDatabase<T>(work: (database: Database, installation: Installation) => Promise<T>): Promise<T> {
  const installation = await openInstallation();
  try {
    const database = await readyDatabase(installation, 2);
    try {
      return await work(database, installation);
    } finally {
      await database.close();
    }
  } finally {
    await installation.close();
  }
}
