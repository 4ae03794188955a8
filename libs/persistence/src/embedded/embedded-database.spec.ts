import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { childEnvironment } from './child-environment.js';
import { type EmbeddedDatabase, type EmbeddedOptions, openEmbeddedDatabase } from './embedded-database.js';

const FAST = { fsync: 'off' };
/** For a busy machine: initdb, or a server that must give way first. */
const PATIENCE = 30_000;
const base = mkdtempSync(path.join(os.tmpdir(), 'ringpost-embedded-'));
const prepared = path.join(base, 'prepared');
const opened: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

/** Tests share one cluster, as initdb would take most of their time; one that spoils a file of it does so for a while only. */
async function withFile<T>(name: string, change: (file: string) => void, work: () => Promise<T>): Promise<T> {
  const file = path.join(prepared, name);
  const before = readFileSync(file);
  change(file);
  try {
    return await work();
  } finally {
    writeFileSync(file, before, { mode: 0o600 });
  }
}

async function open(folder: string, options: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
  const database = await openEmbeddedDatabase(folder, { settings: FAST, ...options });
  opened.push(database);
  return database;
}

async function openElsewhere(folder: string, mode = 'stay') {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'embedded-process.mjs'), folder, mode], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } });
  children.push(child);
  const [line] = await once(child.stdout, 'data') as [Buffer];
  return { child, ...JSON.parse(line.toString()) as { owner?: boolean; url: string; error?: string } };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals) {
  const ended = once(child, 'exit');
  child.kill(signal);
  return (await ended)[0] as number | null;
}

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query({ text: sql, rowMode: 'array' })).rows as unknown[][];
  } finally {
    await client.end();
  }
}

const announced = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'database.json'), 'utf8')) as { url: string; pid: number; port: number };

function isAlive(pid: number): boolean {
  // A zombie that nobody has waited for is dead, too.
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

beforeAll(async () => {
  await (await openEmbeddedDatabase(prepared, { settings: FAST })).stop();
}, PATIENCE);

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.stop()));
  await Promise.all(children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map((child) => kill(child, 'SIGTERM')));
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('a first start', () => {
  it('makes exactly one owner of starters that race, also where an earlier initdb was cut off', async () => {
    const folder = path.join(base, 'race');
    mkdirSync(path.join(folder, 'postgres.new-abcdef', 'base'), { recursive: true });
    writeFileSync(path.join(folder, 'postgres.new-abcdef', 'PG_VERSION'), '18\n');
    const racers = await Promise.all([openElsewhere(folder), openElsewhere(folder), open(folder), open(folder)]);
    expect(racers.filter(({ owner }) => owner)).toHaveLength(1);
    expect(new Set(racers.map(({ url }) => url)).size).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
  }, PATIENCE);

  it('makes a database in an empty folder, and everything in it private', async () => {
    const folder = path.join(base, 'deep', 'new');
    const { url, owner } = await open(folder, { database: 'it is "mine" 100%' });
    expect(owner).toBe(true);
    expect(await query(url, 'SELECT current_user, current_database(), pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()'))
      .toEqual([['ringpost', 'it is "mine" 100%', 'ringpost', 'UTF8', 'C']]);
    expect(announced(folder).url).toBe(url);
    for (const file of ['database.json', 'cluster.json', 'postgres.log', 'owner.lock']) expect([file, statSync(path.join(folder, file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(statSync(path.join(folder, 'postgres')).mode & 0o077).toBe(0);
  }, PATIENCE);
});

describe('the server', () => {
  it('lets in nobody without the password, and the login role is no superuser', async () => {
    const { url } = await open(prepared);
    const stranger = (user: string, password: string) => Object.assign(new URL(url), { username: user, password }).href;
    for (const user of ['ringpost', 'postgres']) {
      await expect(query(stranger(user, 'guess'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
      await expect(query(stranger(user, ''), 'SELECT 1')).rejects.toThrow();
    }
    expect(await query(url, 'SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user')).toEqual([[false, true, true]]);
    const rules = await query(url, "SELECT current_setting('listen_addresses'), current_setting('jit'), current_setting('fsync'), current_setting('password_encryption')");
    expect(rules).toEqual([['127.0.0.1', 'off', 'off', 'scram-sha-256']]);
  }, PATIENCE);

  it('lets the login role clone a template database and make roles', async () => {
    const { url } = await open(prepared);
    await query(url, 'CREATE DATABASE clone TEMPLATE ringpost');
    await query(url, 'CREATE ROLE reader NOLOGIN');
    expect(await query(url, "SELECT count(*)::int FROM pg_database WHERE datname = 'clone'")).toEqual([[1]]);
  }, PATIENCE);

  it('keeps NODE_OPTIONS and PG* of our shell from its processes', async () => {
    const { NODE_OPTIONS } = process.env;
    Object.assign(process.env, { PGPORT: '1', NODE_OPTIONS: '--no-such-option' });
    try {
      expect(Object.keys(childEnvironment()).filter((name) => /^(NODE_OPTIONS|PG)/.test(name))).toEqual([]);
      await open(prepared).then(async ({ url }) => expect(await query(url, 'SELECT 1')).toEqual([[1]]));
    } finally {
      delete process.env['PGPORT'];
      process.env['NODE_OPTIONS'] = NODE_OPTIONS ?? '';
    }
  }, PATIENCE);

  it('keeps its port, its password and its data from start to start', async () => {
    const first = await open(prepared);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await open(prepared);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([[42]]);
  }, PATIENCE);

  it('moves to another port for good when its own is taken', async () => {
    const cluster = () => JSON.parse(readFileSync(path.join(prepared, 'cluster.json'), 'utf8')) as { port: number };
    const { port } = cluster();
    const intruder = createServer().listen(port, '127.0.0.1');
    await once(intruder, 'listening');
    const { url } = await open(prepared);
    intruder.close();
    expect(new URL(url).port).not.toBe(String(port));
    expect(new URL(url).port).toBe(String(cluster().port));
    expect(await query(url, 'SELECT 1')).toEqual([[1]]);
  }, PATIENCE);

  it('stops once, however often it is told to, and leaves nothing announced', async () => {
    const database = await open(prepared);
    const { pid } = announced(prepared);
    await Promise.all([database.stop(), database.stop()]);
    await database.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(path.join(prepared, 'database.json'))).toBe(false);
  }, PATIENCE);

  it('keeps one older log when the log has grown large', async () => {
    writeFileSync(path.join(prepared, 'postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'));
    await open(prepared);
    expect(statSync(path.join(prepared, 'postgres.log')).size).toBeLessThan(100_000);
    expect(statSync(path.join(prepared, 'postgres.log.1')).size).toBe(11 * 1024 * 1024);
  }, PATIENCE);
});

describe('several processes', () => {
  it('lets a second process join, and leaves the server running when that one stops', async () => {
    const elsewhere = await openElsewhere(prepared);
    expect(elsewhere.owner).toBe(true);
    const joined = await open(prepared);
    expect(joined).toMatchObject({ owner: false, url: elsewhere.url });
    await joined.stop();
    expect(await query(joined.url, 'SELECT 1')).toEqual([[1]]);
    expect(await kill(elsewhere.child, 'SIGTERM')).toBe(0);
    expect((await open(prepared)).owner).toBe(true);
  }, PATIENCE);

  it('joins its own server as well, without loosening its hold on the folder', async () => {
    const database = await open(prepared);
    expect(await open(prepared)).toMatchObject({ owner: false, url: database.url });
    expect(await openElsewhere(prepared)).toMatchObject({ owner: false, url: database.url });
    expect(await query(database.url, 'SELECT 1')).toEqual([[1]]);
  }, PATIENCE);

  it('takes an announcement of a dead server for what it is', async () => {
    writeFileSync(path.join(prepared, 'database.json'), JSON.stringify({ url: 'postgres://ringpost:x@127.0.0.1:1/ringpost', pid: process.pid, port: 1 }));
    expect(await open(prepared)).toMatchObject({ owner: true });
  }, PATIENCE);

  it('ends the server with a process that forgot to stop it', async () => {
    const { child } = await openElsewhere(prepared, 'forget');
    if (child.exitCode === null) await once(child, 'exit');
    expect(await open(prepared)).toMatchObject({ owner: true });
  }, PATIENCE);

  it('leaves the server of a copied folder alone', async () => {
    const folder = path.join(base, 'copy');
    cpSync(prepared, folder, { recursive: true });
    const original = await open(prepared);
    const copy = await open(folder);
    expect([original.owner, copy.owner]).toEqual([true, true]);
    expect(await query(original.url, 'SELECT 1')).toEqual([[1]]);
  }, PATIENCE);
});

describe('kill -9', () => {
  it('of the owner takes the server along, and the next start has every acknowledged commit', async () => {
    const { child, url } = await openElsewhere(prepared, 'durable');
    const { pid } = announced(prepared);
    const client = new pg.Client(url);
    client.on('error', () => {});
    await client.connect();
    await client.query('CREATE TABLE ledger (n int)');
    let acknowledged = 0;
    const writing = (async () => { for (;;) acknowledged = (await client.query<{ n: number }>('INSERT INTO ledger VALUES ($1) RETURNING n', [acknowledged + 1])).rows[0]?.n ?? 0; })();
    await sleep(150);
    await kill(child, 'SIGKILL');
    await expect(writing).rejects.toThrow();
    const next = await open(prepared);
    expect(next.owner).toBe(true);
    expect(isAlive(pid)).toBe(false);
    expect(acknowledged).toBeGreaterThan(0);
    expect(Number((await query(next.url, 'SELECT count(*) FROM ledger'))[0]?.[0])).toBeGreaterThanOrEqual(acknowledged);
    await client.end().catch(() => {});
  }, PATIENCE);

  it('of an owner whose server cannot be tied to it leaves one that the next start ends', async () => {
    const { child } = await openElsewhere(prepared, 'untied');
    const { pid } = announced(prepared);
    await kill(child, 'SIGKILL');
    await sleep(200);
    expect(isAlive(pid)).toBe(true);
    const next = await open(prepared);
    expect(next.owner).toBe(true);
    expect(isAlive(pid)).toBe(false);
    expect(await query(next.url, 'SELECT 1')).toEqual([[1]]);
  }, PATIENCE);

  it('of the server is told to the owner, who may open it again at once', async () => {
    let tell: (reason: string) => void = () => {};
    const crash = new Promise<string>((resolve) => { tell = resolve; });
    const { url, stop } = await open(prepared, { settings: {}, onCrash: (reason) => tell(reason) });
    await query(url, 'CREATE TABLE crash_ledger AS SELECT generate_series(1, 1000) AS n');
    // A query that does not look up from its work outlives the postmaster, and keeps the shared memory in use.
    const busy = query(url, 'SELECT count(*) FROM generate_series(1, 1000000000) AS n').catch(() => {});
    await sleep(100);
    process.kill(announced(prepared).pid, 'SIGKILL');
    expect(await crash).toMatch(/^PostgreSQL ended unexpectedly \(signal SIGKILL\): /);
    expect(existsSync(path.join(prepared, 'database.json'))).toBe(false);
    const next = await open(prepared);
    expect(next).toMatchObject({ owner: true, url });
    await stop();
    expect(await query(next.url, 'SELECT count(*)::int FROM crash_ledger')).toEqual([[1000]]);
    await busy;
  }, PATIENCE);

  it('of both leaves a pid file whose pid a stranger may have got', async () => {
    const { child } = await openElsewhere(prepared);
    const pidFile = path.join(prepared, 'postgres', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    process.kill(announced(prepared).pid, 'SIGKILL');
    await kill(child, 'SIGKILL');
    const stranger = spawn('sleep', ['60']);
    try {
      writeFileSync(pidFile, [stranger.pid, ...lines.slice(1)].join('\n'));
      expect(await query((await open(prepared)).url, 'SELECT 1')).toEqual([[1]]);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  }, PATIENCE);
});

describe('what cannot work is said in one line', () => {
  const failure = (folder: string, options?: EmbeddedOptions) => open(folder, options).then(() => 'opened', (error: Error) => error.message);

  it('when the data folder is a file', async () => {
    const file = path.join(base, 'file');
    writeFileSync(file, '');
    expect(await failure(file)).toBe(`Data folder ${file} is not usable: it is a file`);
  }, PATIENCE);

  it('when the cluster is of another major version', async () => {
    const message = await withFile('postgres/PG_VERSION', (file) => writeFileSync(file, '17\n'), () => failure(prepared));
    expect(message).toMatch(/was made by PostgreSQL 17 and cannot be read by PostgreSQL 18\.\d+: dump it/);
  }, PATIENCE);

  it('when the passwords are lost', async () => {
    const message = await withFile('cluster.json', (file) => rmSync(file), () => failure(prepared));
    expect(message).toMatch(/^\S+cluster\.json is missing or damaged and holds the passwords/);
  }, PATIENCE);

  it("with PostgreSQL's own words, when it does not start, and the folder is free afterwards", async () => {
    expect(await failure(prepared, { settings: { shared_buffers: 'plenty' } })).toMatch(/^PostgreSQL did not start in \S+ \(exit code 1\): FATAL: .*shared_buffers.*plenty/);
    expect(await open(prepared)).toMatchObject({ owner: true });
  }, PATIENCE);

  it('when there is no way to run PostgreSQL', async () => {
    await expect(openEmbeddedDatabase(prepared, {}, () => false)).rejects.toThrow(/^PostgreSQL cannot be run here \(tried: .+; .+\): .*DATABASE_URL/);
  }, PATIENCE);
});
