import type { Scope } from '@ringpost/domain';
import { letPass, type Authenticator } from '@ringpost/edge';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Where bodies are lists of recipients, and the scope that their senders need. */
const SENDERS: Readonly<Record<string, Scope>> = { '/communication/bulk': 'communication:send', '/notifications/send-batch': 'notification:send' };
const LONGEST = 16 * 1_048_576;

/** Bytes that a body may have there, by the patterns of the routes. */
export const LIST_LIMITS: Readonly<Record<string, number>> = Object.fromEntries(Object.keys(SENDERS).map((url) => [url, LONGEST]));

/**
 * Lets only those send a long list who may, before it is read: to read one costs more than all else that a request can ask for. For the
 * routes that are added from now on. Errors: those of `Authenticator.identify`, `scope_missing`.
 */
export function admitListSenders(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRoute', (route) => {
    const scope = SENDERS[route.url];
    if (scope !== undefined) route.onRequest = [route.onRequest ?? [], (request: FastifyRequest) => admit(request, authenticator, scope)].flat();
  });
}

async function admit(request: FastifyRequest, authenticator: Authenticator, scope: Scope): Promise<void> {
  try {
    request.actor = await authenticator.identify(request.headers);
    request.actor.require(scope);
  } catch (error) {
    await letPass(request.raw);
    throw error;
  }
}
