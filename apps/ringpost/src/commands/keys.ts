import { VaultService } from '@ringpost/messaging';
import { Database, InstallationRepository, SealedTokenRepository } from '@ringpost/persistence';
import type { Installation } from '../installation.js';
import { ProgressBar } from '../progress.js';
import { withDatabase } from '../with-database.js';

/** `ringpost keys:rotate`: seals what older keys sealed under the first of ENCRYPTION_KEYS. */
export const rotateCommand = (): Promise<void> =>
  withVault('Rotating', async (vault, bar) => `Sealed ${await vault.rotate(bar.step)} secrets under the first key. Older keys are no longer needed.`);

/** `ringpost keys:reindex`: makes every stored hash anew under INDEX_KEY. */
export const reindexCommand = (): Promise<void> =>
  withVault('Reindexing', async (vault, bar) => `Indexed ${await vault.reindex(bar.step)} push tokens under the configured INDEX_KEY.`);

async function withVault(title: string, work: (vault: VaultService, bar: ProgressBar) => Promise<string>): Promise<void> {
  const bar = new ProgressBar(title);
  try {
    const done = await withDatabase((database, { vault }) => work(new VaultService(database, new InstallationRepository(), new SealedTokenRepository(), vault), bar), openUnchecked);
    bar.end();
    process.stdout.write(`${done}\n`);
  } finally {
    bar.end();
  }
}

// The keys that a check would complain of are what this is about.
const openUnchecked = ({ databaseUrl }: Installation, connections: number): Promise<Database> => Database.open({ url: databaseUrl, connections });
