import { median, spread } from '../report/medians.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { cpuSeconds, residentMb } from './usage.mjs';
import { wrk } from './wrk.mjs';

/**
 * Loads the servers in turn, some rounds each, so that whatever else the machine does meets all of them. The first is the reference.
 * Answers the rounds of each by its name.
 */
export async function compare(title, servers, { path, database, rounds, seconds, warmSeconds, ...load }) {
  for (const { name, url } of servers) if ((await wrk(url + path, { ...load, seconds: warmSeconds })).bad > 0) throw new Error(`${name} gave answers that are no success: see its log`);
  const results = Object.fromEntries(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of rotated(servers, round)) results[server.name].push(await measure(server, path, database, { ...load, seconds }));
  }
  printRounds(`${title} (median of ${rounds} rounds of ${seconds} s, ${load.connections} connections)`, results);
  return results;
}

/** The middle of the ratios of two servers, taken round by round. */
export const ratio = (results, one, other, what) => median(results[one].map((round, i) => round[what] / results[other][i][what]));

const rotated = (list, by) => list.map((_, i) => list[(i + by) % list.length]);

async function measure({ url, pid }, path, database, load) {
  const before = { server: cpuSeconds(pid), database: cpuSeconds(database.pid) };
  const result = await wrk(url + path, load);
  const requests = result.rate * load.seconds;
  const micros = (seconds) => (seconds * 1e6) / requests;
  return { ...result, serverCpu: micros(cpuSeconds(pid) - before.server), databaseCpu: micros(cpuSeconds(database.pid) - before.database), resident: residentMb(pid) };
}

function printRounds(title, results) {
  const [reference] = Object.keys(results);
  printTable(title, ['server', 'req/s', `vs ${reference}`, 'p50 ms', 'p99 ms', 'µs CPU/req', 'µs PostgreSQL/req', 'RSS MB', 'spread %', 'bad'],
    Object.entries(results).map(([name, all]) => {
      const middle = (what, digits) => fixed(median(all.map((round) => round[what])), digits);
      return [name, middle('rate'), fixed(ratio(results, name, reference, 'rate'), 2), middle('p50', 2), middle('p99', 2), middle('serverCpu'), middle('databaseCpu'), middle('resident'),
        fixed(spread(all.map(({ rate }) => rate))), all.reduce((sum, { bad }) => sum + bad, 0)];
    }));
}
