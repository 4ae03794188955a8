import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { HTML, SCRIPT, STYLE, servePageFiles, type PageFile } from './page-files.js';

const require = createRequire(import.meta.url);
const UI = path.dirname(require.resolve('swagger-ui-dist/package.json'));

/** A description that can be looked at: where its page is, and where the document. */
interface Description {
  readonly title: string;
  readonly page: string;
  readonly document: string;
  readonly file: string;
  /** It is served on this port, so that it can be tried from the page. */
  readonly here: boolean;
}

const DESCRIPTIONS: readonly Description[] = [
  { title: 'REST', page: '/docs', document: '/openapi.json', file: require.resolve('@ringpost/contracts/rest.json'), here: true },
  { title: 'Old apps', page: '/docs/legacy', document: '/openapi-legacy.json', file: require.resolve('@ringpost/contracts/legacy.json'), here: false },
];

const htmlOf = (shown: Description): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ringpost ${shown.title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/docs/swagger-ui.css">
  <link rel="stylesheet" href="/docs/page.css">
</head>
<body>
  <nav>${DESCRIPTIONS.map(({ title, page }) => (page === shown.page ? `<strong>${title}</strong>` : `<a href="${page}">${title}</a>`)).join('\n')}</nav>
  <div id="ui"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="${shown.page}/start.js"></script>
</body>
</html>
`;
const startOf = ({ document, here }: Description): string =>
  `SwaggerUIBundle({ url: '${document}', dom_id: '#ui', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0, persistAuthorization: true, validatorUrl: null${here ? '' : ', supportedSubmitMethods: []'} });\n`;
const LOOK = 'body { margin: 0 } nav { display: flex; gap: 24px; max-width: 1420px; margin: 16px auto 0; padding: 0 20px; font: 16px sans-serif } .swagger-ui .info { margin: 24px 0 }\n';

const filesOf = (description: Description): Record<string, PageFile> => ({
  [description.page]: { type: HTML, body: () => htmlOf(description) },
  [`${description.page}/start.js`]: { type: SCRIPT, body: () => startOf(description) },
  [description.document]: { type: 'application/json; charset=utf-8', body: () => readFile(description.file, 'utf8') },
});

const FILES: Readonly<Record<string, PageFile>> = {
  ...Object.assign({}, ...DESCRIPTIONS.map(filesOf)),
  '/docs/page.css': { type: STYLE, body: () => LOOK },
  '/docs/swagger-ui.css': { type: STYLE, body: () => readFile(path.join(UI, 'swagger-ui.css'), 'utf8') },
  '/docs/swagger-ui-bundle.js': { type: SCRIPT, body: () => readFile(path.join(UI, 'swagger-ui-bundle.js'), 'utf8') },
};

/** Serves the contracts of REST and of old apps and, for people, pages that show them. */
export function serveDocs(fastify: FastifyInstance): void {
  servePageFiles(fastify, FILES);
  for (const { page } of DESCRIPTIONS) fastify.get(`${page}/`, (_request, reply) => reply.redirect(page, 308));
}
