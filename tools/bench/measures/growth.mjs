import { openDatabases } from '../database/server.mjs';
import { writeCallers } from '../keys.mjs';
import { compare, ratio } from '../load/rounds.mjs';
import { OPERATIONS } from '../operations.mjs';
import { shapeOf } from '../population.mjs';
import { atMost } from '../report/bars.mjs';
import { startProduct } from '../servers/product.mjs';

export const about = 'the unread list at several sizes of the database';

// The same number of callers whatever the size: the question is what the rows of everybody else cost.
const CALLERS = 1_000;
const WARM_SECONDS = 8;

export async function run({ sizes, days, ...options }) {
  const shapes = sizes.map((size) => shapeOf(size, { inboxesOnly: true }));
  const { databases, stop } = await openDatabases(shapes, days);
  const servers = [];
  try {
    for (const [i, { users }] of shapes.entries()) {
      servers.push({ ...(await startProduct(databases[i])), name: `${sizes[i].toLocaleString('en')} notifications`, callers: writeCallers(users, Math.min(users, CALLERS)) });
    }
    const { path, script } = OPERATIONS.list;
    const rounds = await compare('Unread list as the database grows', servers, { ...options, warmSeconds: WARM_SECONDS, path, script, databasePid: databases[0].pid });
    const [smallest, ...larger] = Object.keys(rounds);
    return larger.map((name) => atMost(`unread list: p50 at ${name}, of p50 at ${smallest}`, ratio(rounds, name, smallest, 'p50'), 1.2));
  } finally {
    for (const server of servers) await server.stop();
    await stop();
  }
}
