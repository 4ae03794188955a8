import type { TLSSocket } from 'node:tls';
import type { PhoneConnection } from './phone-connection.js';

const CONNECTION = Symbol('connection');

type PhoneSocket = TLSSocket & { [CONNECTION]: PhoneConnection };

// One of each for ten thousand sockets, instead of closures of their own.
function onData(this: PhoneSocket, chunk: Buffer): void {
  this[CONNECTION].read(chunk);
}

function onDrain(this: PhoneSocket): void {
  this[CONNECTION].onDrain();
}

function onError(this: PhoneSocket, error: Error): void {
  this[CONNECTION].onError(error);
}

function onClose(this: PhoneSocket): void {
  this[CONNECTION].onClose();
}

/** Lets a connection know what happens on its socket. */
export function attach(socket: TLSSocket, connection: PhoneConnection): void {
  Object.assign(socket, { [CONNECTION]: connection });
  socket.on('data', onData).on('drain', onDrain).on('error', onError).on('close', onClose);
}
