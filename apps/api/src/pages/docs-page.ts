import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const require = createRequire(import.meta.url);
const DOCUMENT = require.resolve('@ringpost/contracts/rest.json');
const UI = path.dirname(require.resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ringpost REST</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/docs/swagger-ui.css">
  <link rel="stylesheet" href="/docs/page.css">
</head>
<body>
  <div id="ui"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0, persistAuthorization: true, validatorUrl: null });\n`;
const STYLE = 'body { margin: 0 } .swagger-ui .info { margin: 24px 0 }\n';

// Everything comes from this server: the page works where there is no internet, and nothing may be loaded from elsewhere.
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'";

type Content = { type: string; body: () => Promise<string> | string };
const CONTENTS: Record<string, Content> = {
  '/docs': { type: 'text/html; charset=utf-8', body: () => PAGE },
  '/docs/start.js': { type: 'text/javascript; charset=utf-8', body: () => START },
  '/docs/page.css': { type: 'text/css; charset=utf-8', body: () => STYLE },
  '/docs/swagger-ui.css': { type: 'text/css; charset=utf-8', body: () => readFile(path.join(UI, 'swagger-ui.css'), 'utf8') },
  '/docs/swagger-ui-bundle.js': { type: 'text/javascript; charset=utf-8', body: () => readFile(path.join(UI, 'swagger-ui-bundle.js'), 'utf8') },
  '/openapi.json': { type: 'application/json; charset=utf-8', body: () => readFile(DOCUMENT, 'utf8') },
};

/** Serves the contract at /openapi.json and, for people, at /docs. */
export function serveDocs(fastify: FastifyInstance): void {
  for (const [url, { type, body }] of Object.entries(CONTENTS)) {
    fastify.get(url, async (_request, reply: FastifyReply) => {
      reply.header('content-security-policy', POLICY).header('x-content-type-options', 'nosniff').header('cache-control', 'no-cache').type(type);
      return body();
    });
  }
  fastify.get('/docs/', (_request, reply) => reply.redirect('/docs', 308));
}
