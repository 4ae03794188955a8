import type { FastifyInstance } from 'fastify';

/** Something a browser loads: its media type, and where its text comes from. */
export interface PageFile {
  readonly type: string;
  readonly body: () => Promise<string> | string;
}

/** Everything comes from this server: the pages work where there is no internet, and nothing may be loaded from elsewhere. */
export const PAGE_HEADERS = {
  'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
  vary: 'accept',
} as const;

export const HTML = 'text/html; charset=utf-8';
export const SCRIPT = 'text/javascript; charset=utf-8';
export const STYLE = 'text/css; charset=utf-8';

/** Serves files by their paths. */
export function servePageFiles(fastify: FastifyInstance, files: Readonly<Record<string, PageFile>>): void {
  for (const [url, { type, body }] of Object.entries(files)) {
    fastify.get(url, async (_request, reply) => {
      reply.headers(PAGE_HEADERS).type(type);
      return body();
    });
  }
}
