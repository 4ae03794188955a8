import { openDatabases } from '../database/server.mjs';
import { writeCallers } from '../keys.mjs';
import { residentMb } from '../load/usage.mjs';
import { wrk } from '../load/wrk.mjs';
import { OPERATIONS } from '../operations.mjs';
import { shapeOf } from '../population.mjs';
import { atMost } from '../report/bars.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { startProduct } from '../servers/product.mjs';

export const about = 'resident memory of the API under load';

const SAMPLE_MS = 200;
const ROUNDS = 2; // the second tells whether it still grows

export async function run({ size, days, seconds, connections }) {
  const shape = shapeOf(size);
  const { databases: [database], stop } = await openDatabases([shape], days);
  const product = await startProduct(database);
  try {
    const callers = writeCallers(shape.users), rows = [['ready, before any request', '', fixed(residentMb(product.pid)), '']];
    let highest = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      for (const { title, path, script } of Object.values(OPERATIONS)) {
        const samples = [], timer = setInterval(() => samples.push(residentMb(product.pid)), SAMPLE_MS);
        const { rate } = await wrk(product.url + path, { script, callers, connections, seconds });
        clearInterval(timer);
        highest = Math.max(highest, ...samples);
        rows.push([`${title}, round ${round}`, fixed(rate), fixed(samples.at(-1)), fixed(Math.max(...samples))]);
      }
    }
    printTable(`Resident memory of the API (${seconds} s each, ${connections} connections)`, ['load', 'req/s', 'MB at the end', 'MB at most'], rows);
    return [atMost('resident memory of the API under load, MB', highest, 250, 0)];
  } finally {
    await product.stop();
    await stop();
  }
}
