import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate, openEmbeddedDatabase } from '../../libs/persistence/dist/index.js';

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** One PostgreSQL for the whole run, and in it one migrated database that every test file clones. */
export default async function startDatabase() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ringpost-test-'));
  const server = process.env.RINGPOST_TEST_URL ? { url: process.env.RINGPOST_TEST_URL, stop: async () => undefined } : await openEmbeddedDatabase(dir, { settings: FAST });
  const client = new pg.Client({ connectionString: Object.assign(new URL(server.url), { pathname: '/postgres' }).href });
  await client.connect();
  await client.query('drop database if exists ringpost_template with (force)');
  await client.query('create database ringpost_template');
  await client.end();
  await migrate(Object.assign(new URL(server.url), { pathname: '/ringpost_template' }).href, new Date());
  process.env.RINGPOST_TEST_SERVER = server.url;
  globalThis.__RINGPOST_TEST__ = { server, dir };
}
