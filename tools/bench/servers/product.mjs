import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keyEnvironment } from '../keys.mjs';
import { ROOT } from '../paths.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

const PROGRAM = 'apps/ringpost/dist/main.js';
// The product runs as its own scripts run it: with the heap they give it.
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const HEAP = scripts.ringpost.match(/--max-\S+/g);

/** The product's API on a seeded database, with everything that an operator has: verification, policies, validation, log, metrics. */
export async function startProduct(database, { nodeOptions = [], settings = {} } = {}) {
  const port = await freePort();
  const env = { ...keyEnvironment, DATABASE_URL: database.url, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'info', NODE_ENV: 'production', ...settings };
  const child = startChild('product', [process.execPath, ...HEAP, ...nodeOptions, PROGRAM, 'start', '--only', 'api'], { env });
  const url = `http://127.0.0.1:${port}`;
  await whenReady(child, `${url}/health/ready`);
  return { name: 'Ringpost', url, pid: child.pid, log: child.log, stop: () => stopChild(child) };
}
