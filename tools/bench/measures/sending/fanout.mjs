import { setTimeout as sleep } from 'node:timers/promises';
import { CONTENT, openSendDatabase } from '../../database/send-database.mjs';
import { bearerToken } from '../../keys.mjs';
import { openCaller } from '../../load/presses.mjs';
import { residentMb, withCores } from '../../load/usage.mjs';
import { userId } from '../../population.mjs';
import { atMost, none } from '../../report/bars.mjs';
import { median } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { startApns } from '../../servers/loopback.mjs';
import { startProduct, startWorker } from '../../servers/product.mjs';
import { until } from './drain.mjs';

export const about = 'POST /communication/bulk to a hundred thousand users: time and memory of accepting it, and until all deliveries exist';

const TENANT = 'tnt_fanout', USERS = 100_000, WARM = 5_000;
const SAMPLE_MS = 20, LOOK_EVERY_MS = 50, QUIET_MS = 3_000;

export async function run({ server, rounds }) {
  const database = await openSendDatabase(await server.fresh('fanout'));
  const opened = [{ stop: () => database.close() }];
  const open = (what) => { opened.unshift(what); return what; };
  try {
    await database.addPhones(TENANT, USERS);
    await database.settle();
    const apns = open(await startApns());
    await database.setAccount(TENANT, apns);
    const product = open(await startProduct(database)), worker = open(await startWorker(database));
    const caller = openCaller(product.url, bearerToken(0, 'communication:send', undefined, TENANT)), rig = { database, caller, product, worker, databasePid: server.pid };
    await once(rig, WARM);
    const results = [];
    for (let round = 0; round < rounds; round++) results.push(await once(rig, USERS));
    caller.close();
    return report(results);
  } finally {
    for (const each of opened) await each.stop();
  }
}

async function once({ database, caller, product, worker, databasePid }, users) {
  const body = { channel: 'push', recipients: Array.from({ length: users }, (_, n) => userId(n)), subject: CONTENT.title, content: CONTENT.body };
  await database.forget();
  await sleep(QUIET_MS);
  const api = watchMemory(product.pid), sending = watchMemory(worker.pid);
  const { result, cores } = await withCores({ API: product.pid, worker: worker.pid, PostgreSQL: databasePid }, async () => {
    const startedAt = performance.now(), seconds = () => (performance.now() - startedAt) / 1_000;
    const { status, text } = await caller.ask('/communication/bulk', body);
    if (status !== 200) throw new Error(`a bulk was answered with ${status}: ${text.slice(0, 500)}`);
    const accepted = seconds();
    await until(async () => (await database.sql('select exists (select from audience) as left_over'))[0].left_over === false, LOOK_EVERY_MS);
    return { accepted, expanded: seconds(), api: api.stop(), worker: sending.stop() };
  });
  const [{ n }] = await database.sql('select count(*)::int as n from delivery');
  await until(async () => !(await database.waits('bulk')), LOOK_EVERY_MS);
  return { ...result, missing: users - n, failed: (await database.result()).failed, cores };
}

/** How much a process takes at most beyond what it has now, in MB, until it is stopped. */
function watchMemory(pid) {
  const idle = residentMb(pid), timer = setInterval(() => { most = Math.max(most, residentMb(pid)); }, SAMPLE_MS);
  let most = idle;
  return { stop() { clearInterval(timer); return most - idle; } };
}

function report(results) {
  const middle = (of) => median(results.map(of));
  printTable(`A push to ${USERS.toLocaleString('en')} users in one request`, ['round', 'answered after s', 'all deliveries exist after s', 'MB of the API above idle', 'MB of the worker above idle', 'missing', ...Object.keys(results[0].cores)],
    results.map(({ accepted, expanded, api, worker, missing, cores }, i) => [i + 1, fixed(accepted, 2), fixed(expanded, 2), fixed(api), fixed(worker), missing, ...Object.values(cores).map((share) => fixed(share, 2))]));
  printVoid('A push to many', middle(({ cores }) => cores.others));
  return [
    atMost(`answer to a push to ${USERS.toLocaleString('en')} users, s`, middle(({ accepted }) => accepted), 2),
    atMost('memory of the API above idle meanwhile, MB', middle(({ api }) => api), 100, 0),
    atMost('memory of the worker above idle while it expands and sends, MB', middle(({ worker }) => worker), 100, 0),
    none('users without a delivery, and deliveries that failed', results.reduce((sum, { missing, failed }) => sum + Math.abs(missing) + failed, 0)),
  ];
}
