import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT, STATE } from '../paths.mjs';
import { atMost } from '../report/bars.mjs';
import { median } from '../report/medians.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { freePort, startChild, stopChild, whenReady } from '../servers/child.mjs';

export const about = 'seconds from `npm start` until the service is ready, the very first time and later';

/** With a data folder of its own, on the embedded PostgreSQL, as on a fresh machine. */
export async function run({ rounds }) {
  spawnSync(process.execPath, ['tools/build-if-stale.mjs'], { cwd: ROOT, stdio: 'inherit' }); // `npm ci` has built when somebody starts
  const folder = path.join(STATE, 'start');
  const first = [], warm = [];
  for (let round = 0; round < rounds; round++) {
    fs.rmSync(folder, { recursive: true, force: true });
    first.push(await startOnce(folder));
    warm.push(await startOnce(folder));
  }
  fs.rmSync(folder, { recursive: true, force: true });
  const row = (name, all) => [name, ...['ready', 'stopped'].map((key) => fixed(median(all.map((one) => one[key])), 2)), fixed(Math.max(...all.map(({ ready }) => ready)), 2), all.length];
  printTable('Start', ['', 'ready s (median)', 'stopped s (median)', 'ready s (slowest)', 'starts'], [row('very first', first), row('warm', warm)]);
  return [
    atMost('first start until ready, seconds', median(first.map(({ ready }) => ready)), 8),
    atMost('warm start until ready, seconds', median(warm.map(({ ready }) => ready)), 3),
  ];
}

async function startOnce(folder) {
  const ports = { PORT: await freePort(), LEGACY_PORT: await freePort(), PUSH_SOCKET_PORT: await freePort() };
  const before = performance.now();
  const child = startChild('start', ['npm', 'start'], { env: { ...ports, DATA_DIR: folder, DATABASE_URL: '' } });
  await whenReady(child, `http://127.0.0.1:${ports.PORT}/health/ready`, { everyMs: 5 });
  const ready = performance.now();
  await stopChild(child);
  return { ready: (ready - before) / 1_000, stopped: (performance.now() - ready) / 1_000 };
}
