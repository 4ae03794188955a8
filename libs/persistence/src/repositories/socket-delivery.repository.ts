import type { DeliveryStatus, Lane } from '@ringpost/domain';
import type { Database, Tx } from '../database.js';
import type { Statement } from '../fast-path.js';
import { hashList } from './hash-list.js';
import { socketStatements } from './socket-statements.js';

export { DUE_CHANNEL } from './socket-statements.js';

/** A delivery that is to be written to a connection. `socket_hash`: which. */
export interface SocketDeliveryRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly message_id: string;
  readonly socket_hash: Buffer;
  /** With microseconds, which a `Date` has not. */
  readonly due_at: string;
  readonly lane: Lane;
  /** Null where it has to be asked for. */
  readonly payload_sealed: Buffer | null;
}

/** What a process looks for. */
export interface DueQuery {
  readonly process: number;
  /** Only rings, or only what is none. */
  readonly rings: boolean;
  /** How far back it looks. */
  readonly windowMs: number;
  /** The last row of the part before. */
  readonly after?: Pick<SocketDeliveryRow, 'due_at' | 'id' | 'lane'> | undefined;
  /** Tokens, by their hashes, for which nothing can be written now. */
  readonly except?: readonly Buffer[];
}

/** One delivery of whatever tenant. */
export interface DeliveryKey {
  readonly tenantId: string;
  readonly id: string;
}

/** A living row of a push token of the socket. */
export interface SocketTokenRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly user_id: string;
  readonly purpose: 'ring' | 'message';
}

/** Keys by tenant, as the text of a list: there is a statement for each tenant. */
function byTenant(keys: readonly DeliveryKey[]): [string, string][] {
  const lists = new Map<string, string[]>();
  for (const { tenantId, id } of keys) {
    const ids = lists.get(tenantId);
    if (ids) ids.push(id);
    else lists.set(tenantId, [id]);
  }
  return [...lists].map(([tenantId, ids]) => [tenantId, `{${ids.join(',')}}`]);
}

/** Deliveries over the push socket, of every tenant. Reached as the system only. */
export class SocketDeliveryRepository {
  private readonly sql: ReturnType<typeof socketStatements>;

  /** @param now when the process began: months that were too old for a delivery to live then are left out of every plan. */
  constructor(private readonly db: Database, now: Date) {
    this.sql = socketStatements(now);
  }

  /** What is due for phones that a process holds, the oldest first, at most so many. */
  due({ process, rings, windowMs, after, except = [] }: DueQuery, limit: number): Promise<SocketDeliveryRow[]> {
    return this.db.askAsSystem('push socket', rings ? this.sql.dueRings : this.sql.dueOthers, process, hashList(except), rings, after?.due_at ?? null, after?.id ?? null, windowMs, limit);
  }

  /** What a phone has not confirmed, rings first, then the oldest, at most so many. */
  forPhone(tokenHash: Buffer, after: DueQuery['after'], limit: number): Promise<SocketDeliveryRow[]> {
    return this.db.askAsSystem('push socket', this.sql.forPhone, tokenHash, limit, after?.id ?? null, after?.lane ?? null);
  }

  /** Notes what was written to a connection. */
  async sent(keys: readonly DeliveryKey[]): Promise<void> {
    await this.forEachTenant(this.sql.sent, keys);
  }

  /** Notes what phones confirmed. */
  async delivered(keys: readonly DeliveryKey[]): Promise<void> {
    await this.forEachTenant(this.sql.delivered, keys);
  }

  /** Notes what can never be written to a phone. */
  async refused(keys: readonly DeliveryKey[]): Promise<void> {
    await this.forEachTenant(this.sql.refused, keys);
  }

  /** The sealed payloads of messages. */
  payloads(keys: readonly DeliveryKey[]): Promise<{ tenant_id: string; id: string; payload_sealed: Buffer }[]> {
    return this.forEachTenant(this.sql.payloads, keys);
  }

  /** Ends deliveries whose time is over before any phone got them. At most so many; answers how many. */
  async expire(limit: number): Promise<number> {
    return (await this.db.askAsSystem('push socket', this.sql.expire, limit)).length;
  }

  /** The living rows of a token, in whatever tenant. */
  tokens(tokenHash: Buffer): Promise<SocketTokenRow[]> {
    return this.db.askAsSystem('push socket', this.sql.tokens, tokenHash);
  }

  /** What became of a delivery so far. */
  async state(tx: Tx, { tenantId, id }: DeliveryKey): Promise<{ status: DeliveryStatus; error: string | null; sentAt: Date | null; updatedAt: Date } | undefined> {
    const [row] = await tx.sql<{ status: DeliveryStatus; error: string | null; sent_at: Date | null; updated_at: Date }>('select status, error, sent_at, updated_at from delivery where tenant_id = $1 and id = $2', [tenantId, id]);
    return row && { status: row.status, error: row.error, sentAt: row.sent_at, updatedAt: row.updated_at };
  }

  private async forEachTenant<Row extends object>(statement: Statement<Row>, keys: readonly DeliveryKey[]): Promise<Row[]> {
    return (await Promise.all(byTenant(keys).map(([tenantId, ids]) => this.db.askAsSystem('push socket', statement, tenantId, ids)))).flat();
  }

  /** Tells the processes that hold connections to look. After the commit: within it, NOTIFY takes a lock until its end. */
  async wake(): Promise<void> {
    await this.db.askAsSystem('push socket', this.sql.wake);
  }
}

