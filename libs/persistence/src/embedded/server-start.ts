import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterParts } from './cluster-creation.js';
import { type ClusterIdentity, saveClusterIdentity } from './cluster-identity.js';
import { chooseFreePort } from './free-port.js';
import { endLeftoverServer } from './leftover-server.js';
import { explainFailure } from './postgres-log.js';
import { type Postmaster, spawnPostmaster, whenReady } from './postmaster.js';

const RETRY_FOR_MS = 10_000;

/** Starts the server on its remembered port, or on a new one when that is taken, and waits until it accepts connections. */
export async function startServer(parts: ClusterParts, identity: ClusterIdentity): Promise<Postmaster> {
  const { folder } = parts;
  const deadline = performance.now() + RETRY_FOR_MS;
  let port = identity.port ?? await chooseFreePort();
  for (;;) {
    const postmaster = spawnPostmaster(parts, identity, port);
    if (await whenReady(postmaster, folder.cluster)) {
      if (port !== identity.port) saveClusterIdentity(folder, { ...identity, port });
      return postmaster;
    }
    const log = postmaster.logText();
    if (performance.now() > deadline) throw startError(parts, log, await postmaster.ended);
    // Asking PostgreSQL itself leaves no gap between the check of a port and its use.
    if (log.includes('could not bind')) port = await chooseFreePort();
    else if (isStillInUse(log)) await sleep(100).then(() => endLeftoverServer(folder, identity));
    else throw startError(parts, log, await postmaster.ended);
  }
}

function isStillInUse(log: string): boolean {
  return /lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(log);
}

function startError({ folder }: ClusterParts, log: string, ended: string): Error {
  const version = /initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+?)\.?\n/.exec(log);
  if (version) return new Error(`${folder.cluster} was made by PostgreSQL ${version[1]} and cannot be read by PostgreSQL ${version[2]}: dump it with the old version, or use another data folder`);
  return new Error(`PostgreSQL did not start in ${folder.root} (${ended}): ${explainFailure(log)}`);
}
