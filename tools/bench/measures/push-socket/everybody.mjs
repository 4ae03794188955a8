import { withCores } from '../../load/usage.mjs';
import { atMost, none } from '../../report/bars.mjs';
import { median, percentile } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { calm, connectCalmly } from './calm.mjs';

const PATIENCE_MS = 20_000;
const EVENT = { uid: 'everybody', device: 'The house', type: 11, action: 'alarm', alert: 'Everybody out' };
// Of the one core that the process of the phones can use.
const BUSY = 0.6;
const COLUMNS = ['product', 'phones', 'PostgreSQL', 'others'];

/** One event to all phones: from the commit of its deliveries to the last phone. */
export async function everybody(rig, { phones: count, rounds }) {
  const { product, farm, phones, databasePid } = rig, results = [];
  await connectCalmly(rig, count);
  for (let round = 0; round <= rounds; round++) { // the first compiles
    await calm(rig, count);
    results.push(await once({ farm, phones, pids: { product: product.pid, phones: farm.pid, PostgreSQL: databasePid } }, count));
  }
  const counted = results.slice(1);
  printTable(`One event to ${count.toLocaleString('en')} phones: milliseconds from the commit, cores used meanwhile`, ['round', 'first', 'half', '99 %', 'last', ...COLUMNS, 'missing'],
    counted.map(({ times, lost, cores }, i) => [i + 1, ...[0, 50, 99, 100].map((percent) => fixed(percentile(times, percent), 1)), ...COLUMNS.map((name) => fixed(cores[name], 2)), lost]));
  const middle = (name) => median(counted.map(({ cores }) => cores[name]));
  printVoid('One event to everybody', middle('others'));
  if (middle('phones') > BUSY) console.log(`\nThe phones themselves took ${fixed(middle('phones'), 2)} cores, and have no more than one: what they need to read is part of the time.`);
  return [
    atMost('one event to everybody, ms from the commit to the last phone', median(counted.map(({ times }) => percentile(times, 100))), 500, 0),
    none('phones that an event to everybody did not reach', results.reduce((sum, { lost }) => sum + lost, 0)),
  ];
}

async function once({ farm, phones, pids }, count) {
  const { guid, commit } = await phones.sendToEverybody(EVENT);
  await farm.watchFor(guid);
  const { result: committedAt, cores } = await withCores(pids, async () => {
    const at = await commit();
    await farm.arrived(count, PATIENCE_MS);
    return at;
  });
  const got = await farm.arrivals();
  return { times: [...got.values()].map((at) => at - committedAt), lost: count - got.size, cores };
}
