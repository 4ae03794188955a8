// What the comparisons have in common: one database, the product and its references on it, the same callers.
import { isDeepStrictEqual } from 'node:util';
import { openDatabases } from '../database/server.mjs';
import { compare } from '../load/rounds.mjs';
import { shapeOf } from '../population.mjs';
import { startReference } from '../servers/reference.mjs';
import { API } from '../surfaces.mjs';

export const REFERENCE = 'node:http + pg', PRODUCT = 'Ringpost';

// Few enough that two cores are not full: with more, what the slowest wait for is mostly the scheduler of the machine.
export const CALM_CONNECTIONS = 4;

/**
 * Runs one operation on the reference, the product and further servers. Answers the rounds of each by its name; with `calmToo`, also
 * those of the first two under so little load that latency is their own (`calm`).
 */
export async function sideBySide(operation, options, { others = [], calmToo = false } = {}) {
  const { title, path, script, surface = API, writeCallers = surface.writeCallers } = operation;
  const shape = shapeOf(options.size, surface.shape);
  const { databases: [database], stop } = await openDatabases([shape], options.days);
  const servers = [];
  try {
    for (const start of [startReference, surface.start, ...others]) servers.push(await start(database));
    await checkAnswers(servers, operation, shape);
    const load = { ...options, path, script, callers: writeCallers(shape.users), headersOf: surface.headersOf, databasePid: database.pid };
    const full = await compare(title, servers, load);
    const calm = calmToo ? await compare(title, servers.slice(0, 2), { ...load, connections: CALM_CONNECTIONS }) : undefined;
    return { full, calm };
  } finally {
    for (const server of servers) await server.stop();
    await stop();
  }
}

const CHECKED_USERS = 5;

/** A comparison means something only while the servers say the same; the ordinary one is let off the form of ids and the cursor. */
async function checkAnswers(servers, request, { users }) {
  for (let k = 0; k < CHECKED_USERS; k++) {
    const user = Math.floor((k * users) / CHECKED_USERS) + k;
    const [reference, product, ...others] = await Promise.all(servers.map((server) => ask(server, request, user)));
    if (!isDeepStrictEqual(reference, product)) throw new Error(`${servers[0].name} and ${servers[1].name} differ:\n${JSON.stringify(reference)}\n${JSON.stringify(product)}`);
    for (const other of others) if (!isDeepStrictEqual(contentOf(reference), contentOf(other))) throw new Error(`another server differs:\n${JSON.stringify(contentOf(reference))}\n${JSON.stringify(contentOf(other))}`);
  }
}

async function ask({ url }, { method, path, bodyFor, surface = API }, user) {
  const headers = { ...surface.headersOf(surface.tokenOf(user)), ...(bodyFor && { 'content-type': 'application/json' }) };
  const answer = await fetch(url + path, { method, headers, body: bodyFor && JSON.stringify(bodyFor(user)) });
  if (!answer.ok) throw new Error(`${url}${path} answered ${answer.status}: ${await answer.text()}`);
  const { timestamp, ...content } = { status: answer.status, ...whole(await answer.json()) };
  return content;
}

/** Old apps are answered bare lists. */
const whole = (body) => (Array.isArray(body) ? { items: body } : body);

const contentOf = ({ items, total }) => ({ total, items: items.map(({ id, ...item }) => item) });
