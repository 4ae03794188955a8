// `kill -9` of the API and of workers at random moments, while callers send and repeat under their keys what was not acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast } from '../../bench/report/bars.mjs';
import { printTable } from '../../bench/report/table.mjs';
import { UNDER_WAY } from '../lab/lab.mjs';
import { sendMany } from '../lab/senders.mjs';
import { COLUMNS, promisesOf, readLedger, rowOf } from '../report/ledger.mjs';

export const about = 'kill -9 of the API and of workers at random moments during sends';
export const sizes = {
  full: { messages: 10_000, atOnce: 32, pauseMs: 0, workers: 3, delayMs: 100, betweenMs: [300, 1_200], kills: [6, Infinity] },
  short: { messages: 200, atOnce: 4, pauseMs: 50, workers: 2, delayMs: 300, betweenMs: [100, 400], kills: [2, 2], hurried: true },
};
// A lease and a bit: what the killed had taken is taken over by then.
const PATIENCE_MS = 60_000, BUSY_MS = 2_000;

export async function run(lab, { messages, atOnce, pauseMs, workers, delayMs, betweenMs, kills: bounds, hurried }) {
  await lab.runWorkers(workers);
  const provider = await lab.loopback('apns', { delayMs }), tenant = await lab.tenant([provider]);
  const killer = startKiller(lab, betweenMs, bounds);
  const acknowledged = await sendMany(lab.api, tenant, tenant.reached.apns, { count: messages, atOnce, pauseMs, isEnough: killer.isEnough });
  const kills = await killer.stop();
  if (hurried) await lab.endLeases();
  await lab.drain([tenant.id], PATIENCE_MS);
  const ledger = await readLedger(lab, [tenant], [provider], acknowledged);
  printTable(`kill -9 during ${acknowledged.length} sends`, ['API killed', 'workers killed', ...COLUMNS], [[kills.api, kills.worker, ...rowOf(ledger)]]);
  return [...promisesOf(ledger), atLeast('kills of the API and of workers, each', Math.min(kills.api, kills.worker), 1, 0), atLeast('attempts that were under way at the kills', ledger.open, 1, 0)];
}

/** Kills a worker and the API in turn, each at a random moment (a worker while it sends), and starts it again at once. */
function startKiller(lab, [soonest, latest], [least, most]) {
  const kills = { api: 0, worker: 0 };
  let stopped = false, n = 0;
  const isEnough = () => n >= least;
  const killing = (async () => {
    while (n < least || (n < most && !stopped)) {
      await sleep(soonest + Math.random() * (latest - soonest));
      const part = n++ % 2 === 1 ? lab.api : await busyOne(lab.workers);
      await part.kill();
      await part.start();
      kills[part === lab.api ? 'api' : 'worker']++;
    }
  })();
  return { isEnough, stop: async () => { stopped = true; await killing; return kills; } };
}

/** One of the workers, when it has something under way; any of them when that does not happen before long. */
async function busyOne(workers) {
  const first = Math.floor(Math.random() * workers.length), deadline = performance.now() + BUSY_MS;
  for (let i = first; performance.now() < deadline; i++) {
    const worker = workers[i % workers.length];
    if ((await worker.metric(UNDER_WAY)) > 0) return worker;
  }
  return workers[first];
}
