import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

// Below the range from which systems number outgoing connections, or one of those would now and then sit on a remembered port.
const LOWEST = 15_000;
const HIGHEST = 32_000;
const TRIES = 20;

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export async function chooseFreePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = await listenBriefly(randomInt(LOWEST, HIGHEST)).catch(() => undefined);
    if (port) return port;
  }
  return listenBriefly(0);
}

async function listenBriefly(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
