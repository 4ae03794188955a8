import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { SCRIPT, STYLE, servePageFiles, type PageFile } from './page-files.js';

const require = createRequire(import.meta.url);
const folderOf = (name: string): string => path.dirname(require.resolve(`${name}/package.json`));

/** The page that browsers get at the GraphQL endpoint. It talks to the address it was loaded from. */
export const GRAPHIQL_PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ringpost GraphQL</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/graphiql/graphiql.css">
  <link rel="stylesheet" href="/graphiql/page.css">
</head>
<body>
  <form id="sign-in">
    <label for="token">Bearer token</label>
    <input id="token" name="token" autocomplete="off" spellcheck="false" placeholder="npm run --silent token -- --user usr_1">
    <button>Use</button>
    <output id="state"></output>
  </form>
  <div id="ui"></div>
  <script src="/graphiql/react.js"></script>
  <script src="/graphiql/react-dom.js"></script>
  <script src="/graphiql/graphiql.js"></script>
  <script src="/graphiql/start.js"></script>
</body>
</html>
`;

const START = `
const KEY = 'ringpost.token', form = document.getElementById('sign-in'), state = document.getElementById('state');
const root = ReactDOM.createRoot(document.getElementById('ui'));
const EXAMPLE = '# What the owner of the token has received.\\n{\\n  getNotifications(all: true) {\\n    pk\\n    sender\\n    senderName\\n    receiver\\n    type\\n    purpose\\n    purposeDetail\\n    description\\n  }\\n}\\n';
let shown = 0;

async function fetcher(params) {
  const response = await fetch(location.pathname, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + sessionStorage.getItem(KEY) }, body: JSON.stringify(params) });
  state.textContent = response.status + ', ' + (response.headers.get('ratelimit-remaining') ?? '?') + ' requests left in this window';
  return response.json();
}

function show() {
  const token = sessionStorage.getItem(KEY) ?? '';
  form.token.value = token;
  if (token === '') { state.textContent = 'A token is needed'; form.token.focus(); }
  // Another token is another start: the schema is asked for anew.
  root.render(React.createElement(GraphiQL, { key: ++shown, fetcher, defaultQuery: EXAMPLE, schema: token === '' ? null : undefined, isHeadersEditorEnabled: false }));
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, form.token.value.trim().replace(/^(bearer|jwt) /i, ''));
  show();
});
show();
`;

const LOOK = `
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 14px system-ui, sans-serif }
form { display: flex; gap: 8px; align-items: center; padding: 8px 12px; border-bottom: 1px solid #d7dbe0 }
input { flex: 1; min-width: 0; padding: 4px 8px; font: inherit }
#ui { flex: 1; min-height: 0 }
@media (prefers-color-scheme: dark) { form { background: #212a3b; color: #fff } }
`;

const file = (name: string, ...inside: string[]) => (): Promise<string> => readFile(path.join(folderOf(name), ...inside), 'utf8');

const FILES: Readonly<Record<string, PageFile>> = {
  '/graphiql/start.js': { type: SCRIPT, body: () => START },
  '/graphiql/page.css': { type: STYLE, body: () => LOOK },
  '/graphiql/graphiql.css': { type: STYLE, body: file('graphiql', 'graphiql.min.css') },
  '/graphiql/graphiql.js': { type: SCRIPT, body: file('graphiql', 'graphiql.min.js') },
  '/graphiql/react.js': { type: SCRIPT, body: file('react', 'umd', 'react.production.min.js') },
  '/graphiql/react-dom.js': { type: SCRIPT, body: file('react-dom', 'umd', 'react-dom.production.min.js') },
};

/** Serves what that page loads. */
export const serveGraphiqlFiles = (fastify: FastifyInstance): void => servePageFiles(fastify, FILES);
