import { createCluster, type ClusterParts } from './cluster-creation.js';
import { loadClusterIdentity, type ClusterIdentity } from './cluster-identity.js';
import type { DataFolder } from './data-folder.js';
import { accessUrl, ensureDatabase, ensureLoginRole, isLoginRefused, LOGIN_ROLE } from './database-access.js';
import type { EmbeddedDatabase, EmbeddedOptions } from './embedded-database.js';
import type { FolderLock } from './folder-lock.js';
import { launcherProbe } from './launch.js';
import { chooseLauncher, type LauncherProbe } from './launcher.js';
import { endLeftoverServer } from './leftover-server.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { explainFailure } from './postgres-log.js';
import type { Postmaster } from './postmaster.js';
import { announceDatabase, withdrawDatabase } from './running-database.js';
import { startServer } from './server-start.js';

/** Runs the database as the holder of the folder's lock, which is released when the server ends, for whatever reason. */
export async function runDatabase(folder: DataFolder, lock: FolderLock, options: EmbeddedOptions, probe?: LauncherProbe): Promise<EmbeddedDatabase> {
  try {
    withdrawDatabase(folder);
    const identity = loadClusterIdentity(folder);
    const binaries = await findPostgresBinaries();
    await endLeftoverServer(folder, identity);
    const launcher = chooseLauncher(folder, probe ?? launcherProbe(folder, binaries));
    const parts: ClusterParts = { folder, binaries, launcher, settings: options.settings ?? {} };
    await createCluster(parts, identity);
    const postmaster = await startServer(parts, identity);
    const url = await openAccess(postmaster, identity, options.database ?? LOGIN_ROLE);
    announceDatabase(folder, { url, port: postmaster.port, pid: postmaster.pid, ownerPid: process.pid });
    return superviseDatabase({ folder, lock, postmaster, url, onCrash: options.onCrash });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The login role can connect on every start but the first, so the superuser is needed on that one only. */
async function openAccess(postmaster: Postmaster, { password, superuserPassword }: ClusterIdentity, database: string): Promise<string> {
  const { port } = postmaster;
  const url = accessUrl({ user: LOGIN_ROLE, password, port, database });
  try {
    await ensureDatabase(url).catch(async (error: unknown) => {
      if (!isLoginRefused(error)) throw error;
      await ensureLoginRole(accessUrl({ user: 'postgres', password: superuserPassword, port, database: 'postgres' }), password);
      await ensureDatabase(url);
    });
    return url;
  } catch (error) {
    await postmaster.stop();
    throw new Error(`PostgreSQL started but cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

interface Supervised { folder: DataFolder; lock: FolderLock; postmaster: Postmaster; url: string; onCrash: EmbeddedOptions['onCrash'] }

function superviseDatabase({ folder, lock, postmaster, url, onCrash }: Supervised): EmbeddedDatabase {
  let stopping: Promise<void> | undefined;
  const onExit = () => { withdrawDatabase(folder); postmaster.interrupt(); };
  const release = () => { process.off('exit', onExit); lock.release(); };
  process.on('exit', onExit);
  const crashed = postmaster.ended.then((how) => {
    if (stopping) return;
    // From the release on the folder may be another owner's, so nothing of it is touched later.
    stopping = Promise.resolve();
    withdrawDatabase(folder);
    release();
    onCrash?.(`PostgreSQL ended unexpectedly (${how}): ${explainFailure(postmaster.logText())}`);
  });
  const stop = async () => {
    // First, so that nobody joins a server that is about to go.
    withdrawDatabase(folder);
    await postmaster.stop();
    await crashed;
    release();
  };
  return { url, owner: true, stop: () => (stopping ??= stop()) };
}
