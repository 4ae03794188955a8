import type { Actor, Delivery, Environment, Platform, Provider, Purpose } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';
import { valueList } from './value-list.js';
import { DELIVERY_COLUMNS, RECORD_COLUMNS, recordsIn, recordsOf } from './delivery-record.js';

/** A message and the deliveries that it is accepted with. */
export interface Acceptance {
  readonly message: { readonly id: string; readonly payloadSealed: Buffer };
  readonly deliveries: readonly Delivery[];
  /** How long each is worth something, in seconds from when it is due. */
  readonly ttlSeconds: number;
  /** When they are due; at once when left out. */
  readonly sendAt?: Date;
}

/** A key under which a write was made, and what is answered to it. */
export interface KeyedAnswer {
  readonly keyHash: Buffer;
  readonly bodyHash: Buffer;
  readonly status: number;
  readonly body: string;
  readonly now: Date;
}

/** A push token that something is to be sent to. */
export interface ReachableToken {
  readonly id: string;
  readonly user_id: string;
  readonly provider: Provider;
  readonly platform: Platform;
  readonly purpose: Purpose;
  readonly app_id: string;
  readonly environment: Environment;
  readonly device_id: string | null;
  readonly token_sealed: Buffer;
  readonly refreshed_at: Date;
}

/** Which tokens. */
export interface Reach {
  readonly userIds: readonly string[];
  readonly purposes: readonly Purpose[];
  readonly platform?: Platform;
  readonly tokenHash?: Buffer;
}

/** A part of an audience: recipients, sealed. */
export interface AudienceChunk {
  readonly id: string;
  readonly recipientsSealed: Buffer;
}

const REACHABLE: Statement<ReachableToken> = {
  name: 'reachable_tokens',
  byIndex: true,
  text: `select id, user_id, provider, platform, purpose, app_id, environment, device_id, token_sealed, refreshed_at from push_token
    where tenant_id = $1 and user_id = any($2::text[]) and purpose = any($3::text[]) and ended_at is null and ($4::text is null or platform = $4) and ($5::bytea is null or token_hash = $5) order by id`,
};

// One statement, so that all of it is there or nothing; due by the database's clock, as all that follows. A key that was used before, or that another
// transaction holds (the lock is that of IdempotencyRepository), lets nothing in.
const ACCEPT: Statement<{ accepted: number }> = {
  name: 'accept',
  writes: true,
  text: `
  with k as (
    insert into idempotency_key (tenant_id, key_hash, body_hash, status, body, created_at) select $1, $7::bytea, $8::bytea, $9::smallint, $10, $11::timestamptz
    where pg_try_advisory_xact_lock(('x' || encode(substring($7::bytea from 9 for 8), 'hex'))::bit(64)::bigint)
    on conflict (tenant_id, key_hash) do nothing returning 1
  ), m as (
    insert into message (tenant_id, id, payload_sealed) select $1, $2::uuid, $3::bytea where $7::bytea is null or exists (select from k) returning tenant_id, id
  ), d as (
    insert into delivery (tenant_id, message_id, due_at, expires_at, updated_at, ${DELIVERY_COLUMNS})
    select m.tenant_id, m.id, coalesce($6::timestamptz, now()), coalesce($6::timestamptz, now()) + make_interval(secs => $5), now(), ${RECORD_COLUMNS}
    from m, ${recordsIn('$4')}
  )
  select count(*)::int as accepted from m`,
};

// More deliveries of a message that is there.
const ADD: Statement<{ id: string }> = {
  name: 'add_deliveries',
  writes: true,
  text: `
  insert into delivery (tenant_id, message_id, due_at, expires_at, updated_at, ${DELIVERY_COLUMNS})
  select $1, $2::uuid, now(), $4::timestamptz, now(), ${RECORD_COLUMNS}
  from ${recordsIn('$3')} returning id`,
};

/** What senders ask for, written down: accepting is storing. */
export class AcceptanceRepository {
  constructor(private readonly db: Database) {}

  /** The living tokens of users. */
  reachable(actor: Actor, { userIds, purposes, platform, tokenHash }: Reach): Promise<ReachableToken[]> {
    return this.db.ask(actor, REACHABLE, valueList(userIds), valueList(purposes), platform ?? null, tokenHash ?? null);
  }

  /** Writes a message down with its deliveries, and the answer under its key when there is one. False: the key was used before, and nothing was written. */
  async accept(actor: Actor, { message, deliveries, ttlSeconds, sendAt }: Acceptance, key?: KeyedAnswer): Promise<boolean> {
    const [row] = await this.db.ask(actor, ACCEPT, message.id, message.payloadSealed, recordsOf(deliveries), ttlSeconds, sendAt ?? null, key?.keyHash ?? null, key?.bodyHash ?? null, key?.status ?? null, key?.body ?? null, key?.now ?? null);
    return row!.accepted === 1;
  }

  /** More deliveries of a message, due at once. */
  async add(actor: Actor, messageId: string, deliveries: readonly Delivery[], expiresAt: Date): Promise<void> {
    if (deliveries.length > 0) await this.db.ask(actor, ADD, messageId, recordsOf(deliveries), expiresAt);
  }

  /** Keeps parts of a message's audience, to be expanded from when it is due. */
  async addAudience(tx: Tx, messageId: string, plan: object, chunks: readonly AudienceChunk[], dueAt: Date | undefined): Promise<void> {
    await tx.change(
      `insert into audience (tenant_id, id, message_id, plan, recipients_sealed, due_at) select $1, c.id, $2, $3, c.sealed, coalesce($6, now()) from unnest($4::uuid[], $5::bytea[]) as c (id, sealed)`,
      [tenantOf(tx), messageId, JSON.stringify(plan), chunks.map(({ id }) => id), chunks.map(({ recipientsSealed }) => recipientsSealed), dueAt ?? null],
    );
  }

  /** What a message says, sealed. */
  async payload(tx: Tx, messageId: string): Promise<Buffer | undefined> {
    const [row] = await tx.sql<{ payload_sealed: Buffer }>('select payload_sealed from message where tenant_id = $1 and id = $2', [tenantOf(tx), messageId]);
    return row?.payload_sealed;
  }

  /** Ends a part of an audience: its deliveries are written in the same transaction. False when somebody else did it meanwhile. */
  async endChunk(tx: Tx, id: string): Promise<boolean> {
    return (await tx.change('delete from audience where tenant_id = $1 and id = $2', [tenantOf(tx), id])) === 1;
  }

  /** Keeps the name under which a message can be called off. False when something that is still to come has it. */
  async nameScheduled(tx: Tx, cancelKey: string, messageId: string, sendAt: Date, now: Date): Promise<boolean> {
    const changed = await tx.change(
      `insert into scheduled (tenant_id, cancel_key, message_id, send_at) values ($1, $2, $3, $4)
       on conflict (tenant_id, cancel_key) do update set message_id = excluded.message_id, send_at = excluded.send_at where scheduled.send_at <= $5`,
      [tenantOf(tx), cancelKey, messageId, sendAt, now],
    );
    return changed === 1;
  }

  /** Calls off what is scheduled under a name. Answers how many deliveries and parts of audiences were, or undefined when there is nothing. */
  async cancelScheduled(tx: Tx, cancelKey: string): Promise<number | undefined> {
    const tenantId = tenantOf(tx);
    const [named] = await tx.sql<{ message_id: string }>('delete from scheduled where tenant_id = $1 and cancel_key = $2 returning message_id', [tenantId, cancelKey]);
    return named && this.cancelMessage(tx, named.message_id);
  }

  /** The same by the id of the message, or of one of its deliveries. */
  async cancelScheduledId(tx: Tx, id: string): Promise<number> {
    const [delivery] = await tx.sql<{ message_id: string | null }>('select message_id from delivery where tenant_id = $1 and id = $2', [tenantOf(tx), id]);
    return this.cancelMessage(tx, delivery?.message_id ?? id);
  }

  private async cancelMessage(tx: Tx, messageId: string): Promise<number> {
    const values = [tenantOf(tx), messageId];
    await tx.change('delete from scheduled where tenant_id = $1 and message_id = $2', values);
    // A part that is being expanded is due later, too: what decides is when all of it was to be sent.
    const chunks = await tx.change("delete from audience where tenant_id = $1 and message_id = $2 and (plan->>'sendAt')::float8 > extract(epoch from now()) * 1000", values);
    return chunks + (await tx.change("update delivery set status = 'cancelled', updated_at = now() where tenant_id = $1 and message_id = $2 and status = 'scheduled'", values));
  }
}
