import http from 'node:http';
import fs from 'node:fs';

const AT_ONCE = 32;

/** Every caller asks once, so that a measurement finds their rows in memory and their tokens known, as on a service that has run for a while. */
export async function firstPass(url, callersFile) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const tokens = fs.readFileSync(callersFile, 'utf8').trimEnd().split('\n');
  let next = 0;
  const caller = async () => { while (next < tokens.length) await ask(url, tokens[next++], agent); };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  agent.destroy();
}

const ask = (url, token, agent) => new Promise((resolve, reject) => {
  http.get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => answer.resume().once('end', resolve)).once('error', reject);
});
