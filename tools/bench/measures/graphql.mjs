import { isDeepStrictEqual } from 'node:util';
import { openDatabases } from '../database/server.mjs';
import { FEED, ITEMS } from '../feed.mjs';
import { bearerToken } from '../keys.mjs';
import { compare, ratio } from '../load/rounds.mjs';
import { shapeOf } from '../population.mjs';
import { atLeast } from '../report/bars.mjs';
import { printVoid } from '../report/void.mjs';
import { CONTENDERS, startContender } from '../servers/contenders.mjs';
import { POSTGRAPHILE } from '../servers/postgraphile.mjs';
import { PRODUCT, REFERENCE } from './side-by-side.mjs';

export const about = 'a feed of 20 over GraphQL beside node:http + pg over REST, and beside PostGraphile';

export async function run(options) {
  const shape = shapeOf(options.size, FEED.shape);
  const { databases: [database], stop } = await openDatabases([shape], options.days);
  const servers = [];
  try {
    for (const name of Object.keys(CONTENDERS)) {
      const server = await startContender(name, database, shape);
      if (server) servers.push(server);
    }
    await checkAnswers(servers, shape);
    return barsOf(await compare(FEED.title, servers, { ...options, script: FEED.script, databasePid: database.pid }));
  } finally {
    for (const server of servers) await server.stop();
    await stop();
  }
}

const CHECKED_USERS = 5;

/** A comparison means something only while all answer the same: these items, in this order, with these names. */
async function checkAnswers(servers, { users }) {
  for (let k = 0; k < CHECKED_USERS; k++) {
    const user = Math.floor((k * users) / CHECKED_USERS) + k;
    const [reference, ...others] = await Promise.all(servers.map((server) => ask(server, user)));
    if (reference.length !== ITEMS || reference.some(({ senderName, receiverName }) => !senderName || !receiverName)) throw new Error(`these are not ${ITEMS} items with names:\n${JSON.stringify(reference)}`);
    for (const [i, other] of others.entries()) if (!isDeepStrictEqual(reference, other)) throw new Error(`${servers[0].name} and ${servers[i + 1].name} differ:\n${JSON.stringify(reference)}\n${JSON.stringify(other)}`);
  }
}

async function ask({ url, path, bodyFor, itemsIn }, user) {
  const headers = { authorization: `Bearer ${bearerToken(user)}`, ...(bodyFor && { 'content-type': 'application/json' }) };
  const answer = await fetch(url + path, { method: bodyFor ? 'POST' : 'GET', headers, body: bodyFor && JSON.stringify(bodyFor(user)) });
  const text = await answer.text(), body = JSON.parse(text);
  if (!answer.ok || body.errors) throw new Error(`${url}${path} answered ${answer.status}: ${text}`);
  return itemsIn(body);
}

function barsOf(rounds) {
  printVoidRows(rounds);
  const beside = (name, bar) => (rounds[name] ? [atLeast(`feed over GraphQL: requests per second, of ${name}`, ratio(rounds, PRODUCT, name, 'rate'), bar)] : []);
  return [...beside(REFERENCE, 0.6), ...beside(POSTGRAPHILE, 2)];
}

/** Tells which rows say nothing. */
function printVoidRows(rounds) {
  for (const [name, all] of Object.entries(rounds)) {
    const wrong = all.reduce((sum, { bad }) => sum + bad, 0);
    if (wrong > 0) console.log(`\n${name} is void: ${wrong} answers were errors.`);
    printVoid(name, Math.max(...all.map(({ others }) => others)));
  }
}
