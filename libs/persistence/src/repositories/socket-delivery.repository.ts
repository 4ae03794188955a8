import type { Actor, Delivery, DeliveryStatus } from '@ringpost/domain';
import type { Database, Tx } from '../database.js';
import type { Statement } from '../fast-path.js';
import { hashList } from './hash-list.js';

/** A delivery that is to be written to a connection. `socket_hash`: which. */
export interface SocketDeliveryRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly message_id: string;
  readonly socket_hash: Buffer;
  /** With microseconds, which a `Date` has not. */
  readonly due_at: string;
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
  readonly after?: Pick<SocketDeliveryRow, 'due_at' | 'id'> | undefined;
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

/** Where processes tell each other that deliveries wait. Without content: whoever hears it looks. */
export const DUE_CHANNEL = 'ringpost_socket_due';

// A delivery lives at most 30 days, so older months need no look.
const YOUNG = "d.id >= (lpad(to_hex(floor(extract(epoch from now() - interval '31 days') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid";

// Whoever holds the connection is the only one who delivers: presence is the claim, so nothing has to be locked or written to look.
const due = (name: string, payload: string, more: string): Statement<SocketDeliveryRow> => ({
  name,
  text: `select d.tenant_id, d.id, d.message_id, p.token_hash as socket_hash, d.due_at::text as due_at, ${payload} as payload_sealed from delivery d
      left join push_token t on t.tenant_id = d.tenant_id and t.id = d.push_token_id and t.ended_at is null
      join socket_presence p on p.token_hash = coalesce(t.socket_hash, d.socket_hash) and p.process = $1 and not p.token_hash = any($2::bytea[]) ${more}
    where d.provider = 'socket' and d.status = 'pending' and (d.lane = 'ring') = $3
      and (d.due_at, d.id) > (coalesce($4::timestamptz, now() - $6 * interval '1 ms'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
      and d.due_at <= now() and d.expires_at > now() and ${YOUNG}
    order by d.due_at, d.id limit $7`,
});
// A ring is worth the payload with every row: nothing is then left to ask for.
const DUE_RINGS = due('socket_due_rings', 'm.payload_sealed', 'join message m on m.tenant_id = d.tenant_id and m.id = d.message_id');
const DUE_OTHERS = due('socket_due_others', 'null::bytea', '');

// As the indexes of the queue have it.
const waiting = (d: string): string => `${d}.provider = 'socket' and ${d}.status in ('pending', 'sent')`;

// What was written without being confirmed comes again: the connection it was written to is over.
const FOR_PHONE: Statement<SocketDeliveryRow> = {
  name: 'socket_due_for_phone',
  text: `select d.tenant_id, d.id, d.message_id, $1::bytea as socket_hash, d.due_at::text as due_at, null::bytea as payload_sealed from (
        select w.tenant_id, w.id, w.message_id, w.due_at, w.expires_at from push_token t join delivery w on w.tenant_id = t.tenant_id and w.push_token_id = t.id where t.socket_hash = $1 and t.ended_at is null and ${waiting('w')}
        union all select w.tenant_id, w.id, w.message_id, w.due_at, w.expires_at from delivery w where w.socket_hash = $1 and ${waiting('w')}
      ) as d
    where d.due_at <= now() and d.expires_at > now() and ${YOUNG} order by d.id limit $2`,
};

const TOKENS: Statement<SocketTokenRow> = { name: 'socket_tokens', text: 'select tenant_id, id, user_id, purpose from push_token where socket_hash = $1 and ended_at is null' };

// One statement, so message and deliveries are there together or not at all; due by the database's clock, as all that follows.
const ACCEPT: Statement<{ id: string }> = {
  name: 'accept_message',
  writes: true,
  text: `with m as (insert into message (tenant_id, id, payload_sealed) values ($1, $2, $3) returning tenant_id, id)
    insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, template_id, status, updated_at, push_token_id, socket_hash, message_id, lane, due_at, expires_at)
    select m.tenant_id, d.id, d.user_id, d.channel, d.provider, d.recipient, d.content, d.template_id, d.status, now(), d.push_token_id, decode(d.socket_hash, 'hex'), m.id, d.lane, now(), now() + make_interval(secs => $5)
    from m, jsonb_to_recordset($4::jsonb) as d (id uuid, user_id text, channel text, provider text, recipient text, content text, template_id text, status text, push_token_id uuid, socket_hash text, lane text)
    returning id`,
};

const toRow = (delivery: Delivery): Record<string, string | null> => ({
  id: delivery.id, user_id: delivery.userId, channel: delivery.channel, provider: delivery.provider, recipient: delivery.recipient, content: delivery.content,
  template_id: delivery.templateId, status: delivery.status, push_token_id: delivery.pushTokenId, socket_hash: delivery.socketHash?.toString('hex') ?? null, lane: delivery.lane,
});

// By an array: with a join, a plan that was made for a small table goes through all of it. Locked in one order, since several may note at a time.
const noted = (set: string, statuses: string): string => `
  with held as materialized (select id from delivery where tenant_id = $1 and id = any($2::uuid[]) and status in (${statuses}) order by id for update)
  update delivery set ${set}, sent_at = coalesce(sent_at, now()), updated_at = now() where tenant_id = $1 and id = any(array(select id from held)) returning id`;
const SENT: Statement<{ id: string }> = { name: 'socket_sent', writes: true, text: noted("status = 'sent'", "'pending'") };
const DELIVERED: Statement<{ id: string }> = { name: 'socket_delivered', writes: true, text: noted("status = 'delivered'", "'pending', 'sent'") };
const PAYLOADS: Statement<{ tenant_id: string; id: string; payload_sealed: Buffer }> = {
  name: 'message_payloads',
  text: 'select tenant_id, id, payload_sealed from message where tenant_id = $1 and id = any($2::uuid[])',
};

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
  constructor(private readonly db: Database) {}

  /** What is due for phones that a process holds, the oldest first, at most so many. */
  due({ process, rings, windowMs, after, except = [] }: DueQuery, limit: number): Promise<SocketDeliveryRow[]> {
    return this.db.askAsSystem('push socket', rings ? DUE_RINGS : DUE_OTHERS, process, hashList(except), rings, after?.due_at ?? null, after?.id ?? null, windowMs, limit);
  }

  /** What a phone has not confirmed, the oldest first, at most so many. */
  forPhone(tokenHash: Buffer, limit: number): Promise<SocketDeliveryRow[]> {
    return this.db.askAsSystem('push socket', FOR_PHONE, tokenHash, limit);
  }

  /** Notes what was written to a connection. */
  async sent(keys: readonly DeliveryKey[]): Promise<void> {
    await this.forEachTenant(SENT, keys);
  }

  /** Notes what phones confirmed. */
  async delivered(keys: readonly DeliveryKey[]): Promise<void> {
    await this.forEachTenant(DELIVERED, keys);
  }

  /** The sealed payloads of messages. */
  payloads(keys: readonly DeliveryKey[]): Promise<{ tenant_id: string; id: string; payload_sealed: Buffer }[]> {
    return this.forEachTenant(PAYLOADS, keys);
  }

  /** Ends deliveries whose time is over before any phone got them. At most so many. */
  expire(tx: Tx, limit: number): Promise<number> {
    return tx.change(
      `update delivery d set status = 'failed', error = 'expired', updated_at = now() from (
         select tenant_id, id from delivery d where provider = 'socket' and status = 'pending' and expires_at <= now() and ${YOUNG} limit $1 for update skip locked) as late
       where d.tenant_id = late.tenant_id and d.id = late.id`,
      [limit],
    );
  }

  /** The living rows of a token, in whatever tenant. */
  tokens(tokenHash: Buffer): Promise<SocketTokenRow[]> {
    return this.db.askAsSystem('push socket', TOKENS, tokenHash);
  }

  /** What became of a delivery so far. */
  async state(tx: Tx, { tenantId, id }: DeliveryKey): Promise<{ status: DeliveryStatus; error: string | null; sentAt: Date | null; updatedAt: Date } | undefined> {
    const [row] = await tx.sql<{ status: DeliveryStatus; error: string | null; sent_at: Date | null; updated_at: Date }>('select status, error, sent_at, updated_at from delivery where tenant_id = $1 and id = $2', [tenantId, id]);
    return row && { status: row.status, error: row.error, sentAt: row.sent_at, updatedAt: row.updated_at };
  }

  /** Writes down a message of the actor's tenant with its deliveries, which are due at once and for so many seconds. */
  async accept(actor: Actor, message: { readonly id: string; readonly payloadSealed: Buffer }, deliveries: readonly Delivery[], ttlSeconds: number): Promise<void> {
    await this.db.ask(actor, ACCEPT, message.id, message.payloadSealed, JSON.stringify(deliveries.map(toRow)), ttlSeconds);
  }

  private async forEachTenant<Row extends object>(statement: Statement<Row>, keys: readonly DeliveryKey[]): Promise<Row[]> {
    return (await Promise.all(byTenant(keys).map(([tenantId, ids]) => this.db.askAsSystem('push socket', statement, tenantId, ids)))).flat();
  }

  /** Tells the processes that hold connections to look. After the commit: within it, NOTIFY takes a lock until its end. */
  async wake(): Promise<void> {
    await this.db.askAsSystem('push socket', WAKE);
  }
}

const WAKE: Statement<object> = { name: 'socket_wake', writes: true, text: `select pg_notify('${DUE_CHANNEL}', '')` };
