import { Delivery, type Actor, type Channel, type DeliveryStatus } from '@ringpost/domain';
import type { Database, Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** A delivery as the log lists it. The id's time is when it was accepted. */
export interface DeliveryRow {
  readonly id: string;
  readonly user_id: string;
  readonly channel: Channel;
  readonly provider: string | null;
  readonly recipient: string;
  readonly content: string;
  readonly template_id: string | null;
  readonly status: DeliveryStatus;
  readonly error: string | null;
  readonly response: string | null;
  readonly sent_at: Date | null;
  readonly updated_at: Date;
}

/** What the log leaves out. */
export interface DeliveryFilter {
  readonly channel?: Channel;
  readonly status?: DeliveryStatus;
}

const COLUMNS = 'id, user_id, channel, provider, recipient, content, template_id, status, error, response, sent_at, updated_at';
const LISTED = 'tenant_id = $1 and user_id = $2 and ($3::text is null or channel = $3) and ($4::text is null or status = $4)';

const PAGE: Statement<DeliveryRow & { count: number }> = {
  name: 'deliveries',
  text: `select d.*, c.count from (select count(*)::int as count from delivery where ${LISTED}) c
    left join lateral (select ${COLUMNS} from delivery where ${LISTED} order by id desc limit $5 offset $6) d on true`,
};
const AFTER: Statement<DeliveryRow> = {
  name: 'deliveries_after',
  text: `select ${COLUMNS} from delivery where ${LISTED} and id < $6 order by id desc limit $5`,
};

const ENQUEUE = `
insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, template_id, status, updated_at, push_token_id, socket_hash, message_id, lane, due_at, expires_at)
select tenant_id, id, user_id, channel, provider, recipient, content, template_id, status, now(), push_token_id, decode(socket_hash, 'hex'), message_id, lane, now(), now() + make_interval(secs => $2)
from jsonb_to_recordset($1::jsonb) as d (tenant_id text, id uuid, user_id text, channel text, provider text, recipient text, content text, template_id text, status text, push_token_id uuid, socket_hash text, message_id uuid, lane text)`;

const toRow = (delivery: Delivery): Record<string, string | null> => ({
  tenant_id: delivery.tenantId, id: delivery.id, user_id: delivery.userId, channel: delivery.channel, provider: delivery.provider, recipient: delivery.recipient, content: delivery.content,
  template_id: delivery.templateId, status: delivery.status, push_token_id: delivery.pushTokenId, socket_hash: delivery.socketHash?.toString('hex') ?? null, message_id: delivery.messageId, lane: delivery.lane,
});

/** The delivery log. */
export class DeliveryRepository {
  constructor(private readonly db: Database) {}

  /** A page of the caller's log and the number of rows in the whole list. */
  async page(actor: Actor, { channel, status }: DeliveryFilter, limit: number, offset: number): Promise<{ rows: DeliveryRow[]; total: number }> {
    const rows = await this.db.ask(actor, PAGE, actor.userId, channel ?? null, status ?? null, limit, offset);
    return { rows: rows.length === 1 && rows[0]!.id === null ? [] : rows, total: rows[0]?.count ?? 0 };
  }

  /** What follows an id in the log. */
  after(actor: Actor, { channel, status }: DeliveryFilter, limit: number, after: string): Promise<DeliveryRow[]> {
    return this.db.ask(actor, AFTER, actor.userId, channel ?? null, status ?? null, limit, after);
  }

  /** Writes deliveries down that are due at once, and for so many seconds: by the database's clock, as all that follows. */
  async enqueue(tx: Tx, deliveries: readonly Delivery[], ttlSeconds: number): Promise<void> {
    await tx.change(ENQUEUE, [JSON.stringify(deliveries.map(toRow)), ttlSeconds]);
  }

  /** Writes deliveries down. */
  async add(tx: Tx, deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) tx.em.persist(delivery);
    await tx.em.flush();
  }
}
