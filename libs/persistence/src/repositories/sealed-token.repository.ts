import type { Tx } from '../database.js';

/** The secret part of a token, a message or an account at a provider, of whatever tenant. Reached as the system only, by what works on keys. */
export interface SealedToken {
  readonly tenantId: string;
  readonly id: string;
  readonly sealed: Buffer;
}

/** The sealed credential of a share that is pending, of whatever tenant. */
export interface SealedCredential {
  readonly tenantId: string;
  readonly udid: string;
  readonly userId: string;
  readonly sealed: Buffer;
}

/** Where rows of one kind keep a secret. */
export type SealedKind = 'token' | 'osToken' | 'message' | 'account' | 'address' | 'audience';
const PLACES = {
  token: { table: 'push_token', sealed: 'token_sealed', hash: 'token_hash' },
  osToken: { table: 'push_token', sealed: 'os_token_sealed', hash: 'os_token_hash' },
  message: { table: 'message', sealed: 'payload_sealed' },
  account: { table: 'provider_account', sealed: 'config_sealed' },
  address: { table: 'delivery', sealed: 'address_sealed' },
  audience: { table: 'audience', sealed: 'recipients_sealed' },
} as const satisfies Record<SealedKind, { table: string; sealed: string; hash?: string }>;

type Row = { tenant_id: string; id: string; sealed: Buffer };
const toSealed = (row: Row): SealedToken => ({ tenantId: row.tenant_id, id: row.id, sealed: row.sealed });

/** The sealed side of push tokens, of messages, of accounts and of shares. */
export class SealedTokenRepository {
  /** Some that were not sealed under the key whose secrets begin with `prefix`, locked. None means that there are none: what others hold is waited for. */
  async stale(tx: Tx, kind: SealedKind, prefix: Buffer, limit: number): Promise<SealedToken[]> {
    const { table, sealed } = PLACES[kind];
    const rows = await tx.sql<Row>(
      `select tenant_id, id, ${sealed} as sealed from ${table} where ${sealed} is not null and substring(${sealed} from 1 for $2) <> $1 order by tenant_id, id limit $3 for update`,
      [prefix, prefix.length, limit],
    );
    return rows.map(toSealed);
  }

  /** How many hold a secret. */
  async count(tx: Tx, kind: SealedKind): Promise<number> {
    const { table, sealed } = PLACES[kind];
    const [row] = await tx.sql<{ n: string }>(`select count(*) as n from ${table} where ${sealed} is not null`);
    return Number(row!.n);
  }

  /** The ones that follow, in the order of their keys. */
  async after(tx: Tx, kind: SealedKind, last: Pick<SealedToken, 'tenantId' | 'id'> | undefined, limit: number): Promise<SealedToken[]> {
    const { table, sealed } = PLACES[kind];
    const rows = await tx.sql<Row>(
      `select tenant_id, id, ${sealed} as sealed from ${table} where ${sealed} is not null and (tenant_id, id) > ($1, $2) order by tenant_id, id limit $3`,
      [last?.tenantId ?? '', last?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
    return rows.map(toSealed);
  }

  async reseal(tx: Tx, kind: SealedKind, secrets: readonly SealedToken[]): Promise<void> {
    const { table, sealed } = PLACES[kind];
    await this.change(tx, table, sealed, secrets.map(({ tenantId, id, sealed: value }) => ({ tenantId, id, value })));
  }

  async reindex(tx: Tx, kind: 'token' | 'osToken', hashes: readonly { tenantId: string; id: string; value: Buffer }[]): Promise<void> {
    await this.change(tx, PLACES[kind].table, PLACES[kind].hash, hashes);
  }

  /** As `stale`, of credentials. */
  async staleCredentials(tx: Tx, prefix: Buffer, limit: number): Promise<SealedCredential[]> {
    const rows = await tx.sql<{ tenant_id: string; udid: string; user_id: string; credential_sealed: Buffer }>(
      'select tenant_id, udid, user_id, credential_sealed from share where credential_sealed is not null and substring(credential_sealed from 1 for $2) <> $1 order by tenant_id, udid, user_id limit $3 for update',
      [prefix, prefix.length, limit],
    );
    return rows.map((row) => ({ tenantId: row.tenant_id, udid: row.udid, userId: row.user_id, sealed: row.credential_sealed }));
  }

  /** How many shares hold a credential. */
  async countCredentials(tx: Tx): Promise<number> {
    const [row] = await tx.sql<{ n: string }>('select count(*) as n from share where credential_sealed is not null');
    return Number(row!.n);
  }

  async resealCredentials(tx: Tx, credentials: readonly SealedCredential[]): Promise<void> {
    await tx.change(
      `update share s set credential_sealed = v.sealed from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) as v (tenant_id, udid, user_id, sealed)
       where s.tenant_id = v.tenant_id and s.udid = v.udid and s.user_id = v.user_id`,
      [credentials.map((c) => c.tenantId), credentials.map((c) => c.udid), credentials.map((c) => c.userId), credentials.map((c) => c.sealed)],
    );
  }

  private async change(tx: Tx, table: string, column: string, values: readonly { tenantId: string; id: string; value: Buffer }[]): Promise<void> {
    await tx.change(
      `update ${table} t set ${column} = v.value from unnest($1::text[], $2::uuid[], $3::bytea[]) as v (tenant_id, id, value) where t.tenant_id = v.tenant_id and t.id = v.id`,
      [values.map((v) => v.tenantId), values.map((v) => v.id), values.map((v) => v.value)],
    );
  }
}
