import fs from 'node:fs';

/** Stops what the run started and removes its folder. */
export default async function stopDatabase() {
  const { server, dir } = globalThis.__RINGPOST_TEST__;
  await server.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}
