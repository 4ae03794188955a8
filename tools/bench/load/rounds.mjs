import { median, spread } from '../report/medians.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { CALM } from '../report/void.mjs';
import { API } from '../surfaces.mjs';
import { firstPass } from './first-pass.mjs';
import { cpuSeconds, machineCpuSeconds, residentMb } from './usage.mjs';
import { wrk } from './wrk.mjs';

/**
 * Loads the servers in turn, some rounds each, so that whatever else the machine does meets all of them. The first is the reference. A
 * server may bring a `path` and `callers` of its own; `headersOf` a caller's token are those that it is shown in. Answers the rounds of each by its name.
 */
export async function compare(title, servers, { path, databasePid, rounds, seconds, warmSeconds, script, callers, headersOf = API.headersOf, connections }) {
  const load = { script, callers, connections };
  for (const server of servers) await warm(server, path, { ...load, headersOf, seconds: warmSeconds });
  const results = Object.fromEntries(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of rotated(servers, round)) results[server.name].push(await calmRound(() => measure(server, path, databasePid, { ...load, seconds })));
  }
  printRounds(`${title} (median of ${rounds} rounds of ${seconds} s, ${connections} connections)`, results);
  return results;
}

/** The middle of the ratios of two servers, taken round by round. */
export const ratio = (results, one, other, what) => median(results[one].map((round, i) => round[what] / results[other][i][what]));

const rotated = (list, by) => list.map((_, i) => list[(i + by) % list.length]);

async function warm({ name, url, ...own }, path, load) {
  const address = url + (own.path ?? path);
  await firstPass(address, own.callers ?? load.callers, load.headersOf);
  const { bad } = await wrk(address, { ...load, ...own });
  if (bad > 0) throw new Error(`${name} gave ${bad} answers that are no success: see its log`);
}

// A round that says nothing is repeated, and the calmest one counts.
const TRIES = 4;

async function calmRound(measureOnce) {
  let calmest;
  for (let n = 1; n <= TRIES && !(calmest?.others <= CALM); n++) {
    const round = await measureOnce();
    if (calmest === undefined || round.others < calmest.others) calmest = round;
  }
  return calmest;
}

async function measure({ url, pid, ...own }, path, databasePid, load) {
  const before = cpuOf(pid, databasePid);
  const result = await wrk(url + (own.path ?? path), { ...load, ...own });
  const after = cpuOf(pid, databasePid);
  const used = (what) => after[what] - before[what], micros = (what) => (used(what) * 1e6) / (result.rate * load.seconds);
  return { ...result, serverCpu: micros('server'), databaseCpu: micros('database'), others: (used('machine') - used('benchmark')) / load.seconds, resident: residentMb(pid) };
}

const cpuOf = (serverPid, databasePid) => ({ server: cpuSeconds(serverPid), database: cpuSeconds(databasePid), benchmark: cpuSeconds(process.pid), machine: machineCpuSeconds() });

function printRounds(title, results) {
  const [reference] = Object.keys(results);
  printTable(title, ['server', 'req/s', `vs ${reference}`, 'p50 ms', 'p99 ms', 'µs CPU/req', 'µs PostgreSQL/req', 'RSS MB', 'spread %', 'other cores', 'bad'],
    Object.entries(results).map(([name, all]) => {
      const middle = (what, digits) => fixed(median(all.map((round) => round[what])), digits);
      return [name, middle('rate'), fixed(ratio(results, name, reference, 'rate'), 2), middle('p50', 2), middle('p99', 2), middle('serverCpu'), middle('databaseCpu'), middle('resident'),
        fixed(spread(all.map(({ rate }) => rate))), middle('others', 2), all.reduce((sum, { bad }) => sum + bad, 0)];
    }));
}
