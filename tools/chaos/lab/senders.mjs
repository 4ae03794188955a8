// Callers of the API that repeat a request under its key until it is acknowledged, as the contract tells them to.
import { setTimeout as sleep } from 'node:timers/promises';
import { fromTypeId } from '../../../libs/domain/dist/index.js';

const PAUSE_MS = 100, ANSWER_MS = 10_000, GIVE_UP_MS = 120_000;
let keys = 0;

/**
 * Sends one push. Answers the message's uuid, its title (no other has the same), when it was acknowledged, and how often it was asked for.
 * Throws when it is refused, or never acknowledged.
 */
export async function send(api, { id: tenant, jwt }, user) {
  const n = ++keys, title = `Number ${n}`, deadline = performance.now() + GIVE_UP_MS;
  for (let tries = 1; performance.now() < deadline; tries++) {
    const answer = await ask(api, jwt, `chaos-${n}`, { user_id: user, title, body: 'Sent to be found again.' });
    if (answer) return { tenant, title, tries, messageId: fromTypeId('msg', answer.message_id), at: Date.now() };
    await sleep(PAUSE_MS);
  }
  throw new Error(`${title} was never acknowledged`);
}

/** The data of a whole answer of success; undefined when it is not known whether it was done. Throws when it was refused. */
async function ask(api, jwt, key, body) {
  const headers = { authorization: `Bearer ${jwt}`, 'content-type': 'application/json', 'idempotency-key': key };
  let status, text;
  try {
    const answer = await fetch(`${api.url}/communication/push`, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(ANSWER_MS) });
    [status, text] = [answer.status, await answer.text()];
  } catch {
    return undefined; // cut off in the middle: the key makes it safe to ask again
  }
  if (status === 200) return JSON.parse(text).data;
  if (status >= 500 || status === 409) return undefined;
  throw new Error(`a push was refused with ${status}: ${text}`);
}

/** Sends so many pushes to users in turn, a few at a time with a pause after each, and goes on until it is enough. Answers what was acknowledged. */
export async function sendMany(api, tenant, users, { count, atOnce, pauseMs = 0, isEnough = () => true }) {
  const sent = [];
  let next = 0;
  const sender = async () => {
    for (; next < count || !isEnough(); await sleep(pauseMs)) sent.push(await send(api, tenant, users[next++ % users.length]));
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return sent;
}

/** Sends at a steady pace until it is stopped. Answers what was acknowledged by then. */
export function keepSending(api, tenant, users, everyMs) {
  const under = [];
  let n = 0;
  const timer = setInterval(() => under.push(send(api, tenant, users[n++ % users.length])), everyMs);
  return { stop: () => { clearInterval(timer); return Promise.all(under); } };
}
