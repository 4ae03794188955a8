import { randomBytes } from 'node:crypto';
import { closeSync, fchownSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

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
    return publish(draft);
  } finally {
    rmSync(draft, { force: true });
  }
}

function write(file: string, content: string, owner?: Owner): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    if (owner !== undefined) fchownSync(handle, owner.uid, owner.gid);
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
