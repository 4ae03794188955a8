import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Reach } from '@ringpost/domain';
import { targetOf } from '../public-lookup.js';

/** A connection to an origin, plain or with TLS, over which HTTP/2 can be spoken once it is made. `ca`: PEM, trusted instead of the system's. */
export function openSocket({ protocol, hostname, port }: URL, reach: Reach, ca?: string): Socket {
  const host = hostname.replace(/^\[|\]$/g, ''), target = targetOf(host, reach);
  if (protocol === 'http:') return connect({ ...target, port: Number(port || 80) });
  const socket = connectTls({ ...target, port: Number(port || 443), servername: isIP(host) === 0 ? host : undefined, ALPNProtocols: ['h2'], ca });
  return socket.once('secureConnect', () => {
    if (socket.alpnProtocol !== 'h2') socket.destroy(new Error('the peer does not speak HTTP/2'));
  });
}
