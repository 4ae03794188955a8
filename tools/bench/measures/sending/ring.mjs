import { setTimeout as sleep } from 'node:timers/promises';
import { openSendDatabase } from '../../database/send-database.mjs';
import { bearerToken } from '../../keys.mjs';
import { openCaller, press } from '../../load/presses.mjs';
import { withCores } from '../../load/usage.mjs';
import { phoneToken, userId } from '../../population.mjs';
import { below, none } from '../../report/bars.mjs';
import { percentile } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { startApns, startNotingApns } from '../../servers/loopback.mjs';
import { startWhole } from '../../servers/product.mjs';

export const about = 'from POST /communication/rings to the bytes at the provider, alone and while another tenant sends a million';

const TENANT = 'tnt_ring', OTHERS = 'tnt_crowd';
const EVERY_MS = 20, WARM = 200, AT_ONCE = 25;
const CROWD_PHONES = 100_000, CROWD = 5; // times the deliveries of the other measures
const GATHER_MS = 3_000;

export async function run({ server, events, deliveries }) {
  const database = await openSendDatabase(await server.fresh('ring'));
  const opened = [{ stop: () => database.close() }];
  const open = (what) => { opened.unshift(what); return what; };
  try {
    const apns = open(await startNotingApns()), crowdApns = open(await startApns());
    await database.setAccount(TENANT, apns);
    await database.setAccount(OTHERS, crowdApns);
    const product = open(await startWhole(database)), caller = openCaller(product.url, bearerToken(0, 'communication:send', undefined, TENANT));
    const devices = await addDevices(database, caller, events);
    const pids = { product: product.pid, PostgreSQL: server.pid, APNs: apns.pid, "others' APNs": crowdApns.pid };
    const rings = (some) => withCores(pids, () => press(caller, apns, some, { everyMs: EVERY_MS, tokenOf: phoneToken }));
    await rings(devices.slice(0, WARM));
    await sleep(GATHER_MS); // the same button within three seconds is the same ring
    const quiet = await rings(devices);
    const crowd = await database.addPhones(OTHERS, Math.min(CROWD_PHONES, deliveries));
    product.pause();
    for (let left = deliveries * CROWD; left > 0; left -= crowd.length) await database.queue(crowd.slice(0, left), 'bulk');
    await database.settle();
    product.resume();
    await database.wake('bulk');
    await sleep(GATHER_MS);
    const { accepted: before } = await crowdApns.counts(), crowded = await rings(devices), { accepted: after } = await crowdApns.counts();
    if (!(await database.waits('bulk'))) throw new Error('the crowd was over before the rings: more --deliveries are needed');
    caller.close();
    return report({ quiet, crowded }, { pushed: after - before, seconds: (devices.length * EVERY_MS) / 1_000, waiting: deliveries * CROWD });
  } finally {
    for (const each of opened) await each.stop();
  }
}

/** Each with an owner whose only phone rings. Answers their names: the n-th is user n's. */
async function addDevices(database, { ask }, count) {
  await database.addPhones(TENANT, count, 'ring');
  await database.settle();
  const devices = Array.from({ length: count }, (_, n) => `door-${n}`);
  for (let first = 0; first < count; first += AT_ONCE) {
    await Promise.all(devices.slice(first, first + AT_ONCE).map(async (device, k) => {
      const { status, text } = await ask(`/communication/devices/${device}`, { name: 'Front door', owner: userId(first + k) }, 'PUT');
      if (status >= 300) throw new Error(`a device was answered with ${status}: ${text}`);
    }));
  }
  return devices;
}

function report({ quiet, crowded }, { pushed, seconds, waiting }) {
  const rows = [['nobody else', quiet], [`another tenant's ${waiting.toLocaleString('en')}, ${fixed(pushed / seconds)} a second`, crowded]];
  printTable(`From the request of a ring to the provider: ${quiet.result.calls.length} rings, one every ${EVERY_MS} ms, API and worker in one process`,
    ['', 'p50 ms', 'p99 ms', 'most ms', 'the answer, p50', 'p99', 'missing', ...Object.keys(quiet.cores)],
    rows.map(([name, { result: { times, calls, lost }, cores }]) => [name, ...[50, 99, 100].map((percent) => fixed(percentile(times, percent), 2)), ...[50, 99].map((percent) => fixed(percentile(calls, percent), 2)), lost, ...Object.values(cores).map((share) => fixed(share, 2))]));
  for (const [name, { cores }] of rows) printVoid(`The way of a ring, ${name},`, cores.others);
  return [
    below('ring to the provider, p99 in ms', percentile(quiet.result.times, 99), 10),
    below('ring to the provider while another tenant sends to many, p99 in ms', percentile(crowded.result.times, 99), 50),
    none('rings that did not arrive', quiet.result.lost + crowded.result.lost),
  ];
}
