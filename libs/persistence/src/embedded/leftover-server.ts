import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterName, type ClusterIdentity } from './cluster-identity.js';
import type { DataFolder } from './data-folder.js';

/** A process of a cluster, recognised by the cluster's name in its command line: a pid alone may be reused by a stranger. */
interface ServerProcess { readonly pid: number; readonly isPostmaster: boolean }

/** Beyond the largest pid of any system, so that PostgreSQL finds no such process. */
const NO_PROCESS = '999999999';

/** Ends what a killed owner left running. Only for the holder of the folder's lock. */
export async function endLeftoverServer(folder: DataFolder, identity: ClusterIdentity): Promise<void> {
  const name = clusterName(folder, identity);
  const postmaster = findServerProcesses(name).find(({ isPostmaster }) => isPostmaster);
  if (postmaster) await signalUntilGone(name, [postmaster], 'SIGINT', 5_000);
  // Never SIGINT to the others: to the checkpointer it means that the whole server is done. Without a postmaster they only have to go.
  await signalUntilGone(name, findServerProcesses(name), 'SIGQUIT', 2_000);
  await signalUntilGone(name, findServerProcesses(name), 'SIGKILL', 2_000);
  if (findServerProcesses(name).length === 0) disownReusedPid(folder);
}

/** The processes of a cluster that run now. */
export function findServerProcesses(name: string): ServerProcess[] {
  return commandLines()
    .filter(({ pid, command }) => pid !== process.pid && command.includes(name) && command.includes('postgres'))
    .map(({ pid, command }) => ({ pid, isPostmaster: !command.startsWith('postgres: ') }));
}

async function signalUntilGone(name: string, targets: readonly ServerProcess[], signal: NodeJS.Signals, patience: number): Promise<void> {
  if (targets.length === 0) return;
  for (const { pid } of targets) send(pid, signal);
  const deadline = performance.now() + patience;
  while (findServerProcesses(name).length > 0 && performance.now() < deadline) await sleep(20);
}

/**
 * PostgreSQL will not start while the pid in its own pid file lives, be it a stranger's or a zombie's. Only the pid is replaced: the rest
 * of the file lets PostgreSQL check that no process still uses the shared memory.
 */
function disownReusedPid(folder: DataFolder): void {
  const file = path.join(folder.cluster, 'postmaster.pid');
  try {
    const [pid, ...rest] = readFileSync(file, 'utf8').split('\n');
    if (send(Number(pid), 0)) writeFileSync(file, [NO_PROCESS, ...rest].join('\n'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Whether there is such a process, which may belong to somebody else. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function commandLines(): { pid: number; command: string }[] {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return fromPs();
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => ({ pid: Number(pid), command: commandLine(pid) }));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return ''; // It has ended since.
  }
}

function fromPs(): { pid: number; command: string }[] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').map((line) => /^\s*(\d+) (.*)$/.exec(line)).filter((match) => match !== null)
    .map(([, pid, command]) => ({ pid: Number(pid), command: command ?? '' }));
}
