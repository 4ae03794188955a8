import { Ring, type Actor, type Delivery, type DeliveryStatus, type OutcomeKind, type Platform, type Provider, type Purpose, type RingStatus } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { ReachableToken } from './acceptance.repository.js';
import { recordsOf } from './delivery-record.js';
import { ACCEPT_EVENT, ACKNOWLEDGE, AUDIENCE, FORGET, HOLD, LOCK, PHONE, SPARE, STOP, SUMMARY, TARGETS, TRACE } from './ring-statements.js';

/** A push token of a member. `address`: the same for the same address. */
export interface MemberToken extends ReachableToken {
  readonly address: string;
}

/** Whom something that happens at a device is for. */
export interface EventAudience {
  readonly deviceName: string | null;
  /** The message of an event of the device with the same guid, within a day. */
  readonly known: string | null;
  /** Who gets the device's events, with a token or without. */
  readonly userIds: ReadonlySet<string>;
  readonly tokens: readonly MemberToken[];
}

/** A row of the answer to whom something is for: a token, or a member without one. */
export type AudienceRow = { device_name: string | null; known: string | null; user_id: string | null } & { [Key in Exclude<keyof MemberToken, 'user_id'>]: MemberToken[Key] | null };

/** An event of a device, as it is written down. */
export interface AcceptedEvent {
  readonly id: string;
  readonly payloadSealed: Buffer;
  readonly deliveries: readonly Delivery[];
  readonly ttlSeconds: number;
  /** Under which the same event is known when it comes again. */
  readonly guidHash?: Buffer;
  readonly ring?: { readonly udid: string; readonly type: number; /** Under which a repeated press is known. */ readonly pressHash: Buffer };
}

/** How a ring stands. */
export interface RingSummary {
  readonly status: RingStatus | 'expired';
  /** Phones that it was sent to. */
  readonly targets: number;
}

/** Which phone a token is of. */
export interface PhoneRow {
  readonly device_id: string | null;
  readonly app_id: string | null;
  readonly address: string | null;
}

/** One way in which a ring went to a phone. The id is the delivery's. */
export interface TargetRow extends PhoneRow {
  readonly id: string;
  readonly user_id: string;
  readonly status: DeliveryStatus;
  readonly error: string | null;
  readonly attempts: number;
  readonly provider: Provider | null;
  /** Of the token; null where it is gone. */
  readonly purpose: Purpose | null;
  readonly pool: string | null;
  readonly recipient: string;
  readonly push_token_id: string | null;
}

/** Where a user stands towards a ring, and how it went to their phones. */
export interface OwnTargets {
  readonly isMember: boolean;
  readonly rows: readonly TargetRow[];
}

/** A ring that is locked. `now`: by the database's clock. */
export interface LockedRing {
  readonly ring: Ring;
  readonly now: Date;
  readonly isMember: boolean;
}

type LockedRow = { udid: string; type: number; sender_id: string; expires_at: Date; status: RingStatus; ended_by: string | null; rejected_by: string[]; now: Date; is_member: boolean };

/** A try, as the trace tells it. Times are milliseconds since 1970. */
export interface TracedAttempt {
  readonly at: number;
  readonly provider: string | null;
  readonly outcome: OutcomeKind | 'skipped';
  readonly reason: string | null;
  readonly response: string | null;
  readonly duration_ms: number;
}

/** A row of a trace: the ring, and one delivery of it. */
export interface TraceRow {
  readonly udid: string;
  readonly type: number;
  readonly ring_status: RingStatus;
  readonly expires_at: Date;
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
  readonly now: Date;
  readonly is_member: boolean;
  /** Null where it has no deliveries. */
  readonly id: string | null;
  readonly user_id: string;
  readonly push_token_id: string | null;
  readonly platform: Platform | null;
  readonly provider: string | null;
  readonly status: DeliveryStatus;
  readonly error: string | null;
  readonly response: string | null;
  readonly sent_at: Date | null;
  readonly acked_at: Date | null;
  readonly attempts: number;
  readonly tries: readonly TracedAttempt[] | null;
}

/** Rings and other events of devices: whom they are for, what was made of them, how they ended. */
export class RingRepository {
  constructor(private readonly db: Database) {}

  /** Whom something is for that happens at a device: the members who get its events, and their living tokens. Undefined: there is no such device. */
  async audience(actor: Actor, udid: string, guidHash: Buffer | undefined, purposes: readonly Purpose[]): Promise<EventAudience | undefined> {
    const rows = await this.db.ask(actor, AUDIENCE, udid, guidHash ?? null, `{${purposes.join(',')}}`);
    const members = rows.filter(({ id }) => id === null);
    if (members.length === 0) return undefined;
    const tokens = rows.filter((row): row is AudienceRow & MemberToken => row.id !== null).sort((a, b) => (a.id < b.id ? -1 : 1));
    const { device_name: deviceName, known } = members[0]!;
    return { deviceName, known, userIds: new Set(members.flatMap(({ user_id }) => user_id ?? [])), tokens };
  }

  /**
   * Writes an event down, with its ring when it is one, unless the same is there already: one with its guid within a day, or a ring of the
   * same device and type within the time of a press. Answers the message that it is known by: its own, or that of the one before.
   */
  async accept(actor: Actor, { id, payloadSealed, deliveries, ttlSeconds, guidHash, ring }: AcceptedEvent): Promise<string> {
    const [row] = await this.db.ask(actor, ACCEPT_EVENT, ring?.pressHash ?? null, id, guidHash ?? null, payloadSealed, recordsOf(deliveries), ttlSeconds, ring?.udid ?? null, ring?.type ?? null, actor.userId);
    return row!.id;
  }

  /** Forgets that names stand for a message: it does not exist. */
  async forget(actor: Actor, { guidHash, ring }: Pick<AcceptedEvent, 'guidHash' | 'ring'>, messageId: string): Promise<void> {
    await this.db.ask(actor, FORGET, guidHash ?? null, ring?.pressHash ?? null, messageId);
  }

  /** How many phones a message went to, and how its ring stands when it is one. Undefined: there is no such message. */
  async summary(actor: Actor, messageId: string): Promise<RingSummary | undefined> {
    return (await this.db.ask(actor, SUMMARY, messageId))[0];
  }

  /** A ring that nobody else changes until the end of the transaction, and how the caller stands towards it. */
  async lock(tx: Tx, id: string): Promise<LockedRing | undefined> {
    const [row] = await tx.sql<LockedRow>(LOCK, [tenantOf(tx), id, tx.actor!.userId]);
    if (!row) return undefined;
    const draft = { udid: row.udid, type: row.type, senderId: row.sender_id, expiresAt: row.expires_at };
    const ring = new Ring(tenantOf(tx), id, draft, { status: row.status, endedBy: row.ended_by, rejectedBy: row.rejected_by });
    return { ring, now: row.now, isMember: row.is_member };
  }

  /** Writes down how far a ring has come. */
  async save(tx: Tx, { id, status, endedBy, rejectedBy }: Ring): Promise<void> {
    await tx.change("update ring set status = $3, ended_by = $4, rejected_by = $5, ended_at = case when $3 <> 'ringing' then clock_timestamp() end where tenant_id = $1 and id = $2", [tenantOf(tx), id, status, endedBy, rejectedBy]);
  }

  /** Who was to be rung, as far as they have a phone that could be. */
  async reached(tx: Tx, id: string): Promise<Set<string>> {
    const rows = await tx.sql<{ user_id: string }>('select distinct user_id from delivery where tenant_id = $1 and message_id = $2 and push_token_id is not null', [tenantOf(tx), id]);
    return new Set(rows.map(({ user_id }) => user_id));
  }

  /**
   * Keeps the ways in which a ring goes to phones as they are until the end of the transaction, only those to one user when one is given. A worker that just
   * writes down what came of one may make another, which the statement that waits for it does not see: so it is asked again, until there is no other.
   */
  async hold(tx: Tx, id: string, userId?: string): Promise<void> {
    for (let known = -1, held = 0; held !== known; ) {
      known = held;
      held = (await tx.sql(HOLD, [tenantOf(tx), id, userId ?? null])).length;
    }
  }

  /** Cancels what of a ring still waits, only that for one user when one is given. Answers all deliveries as they were, in the order in which they were made. */
  async stop(tx: Tx, id: string, reason: string, userId: string | undefined): Promise<TargetRow[]> {
    await this.hold(tx, id, userId);
    return tx.sql<TargetRow>(STOP, [tenantOf(tx), id, userId ?? null, reason]);
  }

  /** How a ring went to the caller's phones. Undefined: there is no such ring. */
  async targetsOf(actor: Actor, id: string): Promise<OwnTargets | undefined> {
    const rows = await this.db.ask(actor, TARGETS, id, actor.userId);
    return rows.length === 0 ? undefined : { isMember: rows[0]!.is_member, rows: rows.filter((row): row is typeof row & TargetRow => row.id !== null) };
  }

  /** Which phone a living token of the caller is of. */
  async phoneOf(actor: Actor, pushTokenId: string): Promise<PhoneRow | undefined> {
    return (await this.db.ask(actor, PHONE, pushTokenId, actor.userId))[0];
  }

  /** Notes that a phone rang, by which of its deliveries; what of the `others` still waits is not sent. */
  async acknowledge(actor: Actor, ringId: string, id: string, others: readonly string[]): Promise<void> {
    await this.db.ask(actor, ACKNOWLEDGE, id);
    if (others.length > 0) await this.db.ask(actor, SPARE, ringId, `{${others.join(',')}}`);
  }

  /** Everything about a ring: a row for each delivery, in the order in which they were made. None when there is no such ring. */
  trace(actor: Actor, id: string): Promise<TraceRow[]> {
    return this.db.ask(actor, TRACE, id, actor.userId);
  }
}
