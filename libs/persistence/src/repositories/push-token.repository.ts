import { LockMode } from '@mikro-orm/postgresql';
import { ENDED_LISTED_DAYS, PURPOSES, PushToken, type Actor, type PhoneDetails, type Platform, type Purpose } from '@ringpost/domain';
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
    where tenant_id = $1 and purpose = $2 and token_hash = $3 and user_id = $4 and state = 'active' and platform = $5
      and ($6::text is null or provider = $6) and ($7::text is null or device_id = $7) and ($8::text is null or app_id = $8)
      and ($9::text is null or environment = $9) and ($11::text is null or language = $11)
    returning ${COLUMNS}, 0 as total`,
};

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

  /**
   * Every row that holds the address, under either purpose. Until the transaction ends changes around the address wait for each
   * other, and then those of each user it concerns: its holders and the one who asks, in one order everywhere.
   */
  async claim(tx: Tx, hash: Buffer, userId: string): Promise<PushToken[]> {
    await tx.sql('select pg_advisory_xact_lock($1)', [hash.readBigInt64BE()]);
    const holders = await tx.sql<{ user_id: string }>('select user_id from push_token where tenant_id = $1 and purpose = any($2) and token_hash = $3', [tenantOf(tx), PURPOSES, hash]);
    const users = new Set([userId, ...holders.map(({ user_id }) => user_id)]);
    for (const user of [...users].sort()) await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`push_token ${tenantOf(tx)} ${user}`]);
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
