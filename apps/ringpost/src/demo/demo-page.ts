import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@ringpost/domain';
import { createHttp, type HttpTools } from '@ringpost/edge';
import type { DemoAnswer } from './demo-api.js';
import type { DemoStage } from './demo-stage.js';

const FILE = new URL('../../pages/demo.html', import.meta.url);

/** The page of the demonstration, and what its buttons do. It does not listen yet. */
export async function createDemoPage(stage: DemoStage, host: string, tools: HttpTools): Promise<FastifyInstance> {
  const server = createHttp({ ...tools, familyAddresses: false });
  const html = (await readFile(FILE, 'utf8')).replaceAll('\r\n', '\n'), headers = headersOf(html);
  server.addHook('onRequest', async (request) => { if (!isWelcome(request, host)) throw new DomainError('route_not_found'); });
  server.get('/', (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(html));
  server.get('/state', async (_request, reply) => reply.header('cache-control', 'no-store').send(await stage.state()));
  serveButtons(server, stage);
  return server;
}

function serveButtons(server: FastifyInstance, stage: DemoStage): void {
  const does = (path: string, act: (id: string, body: { readonly mode?: unknown }) => Promise<DemoAnswer> | void): void => {
    server.post<{ Params: { id: string }; Body: { mode?: unknown } | null }>(path, async ({ params, body }, reply) => answered(reply, await act(params.id, body ?? {})));
  };
  does('/ring', () => stage.ring());
  does('/ring/cancel', () => stage.cancel());
  does('/phones/:id/answer', (id) => stage.answer(id));
  does('/phones/:id/reject', (id) => stage.reject(id));
  does('/phones/:id/register', (id) => stage.register(id));
  does('/people/:id/push', (id) => stage.push(id));
  does('/people/:id/email', (id) => stage.email(id));
  does('/providers/:id', (id, { mode }) => stage.steer(id, mode));
  does('/clear', () => stage.clear());
}

/** What the API said is nothing that went wrong here, whatever it said. */
const answered = (reply: FastifyReply, answer: DemoAnswer | void): FastifyReply => reply.send({ status: answer?.status ?? 200, answer: answer?.body });

/** Only what is in the page runs, and it talks to nobody but this server. */
function headersOf(html: string): Record<string, string> {
  const hashes = (tag: string): string => [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`).join(' ');
  return {
    'content-security-policy': `default-src 'none'; script-src ${hashes('script')}; style-src ${hashes('style')}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  };
}

/** Nobody has to log in here, so no page from elsewhere may press a button: neither under its own name, nor under one that was made to point here. */
function isWelcome({ headers }: FastifyRequest, host: string): boolean {
  const { origin, host: asked = '' } = headers;
  return (origin === undefined || URL.parse(origin)?.host === asked) && (!isLoopback(host) || isLoopback(URL.parse(`http://${asked}`)?.hostname ?? ''));
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
