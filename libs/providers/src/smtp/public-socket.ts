import { connect, type Socket } from 'node:net';
import { targetOf } from '../public-lookup.js';

/** How long to wait for a connection. */
export interface SocketPatience {
  readonly timeoutMs: number;
  /** Ends the waiting earlier. */
  readonly signal: AbortSignal;
}

/** A connection to a public address, for nodemailer to speak over: it would resolve the name by itself, and to any address. Errors: as nodemailer names them. */
export function openPublicSocket(host: string, port: number, { timeoutMs, signal }: SocketPatience): Promise<Socket> {
  const socket = connect({ ...targetOf(host, 'public'), port });
  const giveUp = (): void => void socket.destroy(Object.assign(new Error('the connection was not made in time'), { code: 'ETIMEDOUT' }));
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  return new Promise<Socket>((resolve, reject) => {
    // Also after it is made: nobody else listens until nodemailer does.
    socket.on('error', (error: NodeJS.ErrnoException) => reject(Object.assign(error, { code: codeOf(error) })));
    socket.once('connect', () => resolve(socket));
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  });
}

const codeOf = ({ code, syscall }: NodeJS.ErrnoException): string => (syscall === 'getaddrinfo' ? 'EDNS' : code === 'ETIMEDOUT' ? 'ETIMEDOUT' : 'ESOCKET');
