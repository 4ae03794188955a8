import path from 'node:path';
import { BENCH } from '../paths.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

/** `node:http` and `pg`: one bare insert of one row for each request, acknowledged once it is durable. */
export async function startInserts(database) {
  const port = await freePort(), url = `http://127.0.0.1:${port}`;
  const child = startChild('inserts', [process.execPath, path.join(BENCH, 'servers/insert/main.mjs')], { env: { DATABASE_URL: database.superuserUrl, PORT: String(port), NODE_ENV: 'production' } });
  await whenReady(child, `${url}/health/ready`);
  return { name: 'node:http + pg, one insert', url, pid: child.pid, stop: () => stopChild(child) };
}
