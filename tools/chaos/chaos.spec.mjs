import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = path.join(import.meta.dirname, 'main.mjs');
const LONGEST_MS = 240_000;

/** Runs every fault, shortened, one after the other on one installation: to start one for each would take longer than all of them. */
async function runAll() {
  const child = spawn(process.execPath, [MAIN, 'all', '--short', '--json'], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const last = out.trimEnd().split('\n').at(-1);
  if (!last.startsWith('{')) throw new Error(`the faults were not run to their end:\n${out}\n${err}`);
  return JSON.parse(last);
}

describe('what is promised', () => {
  let promises;
  beforeAll(async () => { promises = await runAll(); }, LONGEST_MS + 10_000);

  it.each([
    ['by two workers that are the same in everything', 'twins'],
    ['to others while one tenant floods the queue', 'flood'],
    ['to others while a provider is sick, and to its own messages afterwards', 'provider'],
    ['when PostgreSQL restarts in the middle of sends', 'database'],
    ['when clocks jump by an hour', 'clock'],
    ['when the API and workers are killed', 'kill'],
  ])('holds %s', (_when, fault) => {
    expect(promises[fault].length).toBeGreaterThan(0);
    expect(promises[fault].filter(({ passed }) => !passed)).toEqual([]);
  });
});
