import { LockMode } from '@mikro-orm/postgresql';
import { ENDED_LISTED_DAYS, PURPOSES, PushToken, type Actor, type Environment, type LegacyDetails, type PhoneDetails, type Platform, type Purpose } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** What a list shows of a token. */
export interface PushTokenView {
  readonly id: string;
  readonly userId: string;
  readonly platform: Platform;
  readonly deviceId: string | null;
  readonly isActive: boolean;
}

type ListRow = { id: string | null; user_id: string; platform: Platform; device_id: string | null; living: boolean; total: string | number };

const LISTED = `tenant_id = $1 and user_id = $2 and ($3::text is null or platform = $3) and (ended_at is null or ended_at > now() - interval '${ENDED_LISTED_DAYS} days')`;
const COLUMNS = 'id, user_id, platform, device_id, ended_at is null as living';

// The left join keeps the total when the page lies past the end.
const LIST: Statement<ListRow> = {
  name: 'push_tokens',
  text: `select t.*, c.total from (select count(*)::int as total from push_token where ${LISTED}) c
    left join lateral (select ${COLUMNS} from push_token where ${LISTED} order by id desc limit $4 offset $5) t on true`,
};

const AFTER: Statement<ListRow> = {
  name: 'push_tokens_after',
  text: `select ${COLUMNS}, 0 as total from push_token where ${LISTED} and id < $5 order by id desc limit $4`,
};

const REFRESH: Statement<ListRow> = {
  name: 'refresh_push_token',
  writes: true,
  text: `update push_token set refreshed_at = greatest(refreshed_at, $10)
    where tenant_id = $1 and purpose = $2 and token_hash = $3 and user_id = $4 and state = 'active' and on_rest and platform = $5
      and ($6::text is null or provider = $6) and ($7::text is null or device_id = $7) and ($8::text is null or app_id = $8)
      and ($9::text is null or environment = $9) and ($11::text is null or language = $11)
    returning ${COLUMNS}, 0 as total`,
};

/** A token as old builds list it, its secrets still sealed. `serial`: the text of an int64. */
export interface LegacyTokenRow {
  readonly serial: string;
  readonly token_sealed: Buffer;
  readonly language: string | null;
  readonly environment: Environment;
  readonly app_id: string;
  readonly os: string;
  readonly os_token_sealed: Buffer | null;
  readonly push_platform: string;
}

// At most as many as a user may have: no page is needed.
const LEGACY_LIST: Statement<LegacyTokenRow> = {
  name: 'legacy_tokens',
  text: `select serial, token_sealed, language, environment, app_id, os, os_token_sealed, push_platform from push_token
    where tenant_id = $1 and user_id = $2 and purpose = $3 and on_legacy and ended_at is null order by serial`,
};

const LEGACY_REFRESH: Statement<{ serial: string }> = {
  name: 'refresh_legacy_token',
  writes: true,
  text: `update push_token set refreshed_at = greatest(refreshed_at, $5)
    where tenant_id = $1 and purpose = $2 and token_hash = $3 and user_id = $4 and state = 'active' and on_legacy and language = $6
      and ($7::text is null or app_id = $7) and ($8::text is null or environment = $8) and ($9::text is null or os = $9)
      and ($10::text is null or push_platform = $10) and ($11::text is null or phone_model = $11) and ($12::smallint is null or os_push_version = $12)
      and ($13::bool is null or (os_token_hash is null) = $13) and ($14::bytea is null or os_token_hash = $14) and legacy_session is not distinct from $15
    returning serial`,
};

/** Which registrations of old builds: of a registry, of logins by the hashes of their tokens, or of all but some. */
export interface LegacySelection {
  readonly purpose?: Purpose;
  readonly sessions?: readonly Buffer[];
  readonly except?: readonly Buffer[];
}

/** What a refresh of an old build has to find unchanged. */
export interface UnchangedLegacyToken extends LegacyDetails {
  readonly language: string;
  readonly appId?: string;
  readonly environment?: Environment;
}

/** Push tokens as rows. */
export class PushTokenRepository {
  constructor(private readonly db: Database) {}

  /** A page of a user's tokens, those included that ended of late. */
  async list(actor: Actor, platform: Platform | undefined, limit: number, offset: number): Promise<{ rows: PushTokenView[]; total: number }> {
    const rows = await this.db.ask(actor, LIST, actor.userId, platform ?? null, limit, offset);
    return { rows: rows.filter(({ id }) => id !== null).map(toView), total: Number(rows[0]?.total ?? 0) };
  }

  /** The tokens that follow an id in the list. */
  async listAfter(actor: Actor, platform: Platform | undefined, limit: number, after: string): Promise<PushTokenView[]> {
    return (await this.db.ask(actor, AFTER, actor.userId, platform ?? null, limit, after)).map(toView);
  }

  /** Notes that a known phone registered again with nothing changed; undefined when that is not the case. */
  async refreshUnchanged(actor: Actor, userId: string, purpose: Purpose, hash: Buffer, phone: PhoneDetails, now: Date): Promise<PushTokenView | undefined> {
    const [row] = await this.db.ask(actor, REFRESH, purpose, hash, userId, phone.platform, phone.provider ?? null, phone.deviceId ?? null, phone.appId ?? null, phone.environment ?? null, now, phone.language ?? null);
    return row && toView(row);
  }

  /** The living tokens that old builds of the caller registered for a purpose, in the order of their serials. */
  legacyList(actor: Actor, purpose: Purpose): Promise<LegacyTokenRow[]> {
    return this.db.ask(actor, LEGACY_LIST, actor.userId, purpose);
  }

  /** Notes that a known phone registered again with nothing changed; false when that is not the case. */
  async refreshUnchangedLegacy(actor: Actor, purpose: Purpose, hash: Buffer, phone: UnchangedLegacyToken, now: Date): Promise<boolean> {
    const { osToken } = phone;
    const rows = await this.db.ask(actor, LEGACY_REFRESH, purpose, hash, actor.userId, now, phone.language, phone.appId ?? null, phone.environment ?? null, phone.os ?? null, phone.pushPlatform ?? null,
      phone.phoneModel ?? null, phone.osPushVersion ?? null, osToken === undefined ? null : osToken === null, osToken?.hash ?? null, phone.session ?? null);
    return rows.length > 0;
  }

  /** The id and the address' hash of the living token that an old build of the user knows by this serial. */
  async bySerial(tx: Tx, userId: string, purposes: readonly Purpose[], serial: string): Promise<{ id: string; hash: Buffer } | undefined> {
    const [row] = await tx.sql<{ id: string; token_hash: Buffer }>(
      'select id, token_hash from push_token where tenant_id = $1 and user_id = $2 and serial = $3 and purpose = any($4) and on_legacy and ended_at is null',
      [tenantOf(tx), userId, serial, purposes],
    );
    return row && { id: row.id, hash: row.token_hash };
  }

  /** A row, held as it is until the transaction ends. */
  async held(tx: Tx, id: string): Promise<PushToken | undefined> {
    return (await tx.em.findOne(PushToken, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })) ?? undefined;
  }

  /** The tokens of a user that old builds registered, those included that were switched off since: of a purpose, of these logins, of all but those, or all. */
  onLegacy(tx: Tx, userId: string, { purpose, sessions, except }: LegacySelection = {}): Promise<PushToken[]> {
    const ofLogins = sessions ? { legacySession: { $in: [...sessions] } } : except && except.length > 0 ? { $or: [{ legacySession: null }, { legacySession: { $nin: [...except] } }] } : {};
    const wanted = { ...(purpose && { purpose }), ...ofLogins };
    return tx.em.find(PushToken, { userId, onLegacy: true, tokenHash: { $ne: null }, ...wanted }, { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  }

  /** Gives a row from before old builds were served its serial. */
  async number(tx: Tx, id: string): Promise<void> {
    await tx.change("update push_token set serial = nextval('push_token_serial') where tenant_id = $1 and id = $2 and serial is null", [tenantOf(tx), id]);
  }

  /** Lets changes of this user's tokens wait for each other until the transaction ends. Never together with `claim`, which comes first. */
  async lockUser(tx: Tx, userId: string): Promise<void> {
    await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`push_token ${tenantOf(tx)} ${userId}`]);
  }

  /**
   * Every row that holds the address, under either purpose. Until the transaction ends changes around the address wait for each
   * other, and then those of each user it concerns: its holders and the one who asks, in one order everywhere. `others`: addresses
   * that change together with it.
   */
  async claim(tx: Tx, hash: Buffer, userId: string, ...others: Buffer[]): Promise<PushToken[]> {
    for (const each of [hash, ...others].sort(Buffer.compare)) await tx.sql('select pg_advisory_xact_lock($1)', [each.readBigInt64BE()]);
    const holders = await tx.sql<{ user_id: string }>('select user_id from push_token where tenant_id = $1 and purpose = any($2) and token_hash = $3', [tenantOf(tx), PURPOSES, hash]);
    const users = new Set([userId, ...holders.map(({ user_id }) => user_id)]);
    for (const user of [...users].sort()) await this.lockUser(tx, user);
    // Locked as rows too: maintenance, which asks for no lock of ours, may be about to end them.
    return holders.length === 0 ? [] : tx.em.find(PushToken, { tokenHash: hash, purpose: { $in: [...PURPOSES] } }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true });
  }

  /** The living tokens of a user and purpose, the one refreshed longest ago first. */
  living(tx: Tx, userId: string, purpose: Purpose): Promise<PushToken[]> {
    return tx.em.find(PushToken, { userId, purpose, endedAt: null }, { orderBy: [{ refreshedAt: 'asc' }, { id: 'asc' }], refresh: true });
  }

  /** A token of the user, or null. It stays as it was found: whoever else changes it, or anything else of this user's, waits. */
  async find(tx: Tx, userId: string, id: string): Promise<PushToken | null> {
    const [seen] = await tx.sql<{ token_hash: Buffer | null }>('select token_hash from push_token where tenant_id = $1 and id = $2 and user_id = $3', [tenantOf(tx), id, userId]);
    if (!seen) return null;
    if (seen.token_hash) await this.claim(tx, seen.token_hash, userId);
    return tx.em.findOne(PushToken, { id, userId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  }

  /** Removes the ended tokens of a user and purpose beyond the newest `keep`. */
  trimEnded(tx: Tx, userId: string, purpose: Purpose, keep: number): Promise<number> {
    return tx.change(
      `delete from push_token where tenant_id = $1 and id in (select id from push_token where tenant_id = $1 and user_id = $2 and purpose = $3 and ended_at is not null order by ended_at desc, id desc offset $4)`,
      [tenantOf(tx), userId, purpose, keep],
    );
  }
}

const toView = (row: ListRow): PushTokenView => ({ id: row.id!, userId: row.user_id, platform: row.platform, deviceId: row.device_id, isActive: row.living });
