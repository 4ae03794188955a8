import path from 'node:path';
import { BENCH } from '../paths.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

/** Mercurius with its compiler and `pg`: the same surface without limits, policies, validation, log and metrics. */
export async function startMercurius(database, { nodeOptions = [] } = {}) {
  const port = await freePort();
  const env = { DATABASE_URL: database.superuserUrl, PORT: String(port), NODE_ENV: 'production' };
  const child = startChild('mercurius', [process.execPath, ...nodeOptions, path.join(BENCH, 'servers/mercurius/main.mjs')], { env });
  const url = `http://127.0.0.1:${port}`;
  await whenReady(child, `${url}/health/ready`);
  return { name: 'mercurius + pg', url, pid: child.pid, stop: () => stopChild(child) };
}
