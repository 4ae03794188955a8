import { median, spread } from '../report/medians.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { cpuSeconds, residentMb } from './usage.mjs';
import { wrk } from './wrk.mjs';

/**
 * Loads the servers in turn, some rounds each, so that whatever else the machine does meets all of them. The first is the reference. A
 * server may bring `callers` of its own.
 * Answers the rounds of each by its name.
 */
export async function compare(title, servers, { path, databasePid, rounds, seconds, warmSeconds, script, callers, connections }) {
  const load = { script, callers, connections };
  for (const server of servers) await warm(server, path, { ...load, seconds: warmSeconds });
  const results = Object.fromEntries(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of rotated(servers, round)) results[server.name].push(await measure(server, path, databasePid, { ...load, seconds }));
  }
  printRounds(`${title} (median of ${rounds} rounds of ${seconds} s, ${connections} connections)`, results);
  return results;
}

/** The middle of the ratios of two servers, taken round by round. */
export const ratio = (results, one, other, what) => median(results[one].map((round, i) => round[what] / results[other][i][what]));

const rotated = (list, by) => list.map((_, i) => list[(i + by) % list.length]);

async function warm({ name, url, ...own }, path, load) {
  const { bad } = await wrk(url + path, { ...load, ...own });
  if (bad > 0) throw new Error(`${name} gave ${bad} answers that are no success: see its log`);
}

async function measure({ url, pid, ...own }, path, databasePid, load) {
  const before = { server: cpuSeconds(pid), database: cpuSeconds(databasePid) };
  const result = await wrk(url + path, { ...load, ...own });
  const requests = result.rate * load.seconds;
  const micros = (seconds) => (seconds * 1e6) / requests;
  return { ...result, serverCpu: micros(cpuSeconds(pid) - before.server), databaseCpu: micros(cpuSeconds(databasePid) - before.database), resident: residentMb(pid) };
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
