import { SystemClock } from '@ringpost/domain';
import { migrate } from '@ringpost/persistence';
import { openInstallation } from '../installation.js';

/** `ringpost migrate`: brings the schema up to date. */
export async function migrateCommand(): Promise<void> {
  const installation = await openInstallation();
  try {
    const applied = await migrate(installation.directUrl, new SystemClock().now());
    process.stdout.write(applied.length > 0 ? `Applied ${applied.join(', ')}.\n` : 'The schema is up to date.\n');
  } finally {
    await installation.close();
  }
}
