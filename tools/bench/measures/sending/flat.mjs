import { openDatabases } from '../../database/server.mjs';
import { POOL, openSendDatabase } from '../../database/send-database.mjs';
import { sentShape } from '../../population.mjs';
import { Database, SendQueueRepository } from '../../../../libs/persistence/dist/index.js';
import { atMost } from '../../report/bars.mjs';
import { percentile } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';

export const about = 'a claim where nothing was sent before, and where millions of deliveries were';

/** It opens its databases by itself: they are seeded once, and kept. */
export const opensDatabases = true;

const TENANT = 'tnt_flat', LANE = 'message';
const PENDING = 2_000, MOST = 100;
const CLAIMS = 50;

export async function run({ days, old, rounds }) {
  const sizes = [0, old], { databases, stop } = await openDatabases(sizes.map(sentShape), days), queues = [];
  try {
    for (const database of databases) queues.push(await openQueue(database));
    for (const queue of queues) await queue.claims(); // connects, and makes the plans
    const times = queues.map(() => []);
    for (let round = 0; round < rounds; round++) for (const [i, queue] of queues.entries()) times[i].push(...(await queue.claims()));
    print(sizes, times);
    const [few, many] = times.map((all) => percentile(all, 50));
    return [atMost(`claim: p50 with ${old.toLocaleString('en')} deliveries sent before, of p50 with none`, many / few, 1.2)];
  } finally {
    for (const queue of queues) await queue.close();
    await stop();
  }
}

/** A queue with a few deliveries that can be claimed again at once. */
async function openQueue(database) {
  const seeded = await openSendDatabase(database), db = await Database.open({ url: database.url }), queue = new SendQueueRepository(db, new Date());
  const forget = () => seeded.forgetTenant(TENANT);
  await forget();
  await seeded.queue(await seeded.addPhones(TENANT, PENDING), LANE);
  const claim = { lane: LANE, after: ['', ''], most: MOST, limits: new Map([[`${TENANT} ${POOL}`, MOST]]), unknown: MOST, leaseMs: 0 };
  return {
    async claims() {
      const times = [];
      await seeded.settle();
      for (let n = 0; n < CLAIMS; n++) {
        const startedAt = performance.now(), { length } = await queue.claim(claim);
        times.push(performance.now() - startedAt);
        if (length !== MOST) throw new Error(`${length} deliveries were claimed instead of ${MOST}`);
      }
      return times;
    },
    async close() {
      await forget();
      await db.close();
      await seeded.close();
    },
  };
}

function print(sizes, times) {
  printTable(`A claim of ${MOST} of ${PENDING.toLocaleString('en')} deliveries that wait`, ['sent before', 'p50 ms', 'p99 ms', 'claims'],
    sizes.map((size, i) => [size.toLocaleString('en'), ...[50, 99].map((percent) => fixed(percentile(times[i], percent), 2)), times[i].length]));
}
