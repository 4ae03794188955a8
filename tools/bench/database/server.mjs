// A PostgreSQL of the benchmark's own, with the databases it was seeded with before.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate, openEmbeddedDatabase } from '../../../libs/persistence/dist/index.js';
import { BENCH, ROOT, STATE } from '../paths.mjs';
import { seed } from '../seed/seed.mjs';

const FOLDER = path.join(STATE, 'postgres');
// The product's own defaults would do; a server with gigabytes of memory would be given this much.
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', shared_buffers: '1GB', effective_cache_size: '8GB', max_connections: '300', max_wal_size: '4GB', checkpoint_timeout: '30min' };
// Nothing is measured while seeding, and an interrupted seeding is thrown away.
const HURRIED = { ...DURABLE, fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '16GB', autovacuum: 'off', maintenance_work_mem: '512MB' };

/**
 * Opens databases of these shapes on one server, seeding them the first time. `url` is the product's login role; `superuserUrl` is for
 * references, which row-level security must not slow down; `pid` is PostgreSQL's.
 */
export async function openDatabases(shapes, days) {
  const names = shapes.map((shape) => nameOf(shape, days));
  await seedMissing(shapes, names, days);
  const { databaseOf, stop } = await openServer();
  return { databases: names.map(databaseOf), stop };
}

/** Opens the server for databases that live as long as one measurement: `fresh` makes an empty one of a name, of the product's schema unless told otherwise. */
export async function openServer() {
  const server = await openEmbeddedDatabase(FOLDER, { settings: DURABLE });
  const { pid } = announced();
  const databaseOf = (name) => ({ url: to(server.url, name), superuserUrl: superuser(to(server.url, name)), pid });
  const fresh = async (purpose, { bare = false } = {}) => {
    const database = databaseOf(`fresh_${purpose}`);
    await admin(server.url, `drop database if exists fresh_${purpose} with (force)`);
    await admin(server.url, `create database fresh_${purpose}`);
    if (!bare) await migrate(database.url, new Date());
    return database;
  };
  return { databaseOf, fresh, pid, stop: () => server.stop() };
}

async function seedMissing(shapes, names, days) {
  const server = await openEmbeddedDatabase(FOLDER, { settings: HURRIED });
  let seeded = 0;
  try {
    const there = await databases(server.url);
    for (const [i, name] of names.entries()) {
      if (there.includes(name)) continue;
      await seedNew(server.url, name, shapes[i], days);
      seeded++;
    }
  } finally {
    await server.stop(); // writes a checkpoint
  }
  if (seeded > 0) spawnSync('sync'); // or what the operating system still holds would be written during a measurement
}

async function seedNew(url, name, shape, days) {
  const outdated = (await databases(url)).filter((other) => other.startsWith('draft_') || (other.startsWith(stem(shape, days)) && other !== name));
  for (const other of outdated) await admin(url, `drop database ${other} with (force)`);
  const draft = `draft_${name}`;
  await admin(url, `create database ${draft}`);
  await seed(to(url, draft), shape, days);
  await admin(url, `alter database ${draft} rename to ${name}`);
}

function stem({ notifications, phones, feeds, legacy, sent, users }, days) {
  if (sent !== undefined) return `bench_sent_${sent}_`;
  return legacy ? `bench_legacy_${users}_` : `bench_${notifications}_${feeds ? 'feeds' : phones}_${days.notifications}d_`;
}

/** Changes with the schema and with the way of seeding, so that a database of an older one is not taken for it. */
function nameOf(shape, days) {
  const hash = createHash('sha256').update(JSON.stringify([shape, days]));
  const migrations = path.join(ROOT, 'libs/persistence/dist/migrations');
  for (const folder of [migrations, path.join(BENCH, 'seed')]) {
    for (const file of fs.readdirSync(folder).sort()) if (/js$/.test(file)) hash.update(fs.readFileSync(path.join(folder, file)));
  }
  return stem(shape, days) + hash.digest('hex').slice(0, 8);
}

const to = (url, name) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
const announced = () => JSON.parse(fs.readFileSync(path.join(FOLDER, 'database.json'), 'utf8'));
const superuser = (url) => Object.assign(new URL(url), { username: 'postgres', password: JSON.parse(fs.readFileSync(path.join(FOLDER, 'cluster.json'), 'utf8')).superuserPassword }).href;

async function admin(url, text) {
  const client = new pg.Client({ connectionString: to(url, 'postgres') });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const databases = async (url) => (await admin(url, 'select datname from pg_database')).map(({ datname }) => datname);
