import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { moment } from './phones/moment.mjs';

const PATIENCE_MS = 10_000, LOOK_EVERY_MS = 20;

/** Posts JSON to the product over connections that stay open. Answers a function of path, body and method that resolves to the status and the text. */
export function openCaller(url, token) {
  const agent = new http.Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = async (path, body, method = 'POST') => {
    const answer = await new Promise((resolve, reject) => http.request(url + path, { agent, method, headers }, resolve).once('error', reject).end(JSON.stringify(body)));
    return { status: answer.statusCode, text: await text(answer) };
  };
  return { ask, close: () => agent.destroy() };
}

/**
 * Presses one button after the other, one every `everyMs` whether or not the one before was answered; `tokenOf` says whose phone each
 * rings. Answers how many milliseconds passed between the request and the provider for each (`times`), and until the answer (`calls`).
 */
export async function press(caller, apns, devices, { everyMs, tokenOf }) {
  await apns.arrivals();
  const startedAt = moment(), sentAt = [], calls = [];
  for (const [n, device] of devices.entries()) {
    await sleep(Math.max(0, startedAt + n * everyMs - moment()));
    sentAt[n] = moment();
    calls.push(caller.ask('/communication/rings', { device }).then(({ status, text: said }) => {
      if (status !== 202) throw new Error(`a ring was answered with ${status}: ${said}`);
      return moment() - sentAt[n];
    }));
  }
  const arrived = new Map(), answered = await Promise.all(calls);
  for (const until = moment() + PATIENCE_MS; arrived.size < devices.length && moment() < until; await sleep(LOOK_EVERY_MS)) {
    for (const [token, at] of await apns.arrivals()) arrived.set(token, at);
  }
  const times = devices.flatMap((_, n) => (arrived.has(tokenOf(n)) ? [arrived.get(tokenOf(n)) - sentAt[n]] : []));
  return { times, calls: answered, lost: devices.length - times.length };
}
