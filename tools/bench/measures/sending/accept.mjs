import { CONTENT, openSendDatabase } from '../../database/send-database.mjs';
import { bearerToken, writeLists } from '../../keys.mjs';
import { startProgram } from '../../load/program.mjs';
import { compare, ratio } from '../../load/rounds.mjs';
import { userId } from '../../population.mjs';
import { atLeast } from '../../report/bars.mjs';
import { median } from '../../report/medians.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { printVoid } from '../../report/void.mjs';
import { startInserts } from '../../servers/insert.mjs';
import { TABLE } from '../../servers/insert/bare-table.mjs';
import { startProduct } from '../../servers/product.mjs';

export const about = 'accepting a push over HTTP beside one bare insert, with and without HTTP';

const TENANT = 'tnt_accept', USERS = 10_000, LINES = 2_000;
const PATH = '/communication/push';
const PLAIN = 'Ringpost', KEYED = 'Ringpost, with an Idempotency-Key', BARE = 'node:http + pg, one insert';
const bodyFor = (n) => JSON.stringify({ user_id: userId(n), title: CONTENT.title, body: CONTENT.body });

export async function run({ server, ...options }) {
  const database = await openSendDatabase(await server.fresh('accept'));
  const servers = [];
  try {
    await database.sql(TABLE);
    await database.addPhones(TENANT, USERS);
    await database.settle();
    servers.push(await startInserts(database), await startProduct(database));
    const token = bearerToken(0, 'communication:send', undefined, TENANT), [inserts, product] = servers;
    await checkAnswer(product, token);
    const lines = Array.from({ length: LINES }, (_, i) => [token, bodyFor((i * USERS) / LINES)]);
    const plain = writeLists('pushes', lines), keyed = writeLists('keyed-pushes', lines.map((line) => [...line, 'keyed']));
    const load = { ...options, path: PATH, script: 'pushes.lua', callers: plain, databasePid: server.pid };
    const rounds = await compare('Accepting a push', [inserts, product, { ...product, name: KEYED, callers: keyed }], load);
    return [...barsOf(rounds), await withoutHttp(database, rounds, options)];
  } finally {
    for (const each of servers) await each.stop();
    await database.close();
  }
}

async function checkAnswer({ url }, token) {
  const answer = await fetch(url + PATH, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: bodyFor(1) });
  const text = await answer.text();
  if (!answer.ok || JSON.parse(text).data.tokens_sent !== 1) throw new Error(`a push was answered with ${answer.status}: ${text}`);
}

function barsOf(rounds) {
  for (const [name, all] of Object.entries(rounds)) printVoid(name, median(all.map(({ others }) => others)));
  return [PLAIN, KEYED].map((name) => atLeast(`pushes accepted a second, of one bare insert over HTTP: ${name}`, ratio(rounds, name, BARE, 'rate'), 0.4));
}

async function withoutHttp({ superuserUrl }, rounds, { seconds, rounds: count }) {
  const program = startProgram('bare-inserts', { DATABASE_URL: superuserUrl });
  try {
    await program.ready();
    const rates = [];
    for (let round = 0; round < count; round++) rates.push((await program.ask('run', { seconds, tenant: TENANT, user: userId(1), body: bodyFor(1) })).rate);
    const rate = median(rates), own = median(rounds[PLAIN].map((round) => round.rate));
    printTable('The bare insert without HTTP, 8 connections', ['inserts/s', 'Ringpost accepts, of that'], [[fixed(rate), fixed(own / rate, 2)]]);
    return atLeast('pushes accepted a second, of bare inserts without HTTP', own / rate, 0.4);
  } finally {
    await program.stop();
  }
}
