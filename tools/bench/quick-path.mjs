import { openServer } from './database/server.mjs';
import { openSendDatabase } from './database/send-database.mjs';
import { startApns } from './servers/loopback.mjs';
import { startWorker } from './servers/product.mjs';
import { drain, warm } from './measures/sending/drain.mjs';
const [N = '60000', ...variants] = process.argv.slice(2);
const server = await openServer();
const database = await openSendDatabase(await server.fresh('prof'));
const phones = await database.addPhones('tnt_path', Number(N));
for (const v of variants) {
  const [lane, delay, ...nodeOptions] = v.split(' ');
  const apns = await startApns({ delayMs: Number(delay) });
  await database.forget();
  await database.setAccount('tnt_path', apns, process.env.CONC ? { concurrency: Number(process.env.CONC) } : {});
  const worker = await startWorker(database, { nodeOptions });
  const rig = { workers: [worker], apns, database, pids: { worker: worker.pid, PostgreSQL: server.pid, APNs: apns.pid } };
  await warm(rig, lane, phones.slice(0, 20000));
  worker.pause();
  await database.forget(); await database.queue(phones, lane); await database.settle();
  worker.resume();
  const d = await drain(rig, lane, phones.length);
  console.log(v.padEnd(50), d.rate | 0, Object.entries(d.micros).map(([k, x]) => `${k} ${x.toFixed(1)}`).join(' '), 'others', d.others.toFixed(2));
  await worker.stop(); await apns.stop();
}
await database.close(); await server.stop();
process.exit(0);
