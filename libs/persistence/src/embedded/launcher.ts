import { statSync } from 'node:fs';
import { type DataFolder, hasCluster } from './data-folder.js';

/** A way to run PostgreSQL's programs as a user they accept: they refuse to run as root. */
export interface Launcher {
  /** For messages. */
  readonly name: string;
  /** Put in front of the command; each part replaces itself by the next, so the pid stays the same. */
  readonly prefix: readonly string[];
  /** Switched to by Node itself, for systems without setpriv. */
  readonly identity?: { readonly uid: number; readonly gid: number };
  /** Who must own the cluster's files, if that may differ from who runs us. */
  readonly filesOf?: { readonly uid: number; readonly gid: number };
}

/** Tells whether a launcher works on this machine. */
export type LauncherProbe = (launcher: Launcher) => boolean;

type Owner = NonNullable<Launcher['filesOf']>;

const ROOT: Owner = { uid: 0, gid: 0 };
const NOBODY: Owner = { uid: 65534, gid: 65534 };
// Last in front of the program: a change of credentials or a new namespace may clear the signal that was asked for before it.
const DIE_WITH_PARENT = ['setpriv', '--pdeathsig', 'INT', '--'];
const IN_NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];

/** Picks the first launcher that works. Throws one line that names all that were tried. */
export function chooseLauncher(folder: DataFolder, probe: LauncherProbe): Launcher {
  const candidates = process.getuid?.() === 0 ? launchersForRoot(clusterOwner(folder)) : launchersForUser();
  const chosen = candidates.find(probe);
  if (chosen) return chosen;
  throw new Error(`PostgreSQL cannot be run here (tried: ${candidates.map(({ name }) => name).join('; ')}): use another user, or set DATABASE_URL to a PostgreSQL of your own`);
}

/** For an ordinary user, best first. The namespace helps a user id without a name, which initdb refuses. */
export function launchersForUser(): Launcher[] {
  return [
    { name: 'directly, ending with its parent', prefix: DIE_WITH_PARENT },
    { name: 'directly', prefix: [] },
    ...inNamespace(),
  ];
}

/** For root, best first. Files that belong to a user already are kept his, so that he can go on without root. */
export function launchersForRoot(owner: Owner | undefined): Launcher[] {
  if (owner && owner.uid !== 0) return [...asUser(owner), ...inNamespace(ROOT)];
  return [...inNamespace(ROOT), ...asUser(NOBODY)];
}

function inNamespace(filesOf?: Owner): Launcher[] {
  return [
    { name: 'unshare --user with setpriv', prefix: [...IN_NAMESPACE, ...DIE_WITH_PARENT], filesOf },
    { name: 'unshare --user', prefix: IN_NAMESPACE, filesOf },
  ];
}

function asUser(owner: Owner): Launcher[] {
  const setpriv = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  // Passing through folders closed to others (such as /root) by a capability leaves their modes alone.
  const pass = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return [
    { name: `setpriv --reuid=${owner.uid}`, prefix: [...setpriv, '--pdeathsig', 'INT', '--'], filesOf: owner },
    { name: `setpriv --reuid=${owner.uid} with dac_override`, prefix: [...setpriv, ...pass, '--pdeathsig', 'INT', '--'], filesOf: owner },
    { name: `as uid ${owner.uid}`, prefix: [], identity: owner, filesOf: owner },
  ];
}

function clusterOwner(folder: DataFolder): Owner | undefined {
  if (!hasCluster(folder)) return undefined;
  const { uid, gid } = statSync(folder.cluster);
  return { uid, gid };
}
