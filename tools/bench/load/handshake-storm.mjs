// Strangers that come in crowds: new connections, each of which tries a TLS handshake and leaves, as many a second as it is told.
import tls from 'node:tls';

const port = Number(process.env.PUSH_SOCKET_PORT);
// Other addresses than the phones have.
const ADDRESSES = 8, STEP_MS = 10, PATIENCE_MS = 10_000;

const secureContext = tls.createSecureContext({ maxVersion: 'TLSv1.2' });
const counts = { attempts: 0, handshakes: 0, refused: 0 };
let timer, startedAt;

function attempt(number) {
  const localAddress = `127.0.1.${1 + (number % ADDRESSES)}`;
  const socket = tls.connect({ host: '127.0.0.1', port, localAddress, secureContext, rejectUnauthorized: false });
  let done = false;
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.once('secureConnect', () => { done = true; counts.handshakes++; socket.destroy(); });
  socket.on('error', () => undefined); // followed by 'close', which counts
  socket.once('close', () => { if (!done) counts.refused++; });
}

const actions = {
  start({ perSecond }) {
    startedAt = performance.now();
    timer = setInterval(() => {
      for (const due = ((performance.now() - startedAt) / 1_000) * perSecond; counts.attempts < due; ) attempt(counts.attempts++);
    }, STEP_MS);
    return {};
  },
  stop() {
    clearInterval(timer);
    return { ...counts, seconds: (performance.now() - startedAt) / 1_000 };
  },
};

process.on('message', ({ action, ...told }) => process.send(actions[action](told)));
process.on('disconnect', () => process.exit(0));
