import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { HandshakeGate, type HandshakePace } from './socket/handshake-gate.js';

type Begin = (this: Server, socket: Socket) => void;

/** As the push socket has it; requests of old apps may wait a little longer. */
export const HTTPS_PACE: HandshakePace = { perSecond: 200, waiting: 1_000 };

const ignore = (): void => undefined;

/**
 * Lets TLS begin on new connections at a pace, and closes those beyond it before TLS. What has shaken hands is not concerned.
 * Returns what ends it: those that wait are closed then, and so is whoever still comes.
 */
export function paceHandshakes(server: Server, pace: HandshakePace = HTTPS_PACE): () => void {
  const listeners = server.listeners('connection') as Begin[];
  const waiting = new Set<Socket>();
  let over = false;
  const gate = new HandshakeGate<Socket>((socket) => {
    waiting.delete(socket);
    if (!socket.destroyed) for (const begin of listeners) begin.call(server, socket);
  }, pace, () => performance.now());
  server.removeAllListeners('connection').on('connection', (socket: Socket) => {
    socket.on('error', ignore); // strangers come and go before TLS as they like
    waiting.add(socket);
    socket.once('close', () => {
      waiting.delete(socket);
      gate.leave(socket);
    });
    if (over || !gate.enter(socket)) socket.destroy();
  });
  return () => {
    over = true;
    gate.close();
    for (const socket of waiting) socket.destroy();
  };
}
