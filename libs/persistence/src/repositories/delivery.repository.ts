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

/** What became of a delivery after its provider took it. */
export interface Receipt {
  /** A uuid. */
  readonly deliveryId: string;
  readonly status: 'delivered' | 'failed';
  readonly error?: string;
  /** The provider's words, without addresses. */
  readonly response?: string;
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

const OF_MESSAGE: Statement<DeliveryRow> = { name: 'deliveries_of_message', text: `select ${COLUMNS} from delivery where tenant_id = $1 and message_id = $2 order by id limit $3` };
const ONE: Statement<DeliveryRow> = { name: 'delivery', text: `select ${COLUMNS} from delivery where tenant_id = $1 and id = $2` };
const MOST_OF_MESSAGE = 10_000;

// What was not handed over yet nobody can have received; what is being handed over may be received before we know of it.
const SETTLE: Statement<{ moved: boolean }> = {
  name: 'settle_delivery',
  writes: true,
  text: `
  with d as (select id from delivery where tenant_id = $1 and id = $2::uuid and (provider is null or provider = $3)), moved as (
    update delivery set status = $4, error = $5, response = coalesce($6, response), sent_at = coalesce(sent_at, now()), updated_at = now()
    where tenant_id = $1 and id = $2::uuid and exists (select from d) and (status = 'sent' or status = 'pending' and attempts > 0) returning id
  )
  select exists (select from moved) as moved from d`,
};

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

  /** The deliveries of a message, the first ten thousand of them; or one. */
  of(actor: Actor, of: { readonly messageId: string } | { readonly id: string }): Promise<DeliveryRow[]> {
    return 'id' in of ? this.db.ask(actor, ONE, of.id) : this.db.ask(actor, OF_MESSAGE, of.messageId, MOST_OF_MESSAGE);
  }

  /** Writes down what a provider tells of a delivery that it took. False when that changes nothing any more, undefined when there is no such delivery of the provider. */
  async settle(actor: Actor, provider: string, { deliveryId, status, error, response }: Receipt): Promise<boolean | undefined> {
    const [row] = await this.db.ask(actor, SETTLE, deliveryId, provider, status, error ?? null, response ?? null);
    return row?.moved;
  }

  /** Writes deliveries down. */
  async add(tx: Tx, deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) tx.em.persist(delivery);
    await tx.em.flush();
  }
}
