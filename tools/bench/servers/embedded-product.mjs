import fs from 'node:fs';
import path from 'node:path';
import { keyEnvironment } from '../keys.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

/** The whole product in one process on its embedded PostgreSQL, as `ringpost start` runs it. */
export async function startEmbedded(folder) {
  const ports = { PORT: await freePort(), LEGACY_PORT: await freePort(), PUSH_SOCKET_PORT: await freePort() };
  const env = { ...keyEnvironment, ...ports, DATA_DIR: folder, DATABASE_URL: '', NODE_ENV: 'production' };
  const child = startChild('embedded-product', [process.execPath, 'apps/ringpost/dist/main.js', 'start'], { env });
  const url = `http://127.0.0.1:${ports.PORT}`;
  await whenReady(child, `${url}/health/ready`);
  return { url, child, folder, stop: () => stopChild(child) };
}

/** What the process that runs the embedded PostgreSQL tells the others: its `url` and `pid`. */
export const announcedDatabase = (folder) => JSON.parse(fs.readFileSync(path.join(folder, 'database.json'), 'utf8'));

/** `kill -9`, without a word before: of the service, or of it and of PostgreSQL's first process. */
export async function killEmbedded({ child, folder }, { databaseToo }) {
  const { pid } = announcedDatabase(folder);
  child.stopping = true;
  if (databaseToo) process.kill(pid, 'SIGKILL');
  child.kill('SIGKILL');
  await child.ended;
}
