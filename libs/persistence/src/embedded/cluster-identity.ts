import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { type DataFolder, hasCluster, readJsonFile, writePrivateFile } from './data-folder.js';

/** What a database folder keeps for its whole life: its secrets, its port, and an id by which its processes are recognised. */
export interface ClusterIdentity {
  readonly id: string;
  readonly superuserPassword: string;
  readonly password: string;
  readonly port?: number;
}

/** Reads cluster.json, or makes new secrets for a folder that has no cluster yet. */
export function loadClusterIdentity(folder: DataFolder): ClusterIdentity {
  const saved = readJsonFile(folder.clusterIdentity);
  if (isIdentity(saved)) return saved;
  // New secrets would not open an old cluster: better to say so than to fail on the password later.
  if (hasCluster(folder)) throw new Error(`${folder.clusterIdentity} is missing or damaged and holds the passwords of ${folder.cluster}: restore it from a backup`);
  const identity = { id: randomBytes(6).toString('hex'), superuserPassword: secret(), password: secret() };
  saveClusterIdentity(folder, identity);
  return identity;
}

/** Remembers the identity for later starts. */
export function saveClusterIdentity(folder: DataFolder, identity: ClusterIdentity): void {
  writePrivateFile(folder.clusterIdentity, `${JSON.stringify(identity, null, 2)}\n`);
}

/**
 * PostgreSQL's `cluster_name`, which stands in the command line of each of its processes. The folder's inode is part of it, because
 * a copy of the folder has the same id, and its server is somebody else's.
 */
export function clusterName(folder: DataFolder, { id }: ClusterIdentity): string {
  return `ringpost-${id}-${statSync(folder.root, { bigint: true }).ino}`;
}

const secret = () => randomBytes(24).toString('base64url');

function isIdentity(value: Partial<Record<string, unknown>> | undefined): value is Partial<Record<string, unknown>> & ClusterIdentity {
  return ['id', 'superuserPassword', 'password'].every((key) => typeof value?.[key] === 'string')
    && ['number', 'undefined'].includes(typeof value?.port);
}
