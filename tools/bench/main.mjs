// npm run bench -- <name> [options]: the benchmarks of the product. Without a name: what there is.
import { parseArgs } from 'node:util';
import * as crash from './measures/crash.mjs';
import * as graphql from './measures/graphql.mjs';
import * as growth from './measures/growth.mjs';
import * as legacy from './measures/legacy.mjs';
import * as list from './measures/list.mjs';
import * as logs from './measures/logs.mjs';
import * as memory from './measures/memory.mjs';
import * as profile from './measures/profile.mjs';
import * as register from './measures/register.mjs';
import * as sending from './measures/sending.mjs';
import * as socket from './measures/socket.mjs';
import * as start from './measures/start.mjs';
import * as tokens from './measures/tokens.mjs';
import { LEGACY_OPERATIONS, OPERATIONS } from './operations.mjs';
import { printBars } from './report/bars.mjs';
import { CONTENDERS } from './servers/contenders.mjs';

const measures = { list, register, tokens, logs, graphql, legacy, socket, sending, growth, start, memory, crash, profile };

const OPTIONS = {
  size: { type: 'string', default: '1000000', about: 'notifications in the database' },
  sizes: { type: 'string', default: '100000,1000000,10000000', about: 'growth: the sizes to compare' },
  days: { type: 'string', default: '365', about: 'days that the notifications reach back: a partition for each month' },
  rounds: { type: 'string', default: '5', about: 'rounds, of which the median counts' },
  seconds: { type: 'string', default: '6', about: 'length of a round' },
  connections: { type: 'string', default: '32', about: 'connections of the load generator' },
  phones: { type: 'string', default: '10000', about: 'socket: connected phones at most' },
  events: { type: 'string', default: '500', about: 'socket: events in a row' },
  deliveries: { type: 'string', default: '200000', about: 'sending: deliveries that wait' },
  old: { type: 'string', default: '10000000', about: 'sending: deliveries that were sent long ago' },
  only: { type: 'string', default: '', about: 'sending: some of its measures, with commas between them' },
  server: { type: 'string', default: 'product', about: `profile: product or reference; of graphql also ${Object.keys(CONTENDERS).slice(2).join(', ')}` },
  operation: { type: 'string', default: 'list', about: `profile: ${Object.keys({ ...OPERATIONS, ...LEGACY_OPERATIONS }).join(', ')}, graphql` },
};
const LOG_DAYS = 90; // as long as the log is kept unless told otherwise

const { values, positionals: [name] } = parseArgs({ options: Object.fromEntries(Object.entries(OPTIONS).map(([key, { about, ...option }]) => [key, option])), allowPositionals: true });

if (!Object.hasOwn(measures, name ?? '')) {
  const lines = (entries) => entries.map(([key, about]) => `  ${key.padEnd(14)} ${about}`).join('\n');
  const text = `npm run bench -- <name> [options]\n\n${lines(Object.entries(measures).map(([key, { about }]) => [key, about]))}\n\nOptions:\n${lines(Object.entries(OPTIONS).map(([key, option]) => [`--${key}`, `${option.about} (${option.default})`]))}`;
  console.log(text);
  process.exit(name === undefined ? 0 : 1);
}

const bars = await measures[name].run({
  size: Number(values.size), sizes: values.sizes.split(',').map(Number), days: { notifications: Number(values.days), deliveries: LOG_DAYS },
  rounds: Number(values.rounds), seconds: Number(values.seconds), warmSeconds: 4, connections: Number(values.connections), phones: Number(values.phones), events: Number(values.events),
  deliveries: Number(values.deliveries), old: Number(values.old), only: values.only === '' ? undefined : values.only,
  operation: values.operation, server: values.server,
});
if (bars.length > 0) printBars(bars);
// A missed bar is a finding and no failure; a lost write is one.
process.exit(bars.some(({ fatal, passed }) => fatal && !passed) ? 1 : 0);
