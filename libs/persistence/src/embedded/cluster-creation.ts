import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { ClusterIdentity } from './cluster-identity.js';
import { type DataFolder, hasCluster } from './data-folder.js';
import { giveToLauncher, launch } from './launch.js';
import type { Launcher } from './launcher.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { explainFailure } from './postgres-log.js';

const DRAFT = 'postgres.new-';

/** What is needed to make or run one cluster. */
export interface ClusterParts {
  readonly folder: DataFolder;
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
  readonly settings: Readonly<Record<string, string>>;
}

/** Runs initdb where there is no cluster yet: in a draft folder that is renamed when whole, so that a crash leaves nothing half-made. */
export async function createCluster(parts: ClusterParts, identity: ClusterIdentity): Promise<void> {
  const { folder, launcher } = parts;
  removeDrafts(folder);
  if (hasCluster(folder)) return giveToLauncher(launcher, folder.cluster);
  const draft = mkdtempSync(path.join(folder.root, DRAFT));
  const passwordFile = `${draft}.password`;
  try {
    writeFileSync(passwordFile, identity.superuserPassword, { mode: 0o600 });
    giveToLauncher(launcher, draft);
    giveToLauncher(launcher, passwordFile);
    await runInitdb(parts, draft, passwordFile);
    renameSync(draft, folder.cluster);
  } finally {
    removeDrafts(folder);
  }
}

async function runInitdb({ binaries, launcher, settings }: ClusterParts, draft: string, passwordFile: string): Promise<void> {
  const sync = settings['fsync'] === 'off' ? ['--no-sync'] : [];
  const initdb = launch(launcher, [binaries.initdb, '-D', draft, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`,
    '-E', 'UTF8', '--no-locale', '--no-instructions', ...sync], ['ignore', 'ignore', 'pipe']);
  const ended = new Promise<number | null>((resolve, reject) => initdb.once('error', reject).once('close', resolve));
  const [complaints, code] = await Promise.all([initdb.stderr ? text(initdb.stderr) : '', ended]);
  if (code !== 0) throw new Error(`The database could not be created in ${path.dirname(draft)}: ${explainFailure(complaints)}`);
}

function removeDrafts({ root }: DataFolder): void {
  for (const name of readdirSync(root)) if (name.startsWith(DRAFT)) rmSync(path.join(root, name), { recursive: true, force: true });
}
