import { rmSync } from 'node:fs';
import { type DataFolder, readJsonFile, writePrivateFile } from './data-folder.js';

/** What database.json tells other processes while an owner runs PostgreSQL. It may be stale: only a connection proves it. */
export interface RunningDatabase {
  /** Of the owner's database, with the password. */
  readonly url: string;
  readonly port: number;
  /** The postmaster. */
  readonly pid: number;
  readonly ownerPid: number;
}

/** Announces a database that accepts connections. */
export function announceDatabase(folder: DataFolder, database: RunningDatabase): void {
  writePrivateFile(folder.runningDatabase, `${JSON.stringify(database, null, 2)}\n`);
}

/** The announced database, or undefined when there is none. */
export function findRunningDatabase(folder: DataFolder): RunningDatabase | undefined {
  const saved = readJsonFile(folder.runningDatabase);
  return typeof saved?.url === 'string' ? (saved as unknown as RunningDatabase) : undefined;
}

/** Takes the announcement back, before the server goes. */
export function withdrawDatabase(folder: DataFolder): void {
  rmSync(folder.runningDatabase, { force: true });
}
