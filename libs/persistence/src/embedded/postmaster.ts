import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterParts } from './cluster-creation.js';
import { clusterName, type ClusterIdentity } from './cluster-identity.js';
import { launch } from './launch.js';
import { openPostgresLog } from './postgres-log.js';

/** A PostgreSQL server that this process started. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Settles when the server has ended, with how it ended. */
  readonly ended: Promise<string>;
  /** Fast shutdown: open transactions are rolled back, committed ones are kept. Harsher when that takes too long. */
  stop(): Promise<void>;
  /** For a process that is about to exit and cannot wait. */
  interrupt(): void;
  logText(): string;
}

// Recovery after a crash may take a while; this only bounds a server that hangs.
const START_LIMIT_MS = 120_000;
const STOP_STEPS = [['SIGINT', 5_000], ['SIGQUIT', 2_000], ['SIGKILL', 2_000]] as const;
const SETTINGS = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '100', shared_buffers: '256MB', jit: 'off',
  timezone: 'UTC', log_timezone: 'UTC',
};

/** Starts the server on a port, without waiting for it. */
export function spawnPostmaster({ folder, binaries, launcher, settings }: ClusterParts, identity: ClusterIdentity, port: number): Postmaster {
  const all = { ...SETTINGS, ...settings, port: String(port), cluster_name: clusterName(folder, identity) };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openPostgresLog(folder);
  try {
    const child = launch(launcher, [binaries.postgres, '-D', folder.cluster, ...flags], ['ignore', 'ignore', log.descriptor]);
    // A command that forgets to stop its database may end all the same; the server then goes with it.
    child.unref();
    const ended = endOf(child);
    return {
      pid: child.pid ?? 0, port, ended, logText: log.text,
      stop: () => stop(child, ended), interrupt: () => { child.kill('SIGINT'); },
    };
  } finally {
    log.close();
  }
}

/** Waits until the server accepts connections; false when it ended instead. */
export async function whenReady(postmaster: Postmaster, cluster: string): Promise<boolean> {
  let ended = false;
  void postmaster.ended.then(() => { ended = true; });
  const deadline = performance.now() + START_LIMIT_MS;
  while (!ended && !isReady(cluster, postmaster.pid)) {
    if (performance.now() > deadline) {
      await postmaster.stop();
      throw new Error(`PostgreSQL was not ready after ${START_LIMIT_MS / 1000} s`);
    }
    await sleep(10);
  }
  return !ended;
}

/** The server keeps its state in the eighth line of this file, as pg_ctl expects it. */
function isReady(cluster: string, pid: number): boolean {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  for (const [signal, patience] of STOP_STEPS) {
    child.kill(signal);
    const timer = new AbortController();
    const tooLong = sleep(patience, true, { signal: timer.signal }).catch(() => false);
    if (!(await Promise.race([ended.then(() => false), tooLong]))) return timer.abort();
  }
}
