import { Vault } from '@ringpost/domain';
import { secretsOf, type Config, type Secrets } from '@ringpost/edge';
import { openEmbeddedDatabase } from '@ringpost/persistence';
import { readConfig } from './read-config.js';

/** What every command works on: the configuration, the keys, and a PostgreSQL that runs. */
export interface Installation {
  readonly config: Config;
  readonly secrets: Secrets;
  /** For work through a pooler. */
  readonly databaseUrl: string;
  /** For migrations, around a pooler. */
  readonly directUrl: string;
  readonly vault: Vault;
  /** True when this process runs the embedded PostgreSQL. */
  readonly owner: boolean;
  close(): Promise<void>;
}

/** Opens the installation: joins or runs the embedded PostgreSQL, or takes the external one. `onLost`: the database of ours ended by itself. */
export async function openInstallation(config = readConfig(), onLost?: (reason: string) => void): Promise<Installation> {
  const secrets = secretsOf(config);
  const parts = { config, secrets, vault: new Vault(secrets.encryptionKeys, secrets.indexKey) };
  if (config.databaseUrl !== undefined) {
    return { ...parts, databaseUrl: config.databaseUrl, directUrl: config.databaseDirectUrl ?? config.databaseUrl, owner: false, close: async () => undefined };
  }
  const embedded = await openEmbeddedDatabase(config.dataDir, { onCrash: onLost });
  return { ...parts, databaseUrl: embedded.url, directUrl: embedded.url, owner: embedded.owner, close: () => embedded.stop() };
}
