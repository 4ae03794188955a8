import { LockMode } from '@mikro-orm/postgresql';
import { PushToken, type Provider } from '@ringpost/domain';
import type { Tx } from '../database.js';

/** A tenant's app at a provider: what can be configured wrongly as a whole. */
export interface TokenApp {
  readonly tenantId: string;
  readonly provider: Provider;
  /** `''` for tokens that name none. */
  readonly appId: string;
}

/** How an app fares in one minute, all processes together. Attempts are those of processes in which something died. */
export interface AppHealth {
  readonly minute: Date;
  readonly attempts: number;
  readonly deaths: number;
  /** Since when, and until when, deaths are not believed. */
  readonly alarmedFrom: Date | null;
  readonly alarmedUntil: Date | null;
}

/** A row and whose it is. */
export interface TokenOwner {
  readonly id: string;
  readonly userId: string;
}

type HealthRow = { minute: Date; attempts: number; deaths: number; alarmed_from: Date | null; alarmed_until: Date | null };

// What comes late, of a minute that is over, counts with the minute that is there: its attempts come with it.
const COUNT = `
  insert into app_health as h (tenant_id, provider, app_id, minute, attempts, deaths) values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant_id, provider, app_id) do update set minute = greatest(h.minute, excluded.minute),
    attempts = excluded.attempts + case when excluded.minute > h.minute then 0 else h.attempts end,
    deaths = excluded.deaths + case when excluded.minute > h.minute then 0 else h.deaths end
  returning minute, attempts, deaths, alarmed_from, alarmed_until`;

// `t`: the token that is to live.
const PHONE_TAKEN = `select from push_token o where o.tenant_id = t.tenant_id and o.user_id = t.user_id and o.device_id = t.device_id and o.purpose = t.purpose and o.app_id = t.app_id
  and o.state in ('active', 'suspect') and o.id <> t.id`;

/** What providers' answers do to push tokens, of every tenant. Reached as the system only. */
export class TokenVerdictRepository {
  /** Rows, held as they are until the transaction ends. In one order everywhere. */
  hold(tx: Tx, keys: readonly { readonly tenantId: string; readonly tokenId: string }[]): Promise<PushToken[]> {
    const ids = Map.groupBy(keys, ({ tenantId }) => tenantId);
    const wanted = [...ids].map(([tenantId, its]) => ({ tenantId, id: { $in: its.map(({ tokenId }) => tokenId) } }));
    return tx.em.find(PushToken, { $or: wanted }, { orderBy: [{ tenantId: 'asc' }, { id: 'asc' }], lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  }

  /** Adds to an app's minute. Until the transaction ends others who count the app's deaths wait. */
  async count(tx: Tx, { tenantId, provider, appId }: TokenApp, minute: Date, attempts: number, deaths: number): Promise<AppHealth> {
    const [row] = await tx.sql<HealthRow>(COUNT, [tenantId, provider, appId, minute, attempts, deaths]);
    return { minute: row!.minute, attempts: row!.attempts, deaths: row!.deaths, alarmedFrom: row!.alarmed_from, alarmedUntil: row!.alarmed_until };
  }

  /** From when until when no death of the app is believed. */
  async alarm(tx: Tx, { tenantId, provider, appId }: TokenApp, from: Date, until: Date): Promise<void> {
    await tx.change('update app_health set alarmed_from = $4, alarmed_until = $5 where tenant_id = $1 and provider = $2 and app_id = $3', [tenantId, provider, appId, from, until]);
  }

  /** The app's tokens that died since, and could live: nothing newer lives at their phones. Those heard of last come first. */
  async diedSince(tx: Tx, { tenantId, provider, appId }: TokenApp, since: Date): Promise<TokenOwner[]> {
    const rows = await tx.sql<{ id: string; user_id: string }>(
      `select t.id, t.user_id from push_token t where t.tenant_id = $1 and t.provider = $2 and t.app_id = $3 and t.state = 'dead' and t.ended_at >= $4 and not exists (${PHONE_TAKEN}) order by t.refreshed_at desc`,
      [tenantId, provider, appId, since],
    );
    return rows.map(({ id, user_id }) => ({ id, userId: user_id }));
  }

  /** Rows as `hold` does, after what registrations of their users wait for: nothing comes to life at their phones meanwhile. */
  async holdWithUsers(tx: Tx, tenantId: string, tokens: readonly TokenOwner[]): Promise<PushToken[]> {
    for (const user of [...new Set(tokens.map(({ userId }) => userId))].sort()) await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`push_token ${tenantId} ${user}`]);
    return this.hold(tx, tokens.map(({ id }) => ({ tenantId, tokenId: id })));
  }

  /** Whether another token lives in the place that this one had at its phone. */
  async isReplaced(tx: Tx, token: PushToken): Promise<boolean> {
    return (await tx.sql(`select 1 from push_token t where t.tenant_id = $1 and t.id = $2 and exists (${PHONE_TAKEN})`, [token.tenantId, token.id])).length > 0;
  }
}
