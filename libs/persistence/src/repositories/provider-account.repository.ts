import { LockMode } from '@mikro-orm/postgresql';
import { ProviderAccount, type Channel, type Environment, type Reach } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** On which processes tell each other the tenant whose accounts changed. */
export const ACCOUNT_CHANNEL = 'ringpost_accounts';

/** What a list of accounts leaves out. */
export interface ProviderAccountFilter {
  readonly channel?: Channel;
  readonly isActive?: boolean;
}

/** An account as it is sent by. */
export interface SendingAccountRow {
  readonly id: string;
  readonly channel: Channel;
  readonly provider: string;
  readonly app_id: string;
  readonly environment: Environment | null;
  readonly priority: number;
  readonly reach: Reach;
  readonly config_sealed: Buffer;
  readonly updated_at: Date;
}

/** An account whose provider calls back. */
export interface CalledAccountRow {
  readonly tenant_id: string;
  readonly provider: string;
  readonly config_sealed: Buffer;
}

const SENDING: Statement<SendingAccountRow> = {
  name: 'sending_accounts',
  text: 'select id, channel, provider, app_id, environment, priority, reach, config_sealed, updated_at from provider_account where tenant_id = $1 and is_active order by priority, id',
};
// The ids of accounts are unique across tenants, and whoever calls back names nothing else.
const CALLED: Statement<CalledAccountRow> = { name: 'called_account', text: 'select tenant_id, provider, config_sealed from provider_account where id = $1::uuid' };

/** Accounts at providers. */
export class ProviderAccountRepository {
  /** The accounts that a tenant sends by, lower priorities first. */
  sending(db: Database, tenantId: string): Promise<SendingAccountRow[]> {
    return db.askAsSystem('sending', SENDING, tenantId);
  }

  /** An account of any tenant, for what its provider tells of deliveries; also one that nothing is sent by any more. */
  async called(db: Database, id: string): Promise<CalledAccountRow | undefined> {
    return (await db.askAsSystem('sending', CALLED, id))[0];
  }

  /** A page of the tenant's accounts, the newest first, and how many there are. */
  async page(tx: Tx, filter: ProviderAccountFilter, limit: number, offset: number): Promise<{ rows: ProviderAccount[]; total: number }> {
    const [rows, total] = await tx.em.findAndCount(ProviderAccount, wanted(filter), { orderBy: { id: 'desc' }, limit, offset });
    return { rows, total };
  }

  /** What follows an id in the list. */
  after(tx: Tx, filter: ProviderAccountFilter, limit: number, after: string): Promise<ProviderAccount[]> {
    return tx.em.find(ProviderAccount, { ...wanted(filter), id: { $lt: after } }, { orderBy: { id: 'desc' }, limit });
  }

  find(tx: Tx, id: string): Promise<ProviderAccount | null> {
    return tx.em.findOne(ProviderAccount, { id });
  }

  /** An account, held as it is until the transaction ends, or null. */
  held(tx: Tx, id: string): Promise<ProviderAccount | null> {
    return tx.em.findOne(ProviderAccount, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  }

  /** Makes changes of the tenant's accounts wait for each other. */
  async lock(tx: Tx): Promise<void> {
    await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`provider_account ${tenantOf(tx)}`]);
  }

  /** Whether another account has the place of this one: the same provider, app, environment and priority. */
  async isTaken(tx: Tx, { id, channel, provider, appId, environment, priority }: ProviderAccount): Promise<boolean> {
    const others = await tx.sql(
      'select 1 from provider_account where tenant_id = $1 and channel = $2 and provider = $3 and app_id = $4 and environment is not distinct from $5 and priority = $6 and id <> $7',
      [tenantOf(tx), channel, provider, appId, environment, priority, id],
    );
    return others.length > 0;
  }

  add(tx: Tx, account: ProviderAccount): void {
    tx.em.persist(account);
  }

  remove(tx: Tx, account: ProviderAccount): void {
    tx.em.remove(account);
  }

  /** Tells every process, once this transaction is done, that the tenant's accounts changed. */
  async tell(tx: Tx): Promise<void> {
    await tx.sql('select pg_notify($1, $2)', [ACCOUNT_CHANNEL, tenantOf(tx)]);
  }
}

const wanted = ({ channel, isActive }: ProviderAccountFilter): { channel?: Channel; isActive?: boolean } => ({ ...(channel !== undefined && { channel }), ...(isActive !== undefined && { isActive }) });
