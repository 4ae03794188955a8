import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type ConnectionOptions, type Server, type TlsOptions } from 'node:tls';

/** What a client and a server agreed on. */
export interface Agreement {
  readonly protocol: string | null;
  readonly cipher: string;
  readonly certificate: X509Certificate;
}

/** A TLS server that says nothing. */
export async function listenTls(options: TlsOptions): Promise<Server> {
  const server = createServer(options, (socket) => socket.on('error', () => undefined).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** Connects as a client that trusts anybody. Rejects when the two cannot agree. */
export async function handshake(server: Pick<Server, 'address'>, options: ConnectionOptions = {}): Promise<Agreement> {
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, rejectUnauthorized: false, ...options });
  await once(socket, 'secureConnect');
  const agreement = { protocol: socket.getProtocol(), cipher: socket.getCipher().name, certificate: new X509Certificate(socket.getPeerCertificate().raw) };
  socket.destroy();
  return agreement;
}
