// Clocks jump by an hour, forwards and back: that of a worker's machine, and that of the database.
import { setTimeout as sleep } from 'node:timers/promises';
import { printTable } from '../../bench/report/table.mjs';
import { sendMany } from '../lab/senders.mjs';
import { COLUMNS, promisesOf, readLedger, rowOf } from '../report/ledger.mjs';

export const about = 'the clock of a worker, and that of the database, jump by an hour forwards and back';
export const sizes = {
  full: { messages: 1_000, atOnce: 16, afterMs: 2_000, workers: 2 },
  short: { messages: 60, atOnce: 4, afterMs: 300, workers: 2, hurried: true },
};
const HOUR_MS = 3_600_000, DELAY_MS = 100, PATIENCE_MS = 150_000, UNDER_WAY_MS = 15_000, LOOK_MS = 50;

const BEGUN = 'd.attempts > (select count(*) from attempt a where a.tenant_id = d.tenant_id and a.delivery_id = d.id)';
// What a jump of the database's clock does to what waits is the same as to shift the times of all of it the other way.
const JUMP = `
update delivery d set due_at = d.due_at - $1::int * interval '1 ms', expires_at = d.expires_at - $1::int * interval '1 ms' where d.status = 'pending' returning d.id, ${BEGUN} as begun`;
const UNDER_WAY = `select count(*)::int as n from delivery d where d.tenant_id = $1 and d.status = 'pending' and ${BEGUN}`;
const HOUR_OVER = "update delivery set due_at = now() where tenant_id = $1 and status = 'pending' and due_at > now() + interval '30 minutes' returning id";

/** Each jump happens in the middle of sends. It answers the deliveries that were under way, where it takes their leases from them. */
const JUMPS = {
  'workers, an hour forwards and back': (lab, betweenMs) => setWorkers(lab, HOUR_MS, betweenMs),
  'workers, an hour back and forwards': (lab, betweenMs) => setWorkers(lab, -HOUR_MS, betweenMs),
  'database, an hour forwards': ({ server }) => setDatabase(server, HOUR_MS),
  'database, an hour back': ({ server }) => setDatabase(server, -HOUR_MS),
};

export async function run(lab, { hurried, ...size }) {
  await lab.runWorkers(size.workers);
  const rounds = [];
  for (const [name, jump] of Object.entries(JUMPS)) {
    rounds.push({ name, ...(await jumpDuring(lab, jump, size)) });
    if (!hurried) await lab.drain([rounds.at(-1).tenant.id], PATIENCE_MS);
  }
  await lab.drain(rounds.map(({ tenant }) => tenant.id), PATIENCE_MS, { hurried });
  const rows = [], promises = [];
  for (const { name, tenant, provider, acknowledged, begun, delayed } of rounds) {
    const ledger = await readLedger(lab, [tenant], [provider], acknowledged, begun);
    rows.push([name, ...rowOf(ledger), ledger.refused, delayed]);
    promises.push(...promisesOf(ledger).map((promise) => ({ ...promise, what: `${name}: ${promise.what}` })));
  }
  printTable('Clocks jump in the middle of sends', ['whose clock', ...COLUMNS, 'refused meanwhile', 'an hour later'], rows);
  return promises;
}

async function jumpDuring(lab, jump, { messages, atOnce, afterMs }) {
  const provider = await lab.loopback('apns', { delayMs: DELAY_MS }), tenant = await lab.tenant([provider]);
  let isOver = false;
  const sending = sendMany(lab.api, tenant, tenant.reached.apns, { count: messages, atOnce, isEnough: () => isOver });
  await sleep(afterMs);
  const begun = await jump(lab, afterMs);
  isOver = true;
  const acknowledged = await sending;
  return { tenant, provider, acknowledged, begun, delayed: begun.length > 0 ? await passHour(lab, tenant) : 0 };
}

/** What a jump back has put off by an hour is put back, once what was under way then has ended. Answers how many. */
async function passHour({ server }, { id }) {
  for (const end = performance.now() + UNDER_WAY_MS; performance.now() < end; await sleep(LOOK_MS)) {
    const [{ n }] = await server.rows(UNDER_WAY, [id]);
    if (n === 0) break;
  }
  return (await server.rows(HOUR_OVER, [id])).length;
}

async function setWorkers({ workers }, offsetMs, betweenMs) {
  await Promise.all(workers.map((worker) => worker.jumpTo(offsetMs)));
  await sleep(betweenMs);
  await Promise.all(workers.map((worker) => worker.jumpTo(0)));
  return [];
}

async function setDatabase(server, ms) {
  return (await server.rows(JUMP, [ms])).filter(({ begun }) => begun).map(({ id }) => id);
}
