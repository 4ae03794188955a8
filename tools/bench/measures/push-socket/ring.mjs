import { ringAtRandom } from '../../load/events.mjs';
import { withCores } from '../../load/usage.mjs';
import { below, none } from '../../report/bars.mjs';
import { percentile } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { connectCalmly } from './calm.mjs';

const SHARE = 2; // half of all phones
const HEARTBEAT_MS = 5_000;
const EVERY_MS = 20, WARM_EVENTS = 50;

/** Single events to phones among many that are not silent: from the call of the sender to the phone. */
export async function ring(rig, { phones, events }) {
  const { product, farm, sender, databasePid } = rig, count = Math.ceil(phones / SHARE);
  const tokens = await connectCalmly(rig, count);
  await farm.beatEvery(HEARTBEAT_MS);
  await ringAtRandom(farm, sender, tokens, { count: WARM_EVENTS, everyMs: EVERY_MS });
  const before = await farm.state(), startedAt = performance.now();
  const { result: { times, lost, calls, rests }, cores } = await withCores({ product: product.pid, phones: farm.pid, PostgreSQL: databasePid }, () => ringAtRandom(farm, sender, tokens, { count: events, everyMs: EVERY_MS }));
  const after = await farm.state(), perSecond = (after.heartbeats - before.heartbeats) / ((performance.now() - startedAt) / 1_000);
  await farm.beatEvery(0);
  printTable(`The way of a ring: ${events} events, one every ${EVERY_MS} ms, to ${count.toLocaleString('en')} phones with ${fixed(perSecond)} heartbeats a second`,
    ['p50 ms', 'p99 ms', 'most ms', 'the call itself, p50', 'p99', 'the rest, p50', 'p99', 'missing', 'connections lost', ...Object.keys(cores)],
    [[...[50, 99, 100].map((percent) => fixed(percentile(times, percent), 2)), ...[calls, rests].flatMap((part) => [50, 99].map((percent) => fixed(percentile(part, percent), 2))), lost, after.lost, ...Object.values(cores).map((share) => fixed(share, 2))]]);
  printVoid('The way of a ring', cores.others);
  return [below('way of a ring, p99 in ms', percentile(times, 99), 10), none('rings that did not arrive', lost)];
}
