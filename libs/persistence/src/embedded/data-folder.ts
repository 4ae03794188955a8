import { randomBytes } from 'node:crypto';
import { accessSync, chownSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where everything of one embedded database lives: absolute paths inside its data folder. */
export interface DataFolder {
  readonly root: string;
  readonly lock: string;
  readonly cluster: string;
  readonly clusterIdentity: string;
  readonly runningDatabase: string;
  readonly log: string;
}

/** Makes the folder if needed and resolves it, so that two spellings of one path are one database. Throws one line when it cannot be used. */
export function openDataFolder(dataDir: string): DataFolder {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`Data folder ${path.resolve(dataDir)} is not usable: ${describe(error)}`, { cause: error });
  }
  const root = realpathSync(dataDir);
  const inside = (name: string) => path.join(root, name);
  return {
    root, lock: inside('owner.lock'), cluster: inside('postgres'), clusterIdentity: inside('cluster.json'),
    runningDatabase: inside('database.json'), log: inside('postgres.log'),
  };
}

/** Whether initdb has finished here: it works in a draft folder, so a cluster is there as a whole or not at all. */
export function hasCluster(folder: DataFolder): boolean {
  return existsSync(path.join(folder.cluster, 'PG_VERSION'));
}

/** Replaces a file as a whole, readable by its owner only: a reader sees the old text or the new, never half. */
export function writePrivateFile(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    giveToFolderOwner(draft);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Error(`Cannot write ${file}: ${describe(error)}`, { cause: error });
  }
}

/** Root working in somebody else's folder must not leave files there which that user cannot open later. */
export function giveToFolderOwner(file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(path.dirname(file));
  if (uid !== 0) chownSync(file, uid, gid);
}

/** The parsed text of a JSON file, or undefined when there is none or it is damaged. */
export function readJsonFile(file: string): Partial<Record<string, unknown>> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const REASONS: Partial<Record<string, string>> = {
  EACCES: 'no permission to write', EPERM: 'no permission to write', EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full', EDQUOT: 'the disk quota is used up', ENOENT: 'it cannot be made', ENOTDIR: 'a part of the path is a file', EEXIST: 'it is a file',
};

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && REASONS[code]) ?? message;
}
