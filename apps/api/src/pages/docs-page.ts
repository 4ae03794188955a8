import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { HTML, SCRIPT, STYLE, servePageFiles, type PageFile } from './page-files.js';

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
const LOOK = 'body { margin: 0 } .swagger-ui .info { margin: 24px 0 }\n';

const FILES: Readonly<Record<string, PageFile>> = {
  '/docs': { type: HTML, body: () => PAGE },
  '/docs/start.js': { type: SCRIPT, body: () => START },
  '/docs/page.css': { type: STYLE, body: () => LOOK },
  '/docs/swagger-ui.css': { type: STYLE, body: () => readFile(path.join(UI, 'swagger-ui.css'), 'utf8') },
  '/docs/swagger-ui-bundle.js': { type: SCRIPT, body: () => readFile(path.join(UI, 'swagger-ui-bundle.js'), 'utf8') },
  '/openapi.json': { type: 'application/json; charset=utf-8', body: () => readFile(DOCUMENT, 'utf8') },
};

/** Serves the contract at /openapi.json and, for people, at /docs. */
export function serveDocs(fastify: FastifyInstance): void {
  servePageFiles(fastify, FILES);
  fastify.get('/docs/', (_request, reply) => reply.redirect('/docs', 308));
}
