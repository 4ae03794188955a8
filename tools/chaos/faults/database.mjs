// PostgreSQL goes away and comes back in the middle of sends, in order and as if it had crashed.
import { setTimeout as sleep } from 'node:timers/promises';
import { fixed, printTable } from '../../bench/report/table.mjs';
import { sendMany } from '../lab/senders.mjs';
import { COLUMNS, promisesOf, readLedger, rowOf } from '../report/ledger.mjs';

export const about = 'PostgreSQL restarts in the middle of sends, by fast and by immediate shutdown';
export const sizes = {
  full: { messages: 5_000, atOnce: 32, workers: 2, shutdowns: ['fast', 'immediate', 'fast', 'immediate'], betweenMs: [800, 2_000] },
  short: { messages: 200, atOnce: 8, workers: 2, shutdowns: ['fast', 'immediate'], betweenMs: [200, 500] },
};
const PATIENCE_MS = 60_000, DELAY_MS = 100;

export async function run(lab, { messages, atOnce, workers, shutdowns, betweenMs }) {
  await lab.runWorkers(workers);
  const provider = await lab.loopback('apns', { delayMs: DELAY_MS }), tenant = await lab.tenant([provider]);
  let isOver = false;
  const restarting = restartAll(lab, shutdowns, betweenMs).finally(() => { isOver = true; });
  const acknowledged = await sendMany(lab.api, tenant, tenant.reached.apns, { count: messages, atOnce, isEnough: () => isOver });
  const away = await restarting;
  // What comes now shows that everything works by itself again, whenever the last restart was.
  acknowledged.push(...(await sendMany(lab.api, tenant, tenant.reached.apns, { count: atOnce, atOnce })));
  await lab.drain([tenant.id], PATIENCE_MS);
  const ledger = await readLedger(lab, [tenant], [provider], acknowledged);
  printTable(`PostgreSQL restarts during ${acknowledged.length} sends`, ['restarts', 'away ms', ...COLUMNS], [[shutdowns.join(', '), away.map((ms) => fixed(ms)).join(', '), ...rowOf(ledger)]]);
  return promisesOf(ledger); // a process that had ended would have ended the run
}

async function restartAll(lab, shutdowns, [least, most]) {
  const away = [];
  for (const shutdown of shutdowns) {
    await sleep(least + Math.random() * (most - least));
    away.push(await lab.server.restart(shutdown));
  }
  return away;
}
