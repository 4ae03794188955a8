import { openSendDatabase } from '../../database/send-database.mjs';
import { atLeast, none } from '../../report/bars.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { startApns } from '../../servers/loopback.mjs';
import { startWorker } from '../../servers/product.mjs';
import { drain, warm } from './drain.mjs';

export const about = 'one worker beside two, where the provider is what holds them up';

const TENANT = 'tnt_workers', LANE = 'message';
const DELAY_MS = 30, CONCURRENCY = 100;
const WARM = 10_000, SHARE = 4;

export async function run({ server, deliveries }) {
  const database = await openSendDatabase(await server.fresh('workers'));
  try {
    const phones = await database.addPhones(TENANT, Math.ceil(deliveries / SHARE)), results = [];
    for (const count of [1, 2]) results.push({ count, ...(await once(database, phones, count, server.pid)) });
    print(results, phones.length);
    const [one, two] = results, wrong = results.reduce((sum, { sent, tries }) => sum + Math.abs(phones.length - sent) + Math.abs(phones.length - tries), 0);
    return [atLeast('two workers, of one', two.rate / one.rate, 1.5), none('pushes without one outcome and one attempt, by one worker and by two', wrong)];
  } finally {
    await database.close();
  }
}

async function once(database, phones, count, databasePid) {
  const apns = await startApns({ delayMs: DELAY_MS }), workers = [];
  try {
    await database.forget();
    await database.setAccount(TENANT, apns, { concurrency: CONCURRENCY });
    while (workers.length < count) workers.push(await startWorker(database));
    const pids = { ...Object.fromEntries(workers.map(({ pid }, i) => [`worker ${i + 1}`, pid])), PostgreSQL: databasePid, APNs: apns.pid };
    const rig = { workers, apns, database, pids };
    await warm(rig, LANE, phones.slice(0, WARM));
    for (const worker of workers) worker.pause();
    await database.forget();
    await database.queue(phones, LANE);
    await database.settle();
    return { ...(await drain(rig, LANE, phones.length)), ...(await database.result()) };
  } finally {
    for (const worker of workers) { worker.resume(); await worker.stop(); }
    await apns.stop();
  }
}

function print(results, deliveries) {
  const names = ['worker 1', 'worker 2', 'PostgreSQL', 'APNs'];
  printTable(`One worker and two: ${deliveries.toLocaleString('en')} deliveries, ${CONCURRENCY} at once for each worker, APNs answers after ${DELAY_MS} ms`, ['workers', 'pushes/s', ...names.map((name) => `µs ${name}`), 'other cores'],
    results.map(({ count, rate, micros, others }) => [count, fixed(rate), ...names.map((name) => fixed(micros[name] ?? NaN, 1)), fixed(others, 2)]));
  for (const { count, others } of results) printVoid(`${count} of the workers`, others);
}
