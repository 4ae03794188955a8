import { openSendDatabase } from '../../database/send-database.mjs';
import { below } from '../../report/bars.mjs';
import { median } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { startApns } from '../../servers/loopback.mjs';
import { startWorker } from '../../servers/product.mjs';
import { until, warm } from './drain.mjs';

export const about = 'kill -9 of a worker with deliveries in flight: seconds until another one sends them';

const TENANT = 'tnt_takeover', COUNT = 50;
const LANES = [{ lane: 'message', bar: 20 }, { lane: 'ring', bar: 3 }];
const LOOK_EVERY_MS = 10;

export async function run({ server, rounds }) {
  const database = await openSendDatabase(await server.fresh('takeover')), apns = await startApns();
  try {
    await database.setAccount(TENANT, apns);
    const phones = await database.addPhones(TENANT, COUNT), rows = [];
    for (const { lane, bar } of LANES) {
      const times = [];
      for (let round = 0; round < rounds; round++) times.push(await once({ database, apns }, phones, lane));
      rows.push({ lane, bar, times, last: times.map(({ last }) => last) });
    }
    printTable(`kill -9 of a worker with ${COUNT} deliveries in flight (${rounds} rounds)`, ['lane', 'first on the wire again, s (median)', 'last, s (median)', 'last, s (most)'],
      rows.map(({ lane, times, last }) => [lane, fixed(median(times.map(({ first }) => first)), 2), fixed(median(last), 2), fixed(Math.max(...last), 2)]));
    return rows.map(({ lane, bar, last }) => below(`deliveries of a killed worker are on the wire again, lane ${lane}, s`, Math.max(...last), bar));
  } finally {
    await apns.stop();
    await database.close();
  }
}

/** One worker holds all of them when it is killed; the other one stood still until then. */
async function once({ database, apns }, phones, lane) {
  const workers = [await startWorker(database), await startWorker(database)], [killed, heir] = workers;
  try {
    await warm({ database, apns }, lane, phones);
    await database.forget();
    heir.pause();
    await apns.steer({ mode: 'silent' });
    await apns.clear();
    await database.queue(phones, lane);
    await database.wake(lane);
    const received = async () => (await apns.counts()).received ?? 0;
    await until(async () => (await received()) >= COUNT, LOOK_EVERY_MS);
    await apns.steer({ mode: 'ok' });
    await apns.clear();
    heir.resume();
    const at = performance.now(), seconds = () => (performance.now() - at) / 1_000;
    await killed.kill();
    await until(async () => (await received()) > 0, LOOK_EVERY_MS);
    const first = seconds();
    await until(async () => (await received()) >= COUNT, LOOK_EVERY_MS);
    return { first, last: seconds() };
  } finally {
    await apns.steer({ mode: 'ok' });
    heir.resume();
    for (const worker of workers) await worker.stop();
  }
}
