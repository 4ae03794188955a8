import { openServer } from '../database/server.mjs';
import * as accept from './sending/accept.mjs';
import * as fanout from './sending/fanout.mjs';
import * as flat from './sending/flat.mjs';
import * as floor from './sending/floor.mjs';
import * as path from './sending/path.mjs';
import * as ring from './sending/ring.mjs';
import * as takeover from './sending/takeover.mjs';
import * as workers from './sending/workers.mjs';

const MEASURES = { path, floor, accept, ring, fanout, flat, workers, takeover };

export const about = `the send engine: ${Object.keys(MEASURES).join(', ')} (--only some of them)`;

export async function run({ only, ...options }) {
  const names = only === undefined ? Object.keys(MEASURES) : only.split(',');
  for (const name of names) if (!Object.hasOwn(MEASURES, name)) throw new Error(`there is no measure ${name} of sending: there are ${Object.keys(MEASURES).join(', ')}`);
  const bars = [];
  for (const name of names) bars.push(...(await alone(MEASURES[name], options)));
  return bars;
}

/** Each on a server that has done nothing else. */
async function alone({ run: measure, opensDatabases }, options) {
  if (opensDatabases) return measure(options);
  const server = await openServer();
  try {
    return await measure({ ...options, server });
  } finally {
    await server.stop();
  }
}
