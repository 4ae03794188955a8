import { openServer } from '../database/server.mjs';
import * as accept from './sending/accept.mjs';
import * as floor from './sending/floor.mjs';
import * as path from './sending/path.mjs';

const MEASURES = { path, floor, accept };

export const about = `the send engine: ${Object.keys(MEASURES).join(', ')} (--only some of them)`;

export async function run({ only, ...options }) {
  const names = only === undefined ? Object.keys(MEASURES) : only.split(',');
  for (const name of names) if (!Object.hasOwn(MEASURES, name)) throw new Error(`there is no measure ${name} of sending: there are ${Object.keys(MEASURES).join(', ')}`);
  const server = await openServer();
  try {
    const bars = [];
    for (const name of names) bars.push(...(await MEASURES[name].run({ ...options, server })));
    return bars;
  } finally {
    await server.stop();
  }
}
