import type { DeliveryStatus, Lane } from '@ringpost/domain';
import type { Database, Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** A delivery that is to be written to a connection. `socket_hash`: which. */
export interface SocketDeliveryRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly message_id: string;
  readonly socket_hash: Buffer;
  readonly lane: Lane;
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

/** Where processes tell each other that deliveries wait. Without content: whoever hears it looks. */
export const DUE_CHANNEL = 'ringpost_socket_due';

// A delivery lives at most 30 days, so older months need no look.
const YOUNG = "d.id >= (lpad(to_hex(floor(extract(epoch from now() - interval '31 days') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid";
// Rings are taken over soon when their process dies, others have more time.
const LEASE = "now() + case when d.lane = 'ring' then interval '2 s' else interval '15 s' end";

const DUE: Statement<SocketDeliveryRow> = {
  name: 'socket_due',
  writes: true,
  text: `with due as materialized (
      select d.tenant_id, d.id, p.token_hash as socket_hash from delivery d
        left join push_token t on t.tenant_id = d.tenant_id and t.id = d.push_token_id and t.ended_at is null
        join socket_presence p on p.token_hash = coalesce(t.socket_hash, d.socket_hash) and p.process = $1
      where d.provider = 'socket' and d.status = 'pending' and d.due_at > now() - $2 * interval '1 ms' and d.due_at <= now() and ${YOUNG}
        and d.expires_at > now() and (d.lease_until is null or d.lease_until <= now())
      order by (d.lane = 'ring') desc, d.due_at limit $3 for update of d skip locked)
    update delivery d set lease_until = ${LEASE} from due where d.tenant_id = due.tenant_id and d.id = due.id
    returning d.tenant_id, d.id, d.message_id, due.socket_hash, d.lane`,
};

// As the indexes of the queue have it.
const waiting = (d: string): string => `${d}.provider = 'socket' and ${d}.status in ('pending', 'sent')`;

// What was written without being confirmed comes again: the connection it was written to is over.
const FOR_PHONE: Statement<SocketDeliveryRow> = {
  name: 'socket_due_for_phone',
  writes: true,
  text: `with due as materialized (
      select d.tenant_id, d.id, $1::bytea as socket_hash from (
          select t.tenant_id, w.id from push_token t join delivery w on w.tenant_id = t.tenant_id and w.push_token_id = t.id where t.socket_hash = $1 and t.ended_at is null and ${waiting('w')}
          union all select w.tenant_id, w.id from delivery w where w.socket_hash = $1 and ${waiting('w')}
        ) as mine join delivery d on d.tenant_id = mine.tenant_id and d.id = mine.id
      where d.provider = 'socket' and d.status in ('pending', 'sent') and d.due_at <= now() and d.expires_at > now() and ${YOUNG}
      order by d.id limit $2 for update of d)
    update delivery d set lease_until = ${LEASE} from due where d.tenant_id = due.tenant_id and d.id = due.id
    returning d.tenant_id, d.id, d.message_id, due.socket_hash, d.lane`,
};

const KEYS = "jsonb_to_recordset($1::jsonb) as k (t text, i uuid)";
// Locked in one order: what was written and what was confirmed of the same phones is noted at the same time.
const held = (statuses: string): string => `with held as materialized (
      select d.tenant_id, d.id from ${KEYS} join delivery d on d.tenant_id = k.t and d.id = k.i where d.status in (${statuses}) order by d.id for update of d)`;
const SENT: Statement<{ id: string }> = {
  name: 'socket_sent',
  writes: true,
  text: `${held("'pending'")}
    update delivery d set status = 'sent', sent_at = coalesce(d.sent_at, now()), updated_at = now(), lease_until = null
    from held where d.tenant_id = held.tenant_id and d.id = held.id returning d.id`,
};
const DELIVERED: Statement<{ id: string }> = {
  name: 'socket_delivered',
  writes: true,
  text: `${held("'pending', 'sent'")}
    update delivery d set status = 'delivered', sent_at = coalesce(d.sent_at, now()), updated_at = now(), lease_until = null
    from held where d.tenant_id = held.tenant_id and d.id = held.id returning d.id`,
};
const PAYLOADS: Statement<{ tenant_id: string; id: string; payload_sealed: Buffer }> = {
  name: 'message_payloads',
  text: `select m.tenant_id, m.id, m.payload_sealed from ${KEYS} join message m on m.tenant_id = k.t and m.id = k.i`,
};

const jsonOf = (keys: readonly DeliveryKey[]): string => JSON.stringify(keys.map(({ tenantId, id }) => ({ t: tenantId, i: id })));

// What an update answers is in no order.
const byId = (a: SocketDeliveryRow, b: SocketDeliveryRow): number => (a.id < b.id ? -1 : 1);

/** Deliveries over the push socket, of every tenant. Reached as the system only. */
export class SocketDeliveryRepository {
  constructor(private readonly db: Database) {}

  /** Claims what became due within the last `windowMs` for phones that a process holds: rings first, at most so many. */
  async due(process: number, windowMs: number, limit: number): Promise<SocketDeliveryRow[]> {
    const rows = await this.db.askAsSystem('push socket', DUE, process, windowMs, limit);
    return rows.sort((a, b) => Number(b.lane === 'ring') - Number(a.lane === 'ring') || byId(a, b));
  }

  /** Claims what a phone has not confirmed, the oldest first, at most so many. */
  async forPhone(tokenHash: Buffer, limit: number): Promise<SocketDeliveryRow[]> {
    return (await this.db.askAsSystem('push socket', FOR_PHONE, tokenHash, limit)).sort(byId);
  }

  /** Notes what was written to a connection. */
  async sent(keys: readonly DeliveryKey[]): Promise<void> {
    await this.db.askAsSystem('push socket', SENT, jsonOf(keys));
  }

  /** Notes what phones confirmed. */
  async delivered(keys: readonly DeliveryKey[]): Promise<void> {
    await this.db.askAsSystem('push socket', DELIVERED, jsonOf(keys));
  }

  /** The sealed payloads of messages. */
  payloads(keys: readonly DeliveryKey[]): Promise<{ tenant_id: string; id: string; payload_sealed: Buffer }[]> {
    return this.db.askAsSystem('push socket', PAYLOADS, jsonOf(keys));
  }

  /** Ends deliveries whose time is over before any phone got them. At most so many. */
  expire(tx: Tx, limit: number): Promise<number> {
    return tx.change(
      `update delivery d set status = 'failed', error = 'expired', updated_at = now(), lease_until = null from (
         select tenant_id, id from delivery d where provider = 'socket' and status = 'pending' and expires_at <= now() and ${YOUNG} limit $1 for update skip locked) as late
       where d.tenant_id = late.tenant_id and d.id = late.id`,
      [limit],
    );
  }

  /** The living rows of a token, in whatever tenant. */
  tokens(tx: Tx, tokenHash: Buffer): Promise<SocketTokenRow[]> {
    return tx.sql('select tenant_id, id, user_id, purpose from push_token where socket_hash = $1 and ended_at is null', [tokenHash]);
  }

  /** What became of a delivery so far. */
  async state(tx: Tx, { tenantId, id }: DeliveryKey): Promise<{ status: DeliveryStatus; error: string | null; sentAt: Date | null; updatedAt: Date } | undefined> {
    const [row] = await tx.sql<{ status: DeliveryStatus; error: string | null; sent_at: Date | null; updated_at: Date }>('select status, error, sent_at, updated_at from delivery where tenant_id = $1 and id = $2', [tenantId, id]);
    return row && { status: row.status, error: row.error, sentAt: row.sent_at, updatedAt: row.updated_at };
  }

  /** Writes a message down. */
  async addMessage(tx: Tx, message: { readonly tenantId: string; readonly id: string; readonly payloadSealed: Buffer }): Promise<void> {
    await tx.change('insert into message (tenant_id, id, payload_sealed) values ($1, $2, $3)', [message.tenantId, message.id, message.payloadSealed]);
  }

  /** Tells the processes that hold connections to look. After the commit: within it, NOTIFY takes a lock until its end. */
  async wake(): Promise<void> {
    await this.db.askAsSystem('push socket', WAKE);
  }
}

const WAKE: Statement<object> = { name: 'socket_wake', writes: true, text: `select pg_notify('${DUE_CHANNEL}', '')` };
