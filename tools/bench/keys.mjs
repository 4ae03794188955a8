// Keys of the benchmark's own databases, and the tokens of their users. They open nothing else.
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Vault } from '../../libs/domain/dist/index.js';
import { STATE } from './paths.mjs';
import { tenantId, userId } from './population.mjs';

export const JWT_SECRET = 'benchmark-only-benchmark-only-benchmark-only';
const ENCRYPTION_KEY = Buffer.alloc(32, 1);
const INDEX_KEY = Buffer.alloc(32, 2);
const SOCKET_TOKEN_KEY = Buffer.alloc(32, 3);
const EXPIRES = 4_102_444_800; // the year 2100

/** What the product has to be told to work on a seeded database. */
export const keyEnvironment = {
  AUTH_JWT_SECRET: JWT_SECRET, ENCRYPTION_KEYS: ENCRYPTION_KEY.toString('base64'), INDEX_KEY: INDEX_KEY.toString('base64'), SOCKET_TOKEN_KEY: SOCKET_TOKEN_KEY.toString('base64'),
};
export const vault = () => new Vault([ENCRYPTION_KEY], INDEX_KEY);
/** What the product seals and indexes the push tokens of a tenant under. */
export const tokenContext = (tenant) => `push_token ${tenant}`;

/** The JWT of a user. */
export function bearerToken(n, scope, secret = JWT_SECRET, tenant = tenantId(n)) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: userId(n), tenant_id: tenant, scope, exp: EXPIRES })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** Writes the tokens of `count` users, spread evenly over all of them, for the load generator. Answers the file. */
export function writeCallers(users, count = users) {
  const file = path.join(STATE, `callers-${users}-${count}.txt`);
  return writeLines(file, Array.from({ length: count }, (_, i) => bearerToken(Math.floor((i * users) / count))));
}

/** Writes the tokens of all users, each with the body of a request when there is one, under a name. Answers the file. */
export function writeRequests(name, users, bodyFor) {
  return writeEach(name, users, (n) => [bearerToken(n), bodyFor?.(n)]);
}

/** Writes `count` requests under a name: `requestOf` a number is a caller's token and, where there is one, a body. Answers the file. */
export function writeEach(name, count, requestOf) {
  const lines = Array.from({ length: count }, (_, i) => requestOf(i)).map(([token, body]) => (body === undefined ? token : `${token}\t${JSON.stringify(body)}`));
  return writeLines(path.join(STATE, `requests-${count}-${name}.txt`), lines);
}

/** Writes lines of several texts each, with tabs between them, under a name. Answers the file. */
export const writeLists = (name, lists) => writeLines(path.join(STATE, `lists-${lists.length}-${name}.txt`), lists.map((list) => list.join('\t')));

function writeLines(file, lines) {
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
