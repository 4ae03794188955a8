import { fillBareQueue } from '../../database/bare-queue.mjs';
import { APP_ID, POOL, openSendDatabase } from '../../database/send-database.mjs';
import { startProgram } from '../../load/program.mjs';
import { withCores } from '../../load/usage.mjs';
import { atLeast } from '../../report/bars.mjs';
import { median } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { startApns } from '../../servers/loopback.mjs';

export const about = 'what the machine allows: a bare queue beside the product\'s own, and bare HTTP/2 to the same APNs';

const TENANT = 'tnt_floor', LANE = 'message';
const AT_ONCE = 500;

export async function run({ server, deliveries, rounds }) {
  const bare = [], own = [], pushes = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareQueue(server, deliveries));
    own.push(await ownQueue(server, deliveries));
    pushes.push(await barePushes(deliveries));
  }
  const rows = [['queue on a bare table: claim, outcome, attempt', bare], ["the product's queue: claim, settle", own], ['HTTP/2 alone', pushes]];
  print(rows, deliveries, rounds);
  return [atLeast("the product's queue: deliveries a second, of a bare one", median(own.map(({ rate }, i) => rate / bare[i].rate)), 0.7)];
}

async function bareQueue(server, count) {
  const database = await server.fresh('bare_queue', { bare: true });
  await fillBareQueue(database, count);
  return drainBy('queue/raw', { DATABASE_URL: database.superuserUrl }, { PostgreSQL: server.pid }, { count });
}

async function ownQueue(server, count) {
  const database = await openSendDatabase(await server.fresh('own_queue'));
  try {
    await database.queue(await database.addPhones(TENANT, count), LANE);
    await database.settle();
    return await drainBy('queue/product', { DATABASE_URL: database.url }, { PostgreSQL: server.pid }, { count, lane: LANE, pool: `${TENANT} ${POOL}` });
  } finally {
    await database.close();
  }
}

async function barePushes(count) {
  const apns = await startApns();
  try {
    return await drainBy('raw-push', { APNS_URL: apns.url, APNS_CA: apns.ca, APP_ID }, { APNs: apns.pid }, { count, atOnce: AT_ONCE });
  } finally {
    await apns.stop();
  }
}

/** What a program needs to do all of it. */
async function drainBy(name, env, pids, told) {
  const program = startProgram(name, env);
  try {
    await program.ready();
    const startedAt = performance.now();
    const { result: { count }, cores: { others, ...own } } = await withCores({ program: program.pid, ...pids }, () => program.ask('drain', told));
    const seconds = (performance.now() - startedAt) / 1_000;
    if (count !== told.count) throw new Error(`${name} did ${count} of ${told.count}`);
    return { rate: count / seconds, others, micros: Object.fromEntries(Object.entries(own).map(([who, share]) => [who, (share * seconds * 1e6) / count])) };
  } finally {
    await program.stop();
  }
}

function print(rows, deliveries, rounds) {
  const middle = (all, of, digits) => fixed(median(all.map(of)), digits);
  printTable(`What the machine allows: ${deliveries.toLocaleString('en')} deliveries, one process, fsync on (median of ${rounds})`, ['', 'a second', 'µs of node', 'µs PostgreSQL', 'µs APNs', 'other cores'],
    rows.map(([name, all]) => [name, middle(all, ({ rate }) => rate), ...['program', 'PostgreSQL', 'APNs'].map((who) => middle(all, ({ micros }) => micros[who] ?? NaN, 1)), middle(all, ({ others }) => others, 2)]));
  for (const [name, all] of rows) printVoid(name, median(all.map(({ others }) => others)));
}
