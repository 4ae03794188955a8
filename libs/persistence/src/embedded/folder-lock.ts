import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type DataFolder, giveToFolderOwner } from './data-folder.js';

/** The exclusive right to run PostgreSQL in a data folder. */
export interface FolderLock { release(): void }

const SQLITE_BUSY = 5;

/**
 * Takes the lock, or returns undefined while another process holds it. SQLite is used for its file lock alone, the one that Node offers
 * without an addon: the kernel drops it when its holder dies, so no pid has to be compared and none can be mistaken for another.
 */
export function takeFolderLock(folder: DataFolder): FolderLock | undefined {
  createLockFile(folder);
  const database = new DatabaseSync(folder.lock, { timeout: 0 });
  try {
    // No journal file: nothing is ever written, so there is nothing to roll back.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new Error(`Cannot lock ${folder.lock}: ${(error as Error).message}`, { cause: error });
  }
  return { release: () => { if (database.isOpen) database.close(); } };
}

/**
 * Only a file that nobody can have locked yet may be opened by other means than SQLite: when a process closes any descriptor of a
 * file, the kernel drops all locks the process has on it.
 */
function createLockFile(folder: DataFolder): void {
  if (existsSync(folder.lock)) return;
  try {
    closeSync(openSync(folder.lock, 'wx', 0o600));
    giveToFolderOwner(folder.lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new Error(`Cannot make ${folder.lock}: ${(error as Error).message}`, { cause: error });
  }
}
