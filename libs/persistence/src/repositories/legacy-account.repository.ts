import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** The kinds of names by which an account logs in. */
export type LoginNameKind = 'username' | 'phone' | 'email';

/** An account as a login finds it. `number`: the text of an int64. */
export interface LegacyAccountRow {
  readonly tenant_id: string;
  readonly number: string;
  readonly user_id: string;
  readonly password: string;
}

/** An account and the kind of the name that it was found by. */
export interface NamedAccountRow extends LegacyAccountRow {
  readonly kind: LoginNameKind;
}

/** Whom a login token speaks for, and until when. */
export interface LegacySessionRow {
  readonly tenant_id: string;
  readonly user_id: string;
  readonly expires_at: Date;
}

/** Logins that an account has at once: one more ends the oldest. */
export const SESSIONS_MAX = 100;

/** Where processes tell each other which logins ended: the hash of the token, in hexadecimal. */
export const SESSION_CHANNEL = 'ringpost_session';

const BY_NAME: Statement<LegacyAccountRow> = {
  name: 'legacy_account_by_name',
  text: 'select a.tenant_id, a.number, a.user_id, a.password from legacy_login l join legacy_account a on a.tenant_id = l.tenant_id and a.number = l.number where l.name = $1',
};

const BY_TOKEN: Statement<LegacySessionRow> = {
  name: 'legacy_session_by_token',
  text: `select s.tenant_id, a.user_id, s.expires_at from legacy_session s join legacy_account a on a.tenant_id = s.tenant_id and a.number = s.number
    where s.token_hash = $1 and s.expires_at > now()`,
};

const tell = (rows: string): string => `select token_hash, pg_notify('${SESSION_CHANNEL}', encode(token_hash, 'hex')) from ${rows}`;

/** Accounts and logins of old builds. Looked up as the system, since a login names no tenant; what is known to be of a tenant changes inside it. */
export class LegacyAccountRepository {
  constructor(private readonly db: Database) {}

  /** The account with a login name, in the form in which names are stored. */
  async byName(name: string): Promise<LegacyAccountRow | undefined> {
    return (await this.db.askAsSystem('login', BY_NAME, name))[0];
  }

  /** The login behind a token that has not ended. */
  async byToken(tokenHash: Buffer): Promise<LegacySessionRow | undefined> {
    return (await this.db.askAsSystem('login', BY_TOKEN, tokenHash))[0];
  }

  /** Holds the account with a name until the transaction ends. */
  async lock(tx: Tx, name: string): Promise<NamedAccountRow | undefined> {
    const [row] = await tx.sql<NamedAccountRow>(
      'select a.tenant_id, a.number, a.user_id, a.password, l.kind from legacy_login l join legacy_account a on a.tenant_id = l.tenant_id and a.number = l.number where l.name = $1 for update of a',
      [name],
    );
    return row;
  }

  /** A new account; answers its number. */
  async add(tx: Tx, tenantId: string, userId: string, password: string, now: Date): Promise<string> {
    const [row] = await tx.sql<{ number: string }>('insert into legacy_account (tenant_id, user_id, password, updated_at) values ($1, $2, $3, $4) returning number', [tenantId, userId, password, now]);
    return row!.number;
  }

  /** False when the account is gone. */
  async setPassword(tx: Tx, { tenant_id, number }: Pick<LegacyAccountRow, 'tenant_id' | 'number'>, password: string, now: Date): Promise<boolean> {
    return (await tx.change('update legacy_account set password = $3, updated_at = $4 where tenant_id = $1 and number = $2', [tenant_id, number, password, now])) > 0;
  }

  /** Lets an account log in by a name, in the stead of the one of this kind that it had; false when another account has it. */
  async name(tx: Tx, { tenant_id, number }: Pick<LegacyAccountRow, 'tenant_id' | 'number'>, kind: LoginNameKind, name: string): Promise<boolean> {
    const taken = await tx.sql('insert into legacy_login (name, kind, tenant_id, number) values ($1, $2, $3, $4) on conflict (name) do update set kind = excluded.kind where legacy_login.tenant_id = $3 and legacy_login.number = $4 returning name', [name, kind, tenant_id, number]);
    if (taken.length === 0) return false;
    await tx.change('delete from legacy_login where tenant_id = $1 and number = $2 and kind = $3 and name <> $4', [tenant_id, number, kind, name]);
    return true;
  }

  /** Removes an account with its names; its logins are ended by `endSessions`. */
  async remove(tx: Tx, { tenant_id, number }: Pick<LegacyAccountRow, 'tenant_id' | 'number'>): Promise<void> {
    await tx.change('delete from legacy_account where tenant_id = $1 and number = $2', [tenant_id, number]);
  }

  /** A login that ends by the database's clock after so many days, of an account that `lock` holds. Answers when. */
  async addSession(tx: Tx, { tenant_id, number }: Pick<LegacyAccountRow, 'tenant_id' | 'number'>, tokenHash: Buffer, days: number): Promise<Date> {
    const [row] = await tx.sql<{ expires_at: Date }>(
      'insert into legacy_session (token_hash, tenant_id, number, expires_at) values ($1, $2, $3, now() + make_interval(days => $4)) returning expires_at',
      [tokenHash, tenant_id, number, days],
    );
    await tx.sql(`with old as (select token_hash from legacy_session where tenant_id = $1 and number = $2 and token_hash <> $3 and expires_at > now() order by expires_at desc offset $4),
      gone as (delete from legacy_session s using old where s.token_hash = old.token_hash returning s.token_hash) ${tell('gone')}`, [tenant_id, number, tokenHash, SESSIONS_MAX - 1]);
    return row!.expires_at;
  }

  /** Lets whoever ends a login of the tenant wait until the transaction ends. False when it has ended. */
  async holdSession(tx: Tx, tokenHash: Buffer): Promise<boolean> {
    const held = await tx.sql('select number from legacy_session where tenant_id = $1 and token_hash = $2 and expires_at > now() for key share', [tenantOf(tx), tokenHash]);
    return held.length > 0;
  }

  /** Ends a login, on every process as soon as this is committed. Answers whose it was. */
  async endSession(tx: Tx, tokenHash: Buffer): Promise<{ tenant_id: string; user_id: string } | undefined> {
    const [row] = await tx.sql<{ tenant_id: string; user_id: string }>(
      'select s.tenant_id, a.user_id from legacy_session s join legacy_account a on a.tenant_id = s.tenant_id and a.number = s.number where s.token_hash = $1 and s.expires_at > now() for update of s',
      [tokenHash],
    );
    if (row) await tx.sql(`with gone as (delete from legacy_session where token_hash = $1 returning token_hash) ${tell('gone')}`, [tokenHash]);
    return row;
  }

  /** The logins that the user's other accounts have, by the hashes of their tokens. */
  async otherSessions(tx: Tx, { tenant_id, user_id, number }: LegacyAccountRow): Promise<Buffer[]> {
    const others = await tx.sql<{ token_hash: Buffer }>(
      'select s.token_hash from legacy_session s join legacy_account a on a.tenant_id = s.tenant_id and a.number = s.number where a.tenant_id = $1 and a.user_id = $2 and a.number <> $3 and s.expires_at > now()',
      [tenant_id, user_id, number],
    );
    return others.map(({ token_hash }) => token_hash);
  }

  /** Ends every login of an account. Answers which, by the hashes of their tokens. */
  async endSessions(tx: Tx, { tenant_id, number }: Pick<LegacyAccountRow, 'tenant_id' | 'number'>): Promise<Buffer[]> {
    const ended = await tx.sql<{ token_hash: Buffer }>(`with gone as (delete from legacy_session where tenant_id = $1 and number = $2 returning token_hash) ${tell('gone')}`, [tenant_id, number]);
    return ended.map(({ token_hash }) => token_hash);
  }
}
