// The PostgreSQL under test: the product's embedded one, in a folder of its own that is removed at the end.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensurePartitions, migrate, openEmbeddedDatabase } from '../../../libs/persistence/dist/index.js';
import { announcedDatabase } from '../../bench/servers/embedded-product.mjs';

const SETTINGS = { max_connections: '200' };
// Safe where processes are killed and the machine goes on: what was written is with the operating system.
const HURRIED = { ...SETTINGS, fsync: 'off', full_page_writes: 'off' };
const TRIES = 20, PAUSE_MS = 250;

/** How PostgreSQL is told to go: letting transactions be undone in order, or as if it had crashed. */
export const SHUTDOWNS = { fast: 'SIGINT', immediate: 'SIGQUIT' };

export class Server {
  #database;
  #ended;

  constructor(folder, settings) {
    this.folder = folder;
    this.settings = settings;
    process.once('exit', () => this.#remove()); // also when it could not be started, or a part of the product ended by itself
  }

  /** Starts it with the product's schema in it. `durable`: with fsync, as it runs in life. */
  static async start({ durable }) {
    const server = new Server(fs.mkdtempSync(path.join(os.tmpdir(), 'ringpost-chaos-')), durable ? SETTINGS : HURRIED);
    await server.#open();
    const now = new Date();
    await migrate(server.url, now);
    await server.#asOwner((sql) => ensurePartitions(sql, now));
    return server;
  }

  get url() {
    return this.#database.url;
  }

  /** Ends it by one of the shutdowns, and starts it again on the same port. Answers for how many milliseconds it was away. */
  async restart(shutdown) {
    const before = performance.now();
    process.kill(announcedDatabase(this.folder).pid, SHUTDOWNS[shutdown]);
    await this.#ended;
    await this.#open();
    return performance.now() - before;
  }

  /** Rows of SQL across tenants. What is undone because of a deadlock or a restart is tried again. */
  async rows(text, values = []) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#asOwner(async (sql) => { await sql('set role ringpost_system'); return sql(text, values); });
      } catch (error) {
        if (tries === TRIES || /^(42|23|22)/.test(error.code ?? '')) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  async stop() {
    await this.#database.stop();
    this.#remove();
  }

  #remove() {
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #open() {
    let crashed;
    this.#ended = new Promise((resolve) => { crashed = resolve; });
    this.#database = await openEmbeddedDatabase(this.folder, { settings: this.settings, onCrash: crashed });
  }

  async #asOwner(work) {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined); // told by the query that it breaks
    await client.connect();
    try {
      return await work(async (text, values) => (await client.query(text, values)).rows);
    } finally {
      await client.end().catch(() => undefined); // of a connection that is gone already
    }
  }
}
