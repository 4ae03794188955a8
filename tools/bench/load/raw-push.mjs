// Pushes over bare HTTP/2 to the loopback APNs, as many at once as the product's account allows, with the headers and the body that it sends.
import { createSign, generateKeyPairSync } from 'node:crypto';
import http2 from 'node:http2';
import { phoneToken } from '../population.mjs';
import { serve } from './serve.mjs';

const { APNS_URL, APNS_CA, APP_ID } = process.env;
const BODY = JSON.stringify({ aps: { alert: { title: 'Front door', body: 'Somebody is at the door' }, sound: 'default' } });
const authorization = `bearer ${jwt()}`, expiration = String(Math.floor(Date.now() / 1_000) + 86_400);

const session = http2.connect(APNS_URL, { ca: APNS_CA });
await push(0); // a connection takes one at a time until it has seen a valid token

serve({
  async drain({ count, atOnce }) {
    let next = 0;
    const one = async () => { while (next < count) await push(next++); };
    await Promise.all(Array.from({ length: atOnce }, one));
    return { count };
  },
});

function push(n) {
  const id = `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  const headers = {
    ':method': 'POST', ':path': `/3/device/${phoneToken(n)}`, authorization, 'apns-topic': APP_ID, 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-expiration': expiration, 'apns-id': id,
  };
  return new Promise((resolve, reject) => {
    const stream = session.request(headers);
    let status;
    stream.on('response', (answer) => { status = answer[':status']; });
    stream.on('error', reject);
    stream.on('end', () => (status === 200 ? resolve() : reject(new Error(`APNs answered ${status}`))));
    stream.resume();
    stream.end(BODY);
  });
}

function jwt() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', kid: 'ABC123DEFG' })}.${part({ iss: 'TEAM123456', iat: Math.floor(Date.now() / 1_000) })}`;
  return `${text}.${createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url')}`;
}
