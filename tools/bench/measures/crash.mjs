// The promise of the product put to the test: what was acknowledged is there after `kill -9`, and the next start works at once. On the
// embedded PostgreSQL, in a data folder of its own. In every second round PostgreSQL is killed as well, by the same signal.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWriters } from '../load/writers.mjs';
import { STATE } from '../paths.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { announcedDatabase, killEmbedded, startEmbedded } from '../servers/embedded-product.mjs';
import { countStored, countWrongInboxes } from '../database/acknowledged.mjs';
import { median } from '../report/medians.mjs';
import { atMost, none } from '../report/bars.mjs';

export const about = 'kill -9 during 200 concurrent writes: every acknowledged write has to be there afterwards';

const WRITERS = 200;
const KILL_AFTER_MS = [1_000, 3_000];

export async function run({ rounds }) {
  const folder = path.join(STATE, 'crash');
  fs.rmSync(folder, { recursive: true, force: true });
  const results = [];
  let product = await startEmbedded(folder);
  for (let round = 1; round <= rounds; round++) {
    const databaseToo = round % 2 === 0;
    const written = await writeUntilKilled(product, round, databaseToo);
    const before = performance.now();
    product = await startEmbedded(folder);
    const ready = (performance.now() - before) / 1_000;
    results.push({ round, databaseToo, written, ready, ...(await lookUp(folder, written)) });
  }
  await product.stop();
  print(results);
  const lost = results.reduce((sum, { written, stored }) => sum + written.notifications.length + written.tokens.length - stored.notifications - stored.tokens, 0);
  const wrong = Math.max(...results.map(({ wrongInboxes }) => wrongInboxes));
  return [
    none('acknowledged writes that were lost', lost),
    none('inboxes whose counters differ from their rows', wrong),
    atMost('ready again after the kill, seconds', median(results.map(({ ready }) => ready)), 3),
  ];
}

async function writeUntilKilled(product, round, databaseToo) {
  const writers = startWriters(product.url, { count: WRITERS, round });
  const [least, most] = KILL_AFTER_MS;
  await sleep(least + Math.random() * (most - least));
  await killEmbedded(product, { databaseToo });
  const written = await writers.ended();
  if (written.notifications.length === 0 || written.tokens.length === 0) throw new Error(`round ${round} proves nothing: the service acknowledged no write before it was killed`);
  return written;
}

async function lookUp(folder, { notifications, tokens }) {
  const { url } = announcedDatabase(folder);
  return { stored: { notifications: await countStored(url, 'notification', notifications), tokens: await countStored(url, 'push_token', tokens) }, wrongInboxes: await countWrongInboxes(url) };
}

function print(results) {
  printTable(`kill -9 during ${WRITERS} concurrent writes`, ['round', 'killed', 'notifications acknowledged', 'found', 'push tokens acknowledged', 'found', 'not acknowledged', 'wrong inboxes', 'ready again s'],
    results.map(({ round, databaseToo, written, stored, wrongInboxes, ready }) => [
      round, databaseToo ? 'service and PostgreSQL' : 'service', written.notifications.length, stored.notifications, written.tokens.length, stored.tokens, written.unacknowledged, wrongInboxes, fixed(ready, 2),
    ]));
}
