// Clients that write without a pause and remember what the service acknowledged: a status of success and the whole of the answer.
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { fromTypeId } from '../../../libs/domain/dist/index.js';
import { bearerToken } from '../keys.mjs';
import { userId } from '../population.mjs';

const USERS = 10_000;
const SENDER = 0;

/** Starts writers, half of notifications and half of push tokens; each ends when the service does. Every write is for another user or phone. */
export function startWriters(url, { count, round }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: count });
  const written = { notifications: [], tokens: [], unacknowledged: 0, refused: [] };
  const senderToken = bearerToken(SENDER, 'notification:send');
  let next = 0;
  const notification = async () => {
    const n = next++;
    // In the sender's own tenant, whoever the user is.
    const body = { user_id: userId(n % USERS), title: `Round ${round}, number ${n}`, content: 'Written to be found again.' };
    written.notifications.push(fromTypeId('ntf', await post(agent, `${url}/notifications`, senderToken, body)));
  };
  const token = async () => {
    const n = next++;
    const body = { platform: 'android', token: `crash-${round}-${n}`, device_id: `crash-${round}-${n}` };
    written.tokens.push(fromTypeId('pt', await post(agent, `${url}/communication/push-tokens`, bearerToken(n % USERS), body)));
  };
  const writer = async (write) => {
    for (;;) {
      try {
        await write();
      } catch (error) {
        if (error instanceof Refused) written.refused.push(error.message);
        else written.unacknowledged++;
        return;
      }
    }
  };
  const all = Array.from({ length: count }, (_, i) => writer(i % 2 ? token : notification));
  return { ended: () => Promise.all(all).then(() => finished(written, agent)) };
}

function finished({ refused, ...written }, agent) {
  agent.destroy();
  if (refused.length > 0) throw new Error(`${refused.length} writes were refused, the first with ${refused[0]}`);
  return written;
}

class Refused extends Error {}

/** The id of what was written. Throws when no whole answer of success came. */
async function post(agent, url, token, body) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await new Promise((resolve, reject) => http.request(url, { agent, method: 'POST', headers }, resolve).once('error', reject).end(JSON.stringify(body)));
  const whole = await text(answer);
  if (answer.statusCode === 503) throw new Error('the service said that it cannot'); // PostgreSQL was killed a moment before it
  if (answer.statusCode >= 300) throw new Refused(`${answer.statusCode} ${whole}`);
  return JSON.parse(whole).data.id;
}
