import pg from 'pg';
import type { Connection, QueryArrayConfig, Submittable } from 'pg';
import { sqlStateOf } from './database-error.js';
import { APP_ROLE, ENTER } from './tenant-context.js';

/** SQL that is prepared once for each connection, under a name. The tenant is always `$1`. */
export interface Statement<Row extends object> {
  readonly name: string;
  readonly text: string;
  /** Never set: carries the type of a row. */
  readonly row?: Row;
}

const ENTER_NAME = 'enter';
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
const WATCH_EVERY_MS = 1_000;
// "prepared statement does not exist" and "cached plan must not change result type": nothing ran, and a fresh connection will do.
const STALE_CONNECTION = new Set(['26000', '0A000']);

/** What of pg's connection is written to here; pg keeps its types of it thin. */
type Wire = Connection & { bind(config: object): void; execute(config: object): void };

/**
 * One statement as the application's role inside one tenant. `set_config` and the statement go out together before a single
 * Sync, which makes them ONE implicit transaction to PostgreSQL: nothing of another request can come between them, an error
 * in the first skips the second, and both settings are gone when the transaction ends.
 */
class GuardedQuery<Row extends object> extends (pg.Query as unknown as new (config: QueryArrayConfig | object) => Submittable & Record<string, unknown>) {
  private entered = false;

  constructor(statement: Statement<Row>, private readonly inputs: unknown[], callback: (error: Error | null, result: { rows: Row[] }) => void) {
    super({ name: statement.name, text: statement.text, values: inputs, callback });
  }

  prepare(connection: Wire): void {
    connection.bind({ portal: '', statement: ENTER_NAME, values: [APP_ROLE, this.inputs[0]], binary: false, valueMapper: String });
    connection.execute({ portal: '', rows: 0 });
    (super['prepare'] as (c: Wire) => void).call(this, connection);
  }

  handleDataRow(message: unknown): void {
    if (this.entered) (super['handleDataRow'] as (m: unknown) => void).call(this, message);
  }

  handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.entered) (super['handleCommandComplete'] as (m: unknown, c: Wire) => void).call(this, message, connection);
    this.entered = true;
  }
}

/** One pipelined connection and the queries that are on their way in it. */
class Lane {
  private readonly client: pg.Client;
  private readonly ready: Promise<unknown>;
  private oldest = 0;
  waiting = 0;
  broken = false;

  constructor(url: string, private readonly onBroken: (lane: Lane) => void) {
    this.client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, application_name: 'ringpost', pipeline: true } as pg.ClientConfig);
    this.client.on('error', () => this.break());
    this.client.on('end', () => this.break());
    this.ready = this.client.connect().then(() => this.client.query({ name: ENTER_NAME, text: ENTER, values: [APP_ROLE, '-'] }));
    this.ready.catch(() => this.break());
  }

  async ask<Row extends object>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    if (this.waiting++ === 0) this.oldest = Date.now();
    try {
      await this.ready;
      return await new Promise<Row[]>((resolve, reject) => {
        this.client.query(new GuardedQuery<Row>(statement, values, (error, result) => (error ? reject(error) : resolve(result.rows))) as unknown as Submittable);
      });
    } finally {
      this.oldest = Date.now();
      this.waiting--;
    }
  }

  /** A server that stopped answering is as good as gone. */
  breakIfStuck(now: number): void {
    if (this.waiting > 0 && now - this.oldest > ANSWER_TIMEOUT_MS) this.break();
  }

  break(): void {
    if (this.broken) return;
    this.broken = true;
    this.onBroken(this);
    this.client.end().catch(() => undefined); // it is broken already: there is nothing to learn from how it ends
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  async end(): Promise<void> {
    this.broken = true;
    await this.client.end();
  }
}

/** The short way to the database for hot single statements: prepared, pipelined, inside one tenant. */
export class FastPath {
  private lanes: Lane[] = [];
  private closed = false;
  private readonly watch: NodeJS.Timeout;

  constructor(private readonly url: string, private readonly size: number) {
    this.watch = setInterval(() => {
      const now = Date.now();
      for (const lane of [...this.lanes]) lane.breakIfStuck(now);
    }, WATCH_EVERY_MS).unref();
  }

  /** Runs the statement as the application's role. `values[0]` is the tenant. */
  async ask<Row extends object>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    const lane = this.freest();
    try {
      return await lane.ask(statement, values);
    } catch (error) {
      if (!STALE_CONNECTION.has(sqlStateOf(error) ?? '')) throw error;
      lane.break();
      return this.freest().ask(statement, values);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.watch);
    await Promise.allSettled(this.lanes.map((lane) => lane.end()));
  }

  private freest(): Lane {
    if (this.closed) throw new Error('Connection terminated: the database was closed');
    let best = this.lanes[0];
    for (const lane of this.lanes) if (lane.waiting < best!.waiting) best = lane;
    if (best && (best.waiting === 0 || this.lanes.length >= this.size)) return best;
    const lane = new Lane(this.url, (gone) => { this.lanes = this.lanes.filter((l) => l !== gone); });
    this.lanes.push(lane);
    return lane;
  }
}
