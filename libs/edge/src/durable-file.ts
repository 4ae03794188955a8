import { randomBytes } from 'node:crypto';
import { closeSync, fchownSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

// What systems say that cannot open, or write through, a folder: their file systems keep names in order themselves.
const NO_FOLDER_SYNC = new Set(['EISDIR', 'EPERM', 'EINVAL']);

/** Creates a file for the owner only, complete or not at all. False when there is one already, which stays as it is. */
export function createDurably(file: string, content: string): boolean {
  return drafted(file, content, (draft) => {
    try {
      linkSync(draft, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    }
  });
}

/** Gives a file other content, all at once. It keeps its owner: root may run a command beside a service that is not root's. */
export function replaceDurably(file: string, content: string): void {
  const { uid, gid } = statSync(file);
  drafted(file, content, (draft) => renameSync(draft, file), uid === process.getuid?.() ? undefined : { uid, gid });
}

/** Writes the whole content under another name first. */
function drafted<T>(file: string, content: string, publish: (draft: string) => T, owner?: Owner): T {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    write(draft, content, owner);
    const published = publish(draft);
    keepNames(dirname(file)); // also where another process was first: what it published may be used before it got here
    return published;
  } finally {
    rmSync(draft, { force: true });
  }
}

function write(file: string, content: string, owner?: Owner): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    if (owner !== undefined) fchownSync(handle, owner.uid, owner.gid);
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A name in a folder outlives a power failure only when the folder is on disk as well. */
function keepNames(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
