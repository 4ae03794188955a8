// npm run chaos -- <name> [--short]: the faults that the product has to live through. Without a name: what there is.
import { parseArgs } from 'node:util';
import { printBars } from '../bench/report/bars.mjs';
import * as clock from './faults/clock.mjs';
import * as database from './faults/database.mjs';
import * as flood from './faults/flood.mjs';
import * as kill from './faults/kill.mjs';
import * as provider from './faults/provider.mjs';
import * as twins from './faults/twins.mjs';
import { Lab } from './lab/lab.mjs';

const FAULTS = { twins, flood, provider, database, clock, kill };

const { values: { short, json }, positionals: [name] } = parseArgs({
  options: { short: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } }, allowPositionals: true,
});
const chosen = name === 'all' ? Object.keys(FAULTS) : [name];

if (!Object.hasOwn(FAULTS, chosen[0] ?? '')) {
  const lines = Object.entries({ ...FAULTS, all: { about: 'one after the other' } }).map(([key, { about }]) => `  ${key.padEnd(10)} ${about}`);
  console.log(`npm run chaos -- <name> [--short]\n\n${lines.join('\n')}\n\n--short   as the tests run it: less of everything, and no waiting for leases and retries\n--json    the last line is what was promised and what was counted, as JSON`);
  process.exit(name === undefined ? 0 : 1);
}

const results = {};
const lab = await Lab.open({ durable: !short });
try {
  for (const fault of chosen) {
    const { run, sizes } = FAULTS[fault], began = performance.now();
    results[fault] = await run(lab, sizes[short ? 'short' : 'full']);
    printBars(results[fault]);
    console.log(`\n${fault} took ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    await lab.endLoopbacks();
  }
} finally {
  await lab.close();
}
if (json) console.log(JSON.stringify(results));
process.exit(Object.values(results).flat().every(({ passed }) => passed) ? 0 : 1);
