import path from 'node:path';
import { BENCH } from '../paths.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';
import { productSql } from './product-sql.mjs';

/** `node:http` and `pg`, written by hand: what the machine can do when nothing but the answer counts. */
export async function startReference(database, { nodeOptions = [] } = {}) {
  const port = await freePort();
  const env = { DATABASE_URL: database.superuserUrl, PORT: String(port), SQL: JSON.stringify(await productSql()), NODE_ENV: 'production' };
  const child = startChild('reference', [process.execPath, ...nodeOptions, path.join(BENCH, 'servers/reference/main.mjs')], { env });
  const url = `http://127.0.0.1:${port}`;
  await whenReady(child, `${url}/health/ready`);
  return { name: 'node:http + pg', url, pid: child.pid, stop: () => stopChild(child) };
}
