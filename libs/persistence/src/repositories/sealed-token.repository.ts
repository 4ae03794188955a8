import type { Tx } from '../database.js';

/** A token's secret parts, of whatever tenant. Reached as the system only, by what works on keys. */
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

type Row = { tenant_id: string; id: string; token_sealed: Buffer };
const toSealed = (row: Row): SealedToken => ({ tenantId: row.tenant_id, id: row.id, sealed: row.token_sealed });

/** The sealed side of push tokens, and of shares. */
export class SealedTokenRepository {
  /** Some that were not sealed under the key whose secrets begin with `prefix`, locked. None means that there are none: what others hold is waited for. */
  async stale(tx: Tx, prefix: Buffer, limit: number): Promise<SealedToken[]> {
    const rows = await tx.sql<Row>(
      'select tenant_id, id, token_sealed from push_token where token_sealed is not null and substring(token_sealed from 1 for $2) <> $1 order by tenant_id, id limit $3 for update',
      [prefix, prefix.length, limit],
    );
    return rows.map(toSealed);
  }

  /** How many hold an address. */
  async count(tx: Tx): Promise<number> {
    const [row] = await tx.sql<{ n: string }>('select count(*) as n from push_token where token_sealed is not null');
    return Number(row!.n);
  }

  /** The ones that follow, in the order of their keys. */
  async after(tx: Tx, last: Pick<SealedToken, 'tenantId' | 'id'> | undefined, limit: number): Promise<SealedToken[]> {
    const rows = await tx.sql<Row>(
      'select tenant_id, id, token_sealed from push_token where token_sealed is not null and (tenant_id, id) > ($1, $2) order by tenant_id, id limit $3',
      [last?.tenantId ?? '', last?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
    return rows.map(toSealed);
  }

  async reseal(tx: Tx, tokens: readonly SealedToken[]): Promise<void> {
    await this.change(tx, 'token_sealed', tokens.map(({ tenantId, id, sealed }) => ({ tenantId, id, value: sealed })));
  }

  async reindex(tx: Tx, hashes: readonly { tenantId: string; id: string; value: Buffer }[]): Promise<void> {
    await this.change(tx, 'token_hash', hashes);
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

  private async change(tx: Tx, column: 'token_sealed' | 'token_hash', values: readonly { tenantId: string; id: string; value: Buffer }[]): Promise<void> {
    await tx.change(
      `update push_token t set ${column} = v.value from unnest($1::text[], $2::uuid[], $3::bytea[]) as v (tenant_id, id, value) where t.tenant_id = v.tenant_id and t.id = v.id`,
      [values.map((v) => v.tenantId), values.map((v) => v.id), values.map((v) => v.value)],
    );
  }
}
