import { setTimeout as sleep } from 'node:timers/promises';
import { ringAtRandom } from '../../load/events.mjs';
import { startStrangers } from '../../load/phone-children.mjs';
import { withCores } from '../../load/usage.mjs';
import { atMost, none } from '../../report/bars.mjs';
import { percentile } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { connectCalmly } from './calm.mjs';

const SHARE = 10; // a tenth of all phones
const EVERY_MS = 20, WARM_EVENTS = 50;
const CROWD = 1_000;
const GATHER_MS = 1_000;

/** The way of a ring while a thousand strangers a second want to shake hands, and while they do not. */
export async function storm(rig, { phones, events }) {
  const { product, farm, sender, databasePid } = rig, count = Math.ceil(phones / SHARE);
  const tokens = await connectCalmly(rig, count);
  const strangers = startStrangers(product.socketPort);
  try {
    const pids = { product: product.pid, phones: farm.pid, strangers: strangers.pid, PostgreSQL: databasePid };
    const rings = () => withCores(pids, () => ringAtRandom(farm, sender, tokens, { count: events, everyMs: EVERY_MS }));
    await ringAtRandom(farm, sender, tokens, { count: WARM_EVENTS, everyMs: EVERY_MS });
    const quiet = await rings();
    await strangers.begin(CROWD);
    await sleep(GATHER_MS);
    const stormy = await rings(), crowd = await strangers.end();
    print({ count, events, quiet, stormy, crowd, lost: (await farm.state()).lost });
    printVoid('The way of a ring in a storm', Math.max(quiet.cores.others, stormy.cores.others));
    const delay = percentile(stormy.result.times, 100) - percentile(quiet.result.times, 50);
    return [atMost('delay of a ring by a storm of handshakes, most ms', delay, 50, 1), none('rings that did not arrive in the storm', quiet.result.lost + stormy.result.lost)];
  } finally {
    await strangers.stop();
  }
}

function print({ count, events, quiet, stormy, crowd, lost }) {
  const rate = (n) => fixed(n / crowd.seconds);
  const row = (name, { result: { times, lost: missing }, cores }) => [name, ...[50, 99, 100].map((percent) => fixed(percentile(times, percent), 2)), missing, ...Object.values(cores).map((share) => fixed(share, 2))];
  printTable(`The way of a ring in a storm: ${events} events, one every ${EVERY_MS} ms, to ${count.toLocaleString('en')} phones`,
    ['', 'p50 ms', 'p99 ms', 'most ms', 'missing', ...Object.keys(quiet.cores)], [row('nobody else', quiet), row('the storm', stormy)]);
  console.log(`\nStrangers a second: ${rate(crowd.attempts)} came, ${rate(crowd.handshakes)} shook hands, ${rate(crowd.refused)} were turned away. Connections of phones lost since the start: ${lost}.`);
}
