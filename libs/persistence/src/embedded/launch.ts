import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from './child-environment.js';
import { type DataFolder, hasCluster } from './data-folder.js';
import type { Launcher, LauncherProbe } from './launcher.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** Starts a program of PostgreSQL through a launcher. */
export function launch(launcher: Launcher, command: readonly string[], stdio: StdioOptions): ChildProcess {
  const [program = '', ...args] = [...launcher.prefix, ...command];
  // A session of its own: Ctrl-C reaches every process of the terminal's group, and the server must outlive our graceful stop.
  // The root as working folder: ours may be closed to the user it runs as.
  return spawn(program, args, { ...launcher.identity, stdio, env: childEnvironment(), cwd: '/', detached: true });
}

/** Tries launchers for real: the program must start and the data folder must be within reach. */
export function launcherProbe(folder: DataFolder, { postgres }: PostgresBinaries): LauncherProbe {
  return (launcher) => {
    if (launcher.filesOf && launcher.filesOf.uid !== 0) openToOthers(folder);
    // initdb looks its user's name up; the server does not.
    const script = `cd "$1" && "$0" --version ${hasCluster(folder) ? '' : '&& id -un'}`;
    const check = ['/bin/sh', '-c', script, postgres, folder.root];
    const [program = '', ...args] = [...launcher.prefix, ...(process.platform === 'win32' ? [postgres, '--version'] : check)];
    return spawnSync(program, args, { ...launcher.identity, stdio: 'ignore', env: childEnvironment(), cwd: '/' }).status === 0;
  };
}

/** Gives a path, and all below it, to the user the launcher runs as. The top goes last, so that an interrupted change is taken up again. */
export function giveToLauncher(launcher: Launcher, target: string): void {
  const owner = launcher.filesOf;
  const found = lstatSync(target);
  if (!owner || found.uid === owner.uid) return;
  if (found.isDirectory()) for (const name of readdirSync(target)) giveToLauncher(launcher, path.join(target, name));
  if (!found.isSymbolicLink()) chownSync(target, owner.uid, owner.gid);
}

/** Lets the database's user pass through the data folder, not list it; what is secret in it has modes of its own. */
function openToOthers(folder: DataFolder): void {
  chmodSync(folder.root, statSync(folder.root).mode | 0o011);
}
