import pg from 'pg';
import type { FieldDef } from 'pg';
import { serialize } from 'pg-protocol';
import type { Statement } from './fast-path.js';
import { ENTER_BY_INDEX } from './tenant-context.js';

/** The name under which each connection prepares `ENTER_PREPARED`. */
export const ENTER_NAME = 'enter';
const ENTER_BY_INDEX_NAME = 'enter_by_index';

/** As whom a statement runs: a role, and the tenant it is bound to ('' for none). */
export interface Entry {
  readonly role: string;
  readonly tenant: string;
}

/** How the rows of a statement are read: known after its first answer on a connection. */
export type Shape = readonly { readonly name: string; readonly read: (text: string) => unknown }[];

/** What of pg's connection is written to here; pg's types do not tell of it. */
interface Wire {
  readonly stream: NodeJS.WritableStream;
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
}

// A pipelined client takes nothing but its own kind of query.
const Query = pg.Query as unknown as new (text: string) => object;
const EXECUTE = serialize.execute(), SYNC = serialize.sync(), DESCRIBE = serialize.describe({ type: 'P', name: '' });

/**
 * One statement as a role inside one tenant. `set_config` and the statement go out together before a single
 * Sync, which makes them ONE implicit transaction to PostgreSQL: nothing of another request can come between them, an error
 * in the first skips the second, and both settings are gone when the transaction ends. The values are text, bytes or null.
 */
export class GuardedQuery<Row extends object> extends Query {
  private readonly found: Row[] = [];
  private shape: Shape | undefined;
  private entered = false;

  constructor(
    private readonly entry: Entry,
    private readonly statement: Statement<Row>,
    private readonly inputs: unknown[],
    private readonly shapes: Map<string, Shape>,
    private readonly done: (error: Error | null, rows?: Row[]) => void,
  ) {
    super(statement.text); // pg copies what else it is given, one property after the other
    this.shape = shapes.get(statement.name);
  }

  submit(connection: unknown): void {
    const { stream, parsedStatements, submittedNamedStatements } = connection as Wire;
    const { name, text, byIndex = false } = this.statement;
    const enter = byIndex ? ENTER_BY_INDEX_NAME : ENTER_NAME;
    const parts = [serialize.bind({ statement: enter, values: [this.entry.role, this.entry.tenant] }), EXECUTE, serialize.bind({ statement: name, values: this.inputs })];
    // Before all else: what is sent behind this counts on the statement, also when the tenant cannot be entered or a parameter is wrong.
    const prepare = (as: string, sql: string): void => {
      if (parsedStatements[as] !== undefined || submittedNamedStatements[as] !== undefined) return;
      parts.unshift(serialize.parse({ name: as, text: sql }));
      submittedNamedStatements[as] = sql; // only now: nothing above may have failed
    };
    prepare(name, text);
    if (byIndex) prepare(enter, ENTER_BY_INDEX);
    if (this.shape === undefined) parts.push(DESCRIBE);
    parts.push(EXECUTE, SYNC);
    stream.write(Buffer.concat(parts));
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.shape = fields.map(({ name, dataTypeID }) => ({ name, read: pg.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown }));
    this.shapes.set(this.statement.name, this.shape);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (!this.entered) return; // what `set_config` answered
    const row: Record<string, unknown> = {};
    for (let i = 0; i < fields.length; i++) {
      const { name, read } = this.shape![i]!, text = fields[i]!;
      row[name] = text === null ? null : read(text);
    }
    this.found.push(row as Row);
  }

  handleCommandComplete(): void {
    this.entered = true;
  }

  /** After the Sync: the implicit transaction is committed. */
  handleReadyForQuery(): void {
    this.done(null, this.found);
  }

  handleError(error: Error): void {
    this.done(error);
  }
}
