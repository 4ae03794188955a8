import { startProgram } from '../load/program.mjs';
import { makeCertificate } from './certificate.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

const PROGRAM = 'libs/providers/dist/loopback/main.js';

/** The loopback APNs in a process of its own, over TLS, with an answer after `delayMs`. It keeps the last `keep` pushes; `account` is what sends to it. */
export async function startApns({ delayMs = 0, keep = 0 } = {}) {
  const port = await freePort(), controlPort = await freePort(), { certFile, keyFile, ca } = await makeCertificate();
  const child = startChild('loopback-apns', [process.execPath, PROGRAM, 'apns', '--port', String(port), '--control', String(controlPort), '--delay', String(delayMs), '--keep', String(keep), '--cert', certFile, '--key', keyFile]);
  const control = `http://127.0.0.1:${controlPort}`;
  await whenReady(child, `${control}/counts`);
  const ask = async (path) => (await fetch(control + path)).json();
  const tell = (path, body) => fetch(control + path, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.body?.cancel());
  return {
    pid: child.pid, url: `https://127.0.0.1:${port}`, ca,
    counts: () => ask('/counts'), received: () => ask('/received'), clear: () => tell('/clear'), steer: (how) => tell('/steer', how),
    stop: () => stopChild(child),
  };
}

/** The same that notes the moment of each arrival: `arrivals` answers those since it was asked last, by token. */
export async function startNotingApns() {
  const port = await freePort(), { certFile, keyFile, ca } = await makeCertificate();
  const program = startProgram('noting-apns', { PORT: port, KEY_FILE: keyFile, CERT_FILE: certFile });
  await program.ready();
  return { pid: program.pid, url: `https://127.0.0.1:${port}`, ca, arrivals: async () => new Map(await program.ask('take')), stop: () => program.stop() };
}
