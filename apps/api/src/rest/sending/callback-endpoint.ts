import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidField, type Clock } from '@ringpost/domain';
import type { Callback, ReceiptService } from '@ringpost/messaging';
import { objectAnswer } from '../envelope.js';

/** What the endpoint works with. */
export interface CallbackEndpoint {
  readonly receipts: ReceiptService;
  readonly clock: Clock;
}

const NOTHING = Buffer.alloc(0);

/** Serves POST /communication/callback/{provider}. In a scope of its own: its bodies are taken as they are, whatever they say they are, because it is their bytes that are signed. */
export function serveCallbacks(fastify: FastifyInstance, { receipts, clock }: CallbackEndpoint): void {
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    // Fastify refuses a header that names no type at all before it asks any parser.
    scope.addHook('onRequest', async ({ raw }) => { delete raw.headers['content-type']; });
    scope.post<{ Params: { provider: string } }>('/communication/callback/:provider', async (request) => {
      await receipts.receive(callbackOf(request));
      return objectAnswer({ provider: request.params.provider, received: true }, clock.now());
    });
  });
}

function callbackOf({ params, query, headers, body }: FastifyRequest<{ Params: { provider: string } }>): Callback {
  const { account = '' } = query as { account?: unknown };
  if (typeof account !== 'string') throw invalidField('account', 'type', 'account must be given once');
  const signature = headers['x-ringpost-signature'];
  return { provider: params.provider, account, signature: signature === undefined ? undefined : String(signature), body: (body as Buffer | undefined) ?? NOTHING };
}
