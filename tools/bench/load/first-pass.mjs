import http from 'node:http';
import fs from 'node:fs';

const AT_ONCE = 32;

/**
 * Every caller asks once, so that a measurement finds their rows in memory and their tokens known, as on a service that has run for a
 * while. A line of the file is a caller's token and, after a tab, a body to post; `headersOf` a token are those that it is shown in.
 */
export async function firstPass(url, callersFile, headersOf) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const requests = fs.readFileSync(callersFile, 'utf8').trimEnd().split('\n');
  let next = 0;
  const caller = async () => { while (next < requests.length) await ask(url, requests[next++].split('\t'), { agent, headersOf }); };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  agent.destroy();
}

const ask = (url, [token, body], { agent, headersOf }) => new Promise((resolve, reject) => {
  const headers = { ...headersOf(token), ...(body && { 'content-type': 'application/json' }) };
  http.request(url, { agent, headers, method: body ? 'POST' : 'GET' }, (answer) => answer.resume().once('end', resolve)).once('error', reject).end(body);
});
