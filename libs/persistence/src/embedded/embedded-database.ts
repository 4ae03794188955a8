import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { ensureDatabase, LOGIN_ROLE, withDatabase } from './database-access.js';
import { takeFolderLock } from './folder-lock.js';
import type { LauncherProbe } from './launcher.js';
import { runDatabase } from './owned-database.js';
import { findRunningDatabase } from './running-database.js';

/** A PostgreSQL that lives in a folder: run by this process (`owner`) or joined. */
export interface EmbeddedDatabase {
  /** Of the login role `ringpost`, password included. */
  readonly url: string;
  readonly owner: boolean;
  /** Ends the server when this process runs it. May be called again. */
  stop(): Promise<void>;
}

/** How to run the database; an owner's `settings` and `onCrash` mean nothing to a process that joins. */
export interface EmbeddedOptions {
  /** More PostgreSQL settings, such as `fsync: 'off'` for tests. */
  settings?: Record<string, string>;
  /** Made when there is none. Default: ringpost. */
  database?: string;
  /** The server ended without `stop()`. The folder is free again by then, so it may be opened anew. */
  onCrash?: (reason: string) => void;
}

// As long as a crashed server may reasonably need to recover.
const JOIN_LIMIT_MS = 60_000;

/**
 * Opens the database of a data folder. The first process runs it, every later one joins it; two that start at once agree on one owner.
 * Call it from the main thread: the server ends with the thread that started it. Throws one line that says what is wrong.
 * `probe` replaces the search for a way to run PostgreSQL, for tests.
 */
export async function openEmbeddedDatabase(dataDir: string, options: EmbeddedOptions = {}, probe?: LauncherProbe): Promise<EmbeddedDatabase> {
  const folder = openDataFolder(dataDir);
  const deadline = performance.now() + JOIN_LIMIT_MS;
  for (;;) {
    const lock = takeFolderLock(folder);
    if (lock) return runDatabase(folder, lock, options, probe);
    const joined = await joinDatabase(folder, options.database ?? LOGIN_ROLE);
    if (joined.database) return joined.database;
    if (performance.now() > deadline) throw new Error(`Another process runs the database of ${folder.root}, but it cannot be joined: ${joined.problem}`);
    await sleep(25);
  }
}

/** The announcement may be a dead server's, or the port somebody else's by now: what counts is that the login works. */
async function joinDatabase(folder: DataFolder, database: string): Promise<{ database?: EmbeddedDatabase; problem?: string }> {
  const running = findRunningDatabase(folder);
  if (!running) return { problem: 'it is not ready' };
  const url = withDatabase(running.url, database);
  try {
    await ensureDatabase(url);
    return { database: { url, owner: false, stop: async () => {} } };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
