import { openSendDatabase } from '../../database/send-database.mjs';
import { atLeast, atMost, none } from '../../report/bars.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { startApns } from '../../servers/loopback.mjs';
import { startWorker } from '../../servers/product.mjs';
import { drain, warm } from './drain.mjs';

export const about = 'from the claim over HTTP/2 to the loopback APNs until outcome and attempt are durable';

const TENANT = 'tnt_path';
const WARM = 20_000;
const CASES = [0, 30].flatMap((delayMs) => ['message', 'bulk'].map((lane) => ({ lane, delayMs })));

export async function run({ server, deliveries, nodeOptions }) {
  const database = await openSendDatabase(await server.fresh('path'));
  try {
    const phones = await database.addPhones(TENANT, deliveries), rows = [];
    for (const each of CASES) rows.push({ ...each, ...(await once(database, phones, each, { databasePid: server.pid, nodeOptions })) });
    print(rows, deliveries);
    return rows.flatMap(({ name, rate, micros, result }) => [
      atLeast(`pushes a second, ${name}`, rate, 8_000, 0),
      atMost(`own CPU of the worker for a push, µs, ${name}`, micros.worker, 60, 1),
      none(`pushes without one outcome and one attempt, ${name}`, Math.abs(deliveries - result.sent) + Math.abs(deliveries - result.tries) + result.failed),
    ]);
  } finally {
    await database.close();
  }
}

async function once(database, phones, { lane, delayMs }, { databasePid, nodeOptions }) {
  const apns = await startApns({ delayMs });
  await database.forget();
  await database.setAccount(TENANT, apns);
  const worker = await startWorker(database, { nodeOptions });
  try {
    const rig = { workers: [worker], apns, database, pids: { worker: worker.pid, PostgreSQL: databasePid, APNs: apns.pid } };
    await warm(rig, lane, phones.slice(0, WARM));
    worker.pause();
    await database.forget();
    await database.queue(phones, lane);
    await database.settle();
    const drained = await drain(rig, lane, phones.length);
    return { ...drained, name: `${lane}, ${delayMs} ms`, result: await database.result() };
  } finally {
    worker.resume();
    await worker.stop();
    await apns.stop();
  }
}

function print(rows, deliveries) {
  printTable(`The whole path: ${deliveries.toLocaleString('en')} deliveries, one worker, fsync on`, ['lane', 'APNs answers after', 'pushes/s', 'µs worker', 'µs PostgreSQL', 'µs APNs', 'other cores', 'sent', 'attempts'],
    rows.map(({ lane, delayMs, rate, micros, others, result }) => [lane, `${delayMs} ms`, fixed(rate), fixed(micros.worker, 1), fixed(micros.PostgreSQL, 1), fixed(micros.APNs, 1), fixed(others, 2), result.sent, result.tries]));
  for (const { name, others } of rows) printVoid(`The whole path, ${name},`, others);
}
