import { VaultService } from '@ringpost/messaging';
import { Database, InstallationRepository, SealedTokenRepository } from '@ringpost/persistence';
import { openInstallation } from '../installation.js';
import { ProgressBar } from '../progress.js';

/** `ringpost keys:rotate`: seals what older keys sealed under the first of ENCRYPTION_KEYS. */
export const rotateCommand = (): Promise<void> =>
  withVault('Rotating', async (vault, bar) => `Sealed ${await vault.rotate(bar.step)} secrets under the first key. Older keys are no longer needed.`);

/** `ringpost keys:reindex`: makes every stored hash anew under INDEX_KEY. */
export const reindexCommand = (): Promise<void> =>
  withVault('Reindexing', async (vault, bar) => `Indexed ${await vault.reindex(bar.step)} push tokens under the configured INDEX_KEY.`);

async function withVault(title: string, work: (vault: VaultService, bar: ProgressBar) => Promise<string>): Promise<void> {
  const installation = await openInstallation();
  const bar = new ProgressBar(title);
  try {
    const database = await Database.open({ url: installation.databaseUrl, connections: 2 });
    try {
      const done = await work(new VaultService(database, new InstallationRepository(), new SealedTokenRepository(), installation.vault), bar);
      bar.end();
      process.stdout.write(`${done}\n`);
    } finally {
      await database.close();
    }
  } finally {
    bar.end();
    await installation.close();
  }
}
