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
type Wire = Connection & {
  submittedNamedStatements: Record<string, string>;
  parse(config: object): void;
  bind(config: object): void;
  execute(config: object): void;
};

/**
 * One statement as the application's role inside one tenant. `set_config` and the statement go out together before a single
 * Sync, which makes them ONE implicit transaction to PostgreSQL: nothing of another request can come between them, an error
 * in the first skips the second, and both settings are gone when the transaction ends.
 */
class GuardedQuery<Row extends object> extends (pg.Query as unknown as new (config: QueryArrayConfig | object) => Submittable & Record<string, unknown>) {
  private entered = false;

  constructor(private readonly statement: Statement<Row>, private readonly inputs: unknown[], callback: (error: Error | null, result: { rows: Row[] }) => void) {
    super({ name: statement.name, text: statement.text, values: inputs, callback });
  }

  prepare(connection: Wire): void {
    this.parseOnce(connection);
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

  // Before all else: what is sent behind this counts on the statement, also when the tenant cannot be entered or a parameter is wrong.
  private parseOnce(connection: Wire): void {
    if ((super['hasBeenParsed'] as (c: Wire) => boolean).call(this, connection)) return;
    connection.parse({ name: this.statement.name, text: this.statement.text });
    connection.submittedNamedStatements[this.statement.name] = this.statement.text;
  }
}

/** A value as it goes over the wire. Made before anything is sent: one that cannot be written must not leave half a request behind. */
function toWire(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value) || Array.isArray(value)) return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** One pipelined connection and the queries that are on their way in it. */
class Lane {
  private readonly client: pg.Client;
  private readonly ready: Promise<unknown>;
  private readonly over: Promise<void>;
  private oldest = 0;
  private broken = false;
  waiting = 0;
  /** Takes nothing more; it ends when what is on its way has come back. */
  retired = false;

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, application_name: 'ringpost', pipeline: true } as pg.ClientConfig);
    this.client.on('error', () => this.break());
    this.over = new Promise((resolve) => this.client.once('end', () => { this.break(); resolve(); }));
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
      if (this.retired) this.endWhenIdle();
    }
  }

  /** Runs when the connection is gone. */
  whenOver(then: () => void): void {
    void this.over.then(then);
  }

  /** A server that stopped answering is as good as gone. */
  breakIfStuck(now: number): void {
    if (this.waiting > 0 && now - this.oldest > ANSWER_TIMEOUT_MS) this.break();
  }

  /** Ends it gently. Resolves when it is over. */
  retire(): Promise<void> {
    this.retired = true;
    this.endWhenIdle();
    return this.over;
  }

  private endWhenIdle(): void {
    // Only a connection that was made can say goodbye.
    if (this.waiting === 0) this.ready.then(() => this.client.end()).catch(() => undefined);
  }

  private break(): void {
    if (this.broken) return;
    this.broken = this.retired = true;
    this.client.end().catch(() => undefined); // it is broken already: there is nothing to learn from how it ends
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}

/** The short way to the database for hot single statements: prepared, pipelined, inside one tenant. */
export class FastPath {
  private readonly lanes = new Set<Lane>();
  private closed = false;
  private readonly watch: NodeJS.Timeout;

  constructor(private readonly url: string, private readonly size: number) {
    this.watch = setInterval(() => {
      const now = Date.now();
      for (const lane of this.lanes) lane.breakIfStuck(now);
    }, WATCH_EVERY_MS).unref();
  }

  /** Runs the statement as the application's role. `values[0]` is the tenant. */
  async ask<Row extends object>(statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    const inputs = values.map(toWire);
    const lane = this.freest();
    try {
      return await lane.ask(statement, inputs);
    } catch (error) {
      if (!STALE_CONNECTION.has(sqlStateOf(error) ?? '')) throw error;
      if (!lane.retired) this.renew();
      return this.freest().ask(statement, inputs);
    }
  }

  /** Lets what is on its way come back, and ends all connections. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.lanes].map((lane) => lane.retire()));
    clearInterval(this.watch);
  }

  // What made one connection stale has made all of them so. Those that others wait on end when these have their answers.
  private renew(): void {
    for (const lane of this.lanes) void lane.retire();
  }

  private freest(): Lane {
    if (this.closed) throw new Error('Connection terminated: the database was closed');
    let best: Lane | undefined;
    let open = 0;
    for (const lane of this.lanes) {
      if (lane.retired) continue;
      open++;
      if (!best || lane.waiting < best.waiting) best = lane;
    }
    return best && (best.waiting === 0 || open >= this.size) ? best : this.addLane();
  }

  private addLane(): Lane {
    const lane = new Lane(this.url);
    this.lanes.add(lane);
    lane.whenOver(() => this.lanes.delete(lane));
    return lane;
  }
}
