import fs from 'node:fs';
import path from 'node:path';
import { openDatabases } from '../database/server.mjs';
import { FEED } from '../feed.mjs';
import { firstPass } from '../load/first-pass.mjs';
import { wrk } from '../load/wrk.mjs';
import { LEGACY_OPERATIONS, OPERATIONS } from '../operations.mjs';
import { STATE } from '../paths.mjs';
import { shapeOf } from '../population.mjs';
import { selfTimes } from '../report/self-times.mjs';
import { fixed, printTable } from '../report/table.mjs';
import { freePort } from '../servers/child.mjs';
import { startContender } from '../servers/contenders.mjs';
import { openInspector } from '../servers/inspector.mjs';
import { startReference } from '../servers/reference.mjs';
import { API } from '../surfaces.mjs';

export const about = 'where the CPU time of the API, or of the reference, goes under the load of one operation';

const FILE = path.join(STATE, 'profile.cpuprofile');
const SAMPLE_US = 250;
const TOP = 30;

const ALL = { ...OPERATIONS, ...LEGACY_OPERATIONS };

export async function run({ operation, server, size, days, seconds, warmSeconds, connections }) {
  const { title, script, surface = API, shape: kind = surface.shape } = operation === 'graphql' ? FEED : ALL[operation];
  const shape = shapeOf(size, kind);
  const { databases: [database], stop } = await openDatabases([shape], days);
  const inspectorPort = await freePort();
  const subject = await startSubject({ operation, server }, database, shape, { nodeOptions: [`--inspect=127.0.0.1:${inspectorPort}`] });
  try {
    const load = { script, callers: subject.callers, connections }, address = subject.url + subject.path;
    await firstPass(address, load.callers, surface.headersOf);
    await wrk(address, { ...load, seconds: warmSeconds * 2 }); // compiled by then, so that the profile shows the daily life
    const inspector = await openInspector(inspectorPort);
    await inspector.send('Profiler.enable');
    await inspector.send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await inspector.send('Profiler.start');
    const { rate } = await wrk(address, { ...load, seconds });
    const { profile } = await inspector.send('Profiler.stop');
    inspector.close();
    fs.writeFileSync(FILE, JSON.stringify(profile));
    print(`${subject.name}, ${title.toLowerCase()}, CPU profile (${fixed(rate)} req/s while profiled)`, selfTimes(profile), rate * seconds);
    console.log(`\nThe whole profile: ${FILE}`);
    return [];
  } finally {
    await subject.stop();
    await stop();
  }
}

async function startSubject({ operation, server }, database, shape, options) {
  if (operation === 'graphql') return startContender(server, database, shape, options);
  const { path: where, surface = API, writeCallers = surface.writeCallers } = ALL[operation];
  const starts = { product: surface.start, reference: startReference };
  return { ...(await starts[server](database, options)), path: where, callers: writeCallers(shape.users) };
}

function print(title, { busy, packages, functions }, requests) {
  const rows = (entries) => entries.slice(0, TOP).map(([name, micros]) => [name, `${fixed((micros / busy) * 100, 1)} %`, fixed(micros / requests, 1)]);
  printTable(`${title}: by package`, ['package', 'self time', 'µs/req'], rows(packages));
  printTable(`${title}: by function`, ['function', 'self time', 'µs/req'], rows(functions));
}
