import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { BENCH, STATE } from '../paths.mjs';
import { freePort, startChild, stopChild, whenListening } from './child.mjs';

// Nothing of the product needs them: they are installed when they are first wanted, outside the repository's own dependencies.
const DEPENDENCIES = { postgraphile: '5.1.5', graphql: '16.15.0' };
const INSTALL_TIMEOUT_MS = 180_000;
const FOLDER = path.join(STATE, 'postgraphile');

export const POSTGRAPHILE = 'PostGraphile 5';

/** PostGraphile on the same tables. Undefined, with a message, when it cannot be installed. */
export async function startPostgraphile(database, { nodeOptions = [] } = {}) {
  if (!install()) return undefined;
  fs.copyFileSync(path.join(BENCH, 'servers/postgraphile/main.mjs'), path.join(FOLDER, 'main.mjs')); // where its imports are found
  const port = await freePort();
  const env = { DATABASE_URL: database.superuserUrl, PORT: String(port), NODE_ENV: 'production', GRAPHILE_ENV: 'production' };
  const child = startChild('postgraphile', [process.execPath, ...nodeOptions, path.join(FOLDER, 'main.mjs')], { env });
  await whenListening(child, port);
  return { name: POSTGRAPHILE, url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => stopChild(child) };
}

function install() {
  const done = path.join(FOLDER, 'installed.json'), wanted = JSON.stringify(DEPENDENCIES);
  if (fs.existsSync(done) && fs.readFileSync(done, 'utf8') === wanted) return true;
  fs.rmSync(FOLDER, { recursive: true, force: true });
  fs.mkdirSync(FOLDER);
  fs.writeFileSync(path.join(FOLDER, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: DEPENDENCIES }));
  process.stderr.write('installing PostGraphile\n');
  const { status, stderr, error } = spawnSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: FOLDER, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS });
  if (status === 0) fs.writeFileSync(done, wanted);
  else process.stderr.write(`PostGraphile is left out, for it cannot be installed: ${error?.message ?? stderr.slice(-500)}\n`);
  return status === 0;
}
