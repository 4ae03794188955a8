import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Submittable } from 'pg';
import { sqlStateOf } from './database-error.js';
import { ENTER_NAME, GuardedQuery, type Entry, type Shape } from './guarded-query.js';
import { APP_ROLE, ENTER_PREPARED } from './tenant-context.js';

/** SQL that is prepared once for each connection, under a name. Inside a tenant, that is always `$1`. It has to answer rows. */
export interface Statement<Row extends object> {
  readonly name: string;
  readonly text: string;
  /** It changes rows: its answer waits for a commit, and others must not wait with it. */
  readonly writes?: boolean;
  /** It finds rows by a list of keys, and must never go through a table for them. */
  readonly byIndex?: boolean;
  /** Never set: carries the type of a row. */
  readonly row?: Row;
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
const WATCH_EVERY_MS = 1_000;
// Reads share the first connection, in order, until it is this deep or has said nothing for this long: fewer connections mean fewer
// writes, and no server process that starves while others have the cores.
const DEEP = 64;
const STALLED_MS = 10;
// "prepared statement does not exist" and "cached plan must not change result type": nothing ran, and a fresh connection will do.
const STALE_CONNECTION = new Set(['26000', '0A000']);

/** A value as it goes over the wire. Made before anything is sent: one that cannot be written must not leave half a request behind. */
function toWire(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) throw new TypeError('a list is no value of a prepared statement');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** One pipelined connection and the queries that are on their way in it. */
class Lane {
  private readonly client: pg.Client;
  private readonly ready: Promise<unknown>;
  private readonly over: Promise<void>;
  private readonly shapes = new Map<string, Shape>();
  private gathering = false;
  private oldest = 0;
  private broken = false;
  waiting = 0;
  /** Takes nothing more; it ends when what is on its way has come back. */
  retired = false;

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, application_name: 'ringpost', pipeline: true } as pg.ClientConfig);
    this.client.on('error', () => this.break());
    this.over = new Promise((resolve) => this.client.once('end', () => { this.break(); resolve(); }));
    this.ready = this.client.connect().then(() => this.client.query({ name: ENTER_NAME, text: ENTER_PREPARED, values: [APP_ROLE, '-'] }));
    this.ready.catch(() => this.break());
  }

  async ask<Row extends object>(entry: Entry, statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
    if (this.waiting++ === 0) this.oldest = Date.now();
    try {
      await this.ready;
      return await new Promise<Row[]>((resolve, reject) => {
        this.gather();
        this.client.query(new GuardedQuery<Row>(entry, statement, values, this.shapes, (error, rows) => (error ? reject(error) : resolve(rows!))) as unknown as Submittable);
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

  /** Able to take one more without making it wait for long. */
  isFlowing(now: number): boolean {
    return this.waiting < DEEP && (this.waiting === 0 || now - this.oldest < STALLED_MS);
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

  // What the requests of one turn of the event loop ask goes out in one write: a system call costs as much as a small query.
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    this.stream.cork();
    setImmediate(() => {
      this.gathering = false;
      this.stream.uncork();
    });
  }

  private get stream(): Duplex {
    return (this.client as unknown as { connection: { stream: Duplex } }).connection.stream;
  }

  private endWhenIdle(): void {
    // Only a connection that was made can say goodbye.
    if (this.waiting === 0) this.ready.then(() => this.client.end()).catch(() => undefined);
  }

  private break(): void {
    if (this.broken) return;
    this.broken = this.retired = true;
    this.client.end().catch(() => undefined); // it is broken already: there is nothing to learn from how it ends
    this.stream.destroy();
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

  /** Runs the statement as the application's role in the tenant that is `values[0]`, or as the entry says. */
  async ask<Row extends object>(statement: Statement<Row>, values: unknown[], as?: Entry): Promise<Row[]> {
    const inputs = values.map(toWire);
    const entry = as ?? { role: APP_ROLE, tenant: inputs[0] as string };
    const lane = this.laneFor(statement);
    try {
      return await lane.ask(entry, statement, inputs);
    } catch (error) {
      if (!STALE_CONNECTION.has(sqlStateOf(error) ?? '')) throw error;
      if (!lane.retired) this.renew();
      return this.laneFor(statement).ask(entry, statement, inputs);
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

  private laneFor({ writes = false }: Statement<object>): Lane {
    if (this.closed) throw new Error('Connection terminated: the database was closed');
    const now = Date.now();
    let first = true, open = 0;
    let freest: Lane | undefined;
    for (const lane of this.lanes) {
      if (lane.retired) continue;
      open++;
      if (!writes && lane.isFlowing(now)) return lane;
      // The first is the reads', unless there is no other.
      if ((!writes || !first || this.size === 1) && (!freest || lane.waiting < freest.waiting)) freest = lane;
      first = false;
    }
    return freest && (freest.waiting === 0 || open >= this.size) ? freest : this.addLane();
  }

  private addLane(): Lane {
    const lane = new Lane(this.url);
    this.lanes.add(lane);
    lane.whenOver(() => this.lanes.delete(lane));
    return lane;
  }
}
