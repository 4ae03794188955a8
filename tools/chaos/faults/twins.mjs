// Two workers that are the same in everything: keys, data folder, environment. Only the port of their health differs, for one machine has it once.
import { none } from '../../bench/report/bars.mjs';
import { printTable } from '../../bench/report/table.mjs';
import { CLAIMED } from '../lab/lab.mjs';
import { sendMany } from '../lab/senders.mjs';
import { COLUMNS, promisesOf, readLedger, rowOf } from '../report/ledger.mjs';

export const about = 'two workers with the same identity and environment';
export const sizes = { full: { messages: 5_000, atOnce: 32 }, short: { messages: 300, atOnce: 16 } };
// Where others take the processors, one of them may be too late for all of the first round.
const PATIENCE_MS = 30_000, ROUNDS = 5;

export async function run(lab, { messages, atOnce }) {
  await lab.runWorkers(2);
  const provider = await lab.loopback('apns'), tenant = await lab.tenant([provider]);
  const before = await Promise.all(lab.workers.map((worker) => worker.metric(CLAIMED)));
  const claimedSince = () => Promise.all(lab.workers.map(async (worker, i) => (await worker.metric(CLAIMED)) - before[i]));
  const acknowledged = [];
  for (let round = 0; round < ROUNDS && (await claimedSince()).includes(0); round++) {
    acknowledged.push(...(await sendMany(lab.api, tenant, tenant.reached.apns, { count: messages, atOnce })));
    await lab.drain([tenant.id], PATIENCE_MS);
  }
  const ledger = await readLedger(lab, [tenant], [provider], acknowledged);
  const claimed = await claimedSince();
  printTable(`${acknowledged.length} sends by twins`, [...COLUMNS, 'taken by each'], [[...rowOf(ledger), claimed.join(' and ')]]);
  return [...promisesOf(ledger), none('duplicates', ledger.duplicates), none('workers that sent nothing', claimed.filter((n) => n === 0).length)];
}
