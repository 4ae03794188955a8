import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keyEnvironment } from '../keys.mjs';
import { ROOT, STATE } from '../paths.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

const PROGRAM = 'apps/ringpost/dist/main.js';
// The product runs as its own scripts run it: with the heap they give it.
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const HEAP = scripts.ringpost.match(/--max-\S+/g);

/** The product's API on a seeded database, with everything that an operator has: verification, policies, validation, log, metrics. */
export async function startProduct(database, options) {
  const PORT = await freePort();
  return { ...(await startPart('api', database, { PORT }, PORT, options)), url: urlOf(PORT) };
}

/** The same of old apps, with the push socket of their phones on `socketPort`. */
export async function startLegacyProduct(database, options) {
  const LEGACY_PORT = await freePort(), PUSH_SOCKET_PORT = await freePort(), HEALTH_PORT = await freePort();
  return { ...(await startPart('legacy', database, { LEGACY_PORT, PUSH_SOCKET_PORT, HEALTH_PORT }, HEALTH_PORT, options)), url: urlOf(LEGACY_PORT), socketPort: PUSH_SOCKET_PORT };
}

/** What sends, on its own. */
export async function startWorker(database, options) {
  const HEALTH_PORT = await freePort();
  return startPart('worker', database, { HEALTH_PORT }, HEALTH_PORT, options);
}

/** Everything in one process, as `ringpost start` runs it without further words. */
export async function startWhole(database, options) {
  const PORT = await freePort(), LEGACY_PORT = await freePort(), PUSH_SOCKET_PORT = await freePort();
  return { ...(await startPart(undefined, database, { PORT, LEGACY_PORT, PUSH_SOCKET_PORT }, PORT, options)), url: urlOf(PORT) };
}

async function startPart(part, database, ports, healthPort, { nodeOptions = [], settings = {} } = {}) {
  const where = { DATABASE_URL: database.url, DATA_DIR: path.join(STATE, 'product'), HOST: '127.0.0.1', ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])) };
  const env = { ...keyEnvironment, ...where, LOG_LEVEL: 'info', NODE_ENV: 'production', ...settings };
  const child = startChild('product', [process.execPath, ...HEAP, ...nodeOptions, PROGRAM, 'start', ...(part ? ['--only', part] : [])], { env });
  await whenReady(child, `${urlOf(healthPort)}/health/ready`);
  return { name: 'Ringpost', pid: child.pid, log: child.log, stop: () => stopChild(child), pause: () => child.kill('SIGSTOP'), resume: () => child.kill('SIGCONT'), kill: () => stopChild(child, { signal: 'SIGKILL' }) };
}

const urlOf = (port) => `http://127.0.0.1:${port}`;
