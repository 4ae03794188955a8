// The reference of the benchmarks: node:http, prepared statements, JSON put together by hand. No verification of tokens, no policies,
// no validation, no log, no metrics, no time-outs: nobody would run this, and that is why it is a fair thing to be compared with.
import http from 'node:http';
import pg from 'pg';
import { bearerOf } from './bearer.mjs';
import { feed } from './feed.mjs';
import { legacyRegister } from './legacy-register.mjs';
import { legacyTokens } from './legacy-tokens.mjs';
import { logs } from './logs.mjs';
import { register } from './register.mjs';
import { sessionOf } from './session.mjs';
import { tokens } from './tokens.mjs';
import { unread } from './unread.mjs';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }); // as many connections as the product's default
const routes = {
  'GET /notifications/unread': unread(pool),
  'GET /communication/push-tokens': tokens(pool),
  'GET /communication/logs': logs(pool),
  'GET /feed': feed(pool),
  'POST /communication/push-tokens': register(pool),
  'POST /v1/api/user/token': legacyRegister(pool),
  'GET /v1/api/user/token': legacyTokens(pool),
  'GET /health/ready': async () => ({ status: 200, body: '{}' }),
};

http.createServer(async (request, response) => {
  try {
    const query = request.url.indexOf('?');
    const path = query < 0 ? request.url : request.url.slice(0, query);
    const { status, body } = await routes[`${request.method} ${path}`]({ request, who: bearerOf(request) ?? sessionOf(request), query: query < 0 ? '' : request.url.slice(query + 1) });
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
