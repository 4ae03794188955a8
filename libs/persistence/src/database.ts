import { AsyncLocalStorage } from 'node:async_hooks';
import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type { ControlledTransaction } from 'kysely';
import { Actor, DomainError } from '@ringpost/domain';
import { isRepeatable, presentable } from './database-error.js';
import { FastPath, type Statement } from './fast-path.js';
import { ormOptions } from './orm-options.js';
import { APP_ROLE, ENTER, SYSTEM_ROLE } from './tenant-context.js';

/** How to reach the database. `connections` bounds the ORM's pool and, separately, the fast path. */
export interface DatabaseOptions {
  readonly url: string;
  readonly connections?: number;
}

/** The named reasons to look across tenants. There is no other way to. */
export type SystemPurpose = 'maintenance' | 'key rotation' | 'diagnosis' | 'login' | 'push socket' | 'sending';

const ATTEMPTS = 3;
// Nobody waits for what the system does to many rows, and cut off it would never get done.
const UNHURRIED = 'set local statement_timeout = 0';

/** An open transaction: inside one tenant, or of the system. */
export class Tx {
  /** What is to happen once it is committed. */
  readonly committed: (() => void)[] = [];

  constructor(readonly em: EntityManager, readonly actor: Actor | undefined) {}

  /** Rows of SQL with `$1…` parameters, within this transaction. */
  async sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.execute<Row>(text, values)).rows;
  }

  /** How many rows SQL changed. */
  async change(text: string, values: readonly unknown[] = []): Promise<number> {
    return Number((await this.execute(text, values)).numAffectedRows ?? 0);
  }

  private execute<Row extends object>(text: string, values: readonly unknown[]) {
    const transaction = this.em.getTransactionContext<ControlledTransaction<unknown>>();
    if (!transaction) throw new Error('the transaction is over');
    return transaction.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  }
}

/** PostgreSQL as this product uses it: every row is reached inside a tenant, or by a named purpose of the system. */
export class Database {
  private readonly current = new AsyncLocalStorage<Tx>();
  private savepoints = 0;
  private closed = false;

  private constructor(private readonly orm: MikroORM, private readonly fast: FastPath) {}

  /** Opens the pool; connections are made when they are needed. */
  static async open({ url, connections = 10 }: DatabaseOptions): Promise<Database> {
    return new Database(await MikroORM.init(ormOptions(url, connections)), new FastPath(url, connections));
  }

  /**
   * Runs work in one transaction inside the actor's tenant; called within another such work it joins that transaction.
   * Deadlocks are tried again, so the work must have no effect outside the database. Errors: `unavailable`, and what the work throws.
   */
  async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const open = this.openFor(actor);
    return open ? work(open) : this.begin((em) => this.enter(em, APP_ROLE, actor, work));
  }

  /** Runs work across tenants, for one of the named purposes. */
  runAsSystem<T>(_purpose: SystemPurpose, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.begin((em) => this.enter(em, SYSTEM_ROLE, undefined, work));
  }

  /**
   * Runs work that may fail on its own within an open transaction: its changes are undone, those made before stay, and the
   * transaction goes on. After a failure the entities of the transaction are strangers to it: read them again.
   */
  async attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
    await tx.em.flush();
    const clean = `attempt_${++this.savepoints}`;
    await tx.sql(`savepoint ${clean}`);
    try {
      const result = await work();
      await tx.em.flush();
      await tx.sql(`release savepoint ${clean}`);
      return result;
    } catch (error) {
      tx.em.clear();
      await tx.sql(`rollback to savepoint ${clean}`);
      throw error;
    }
  }

  /** One prepared statement inside the actor's tenant; within an open transaction it runs there. */
  async ask<Row extends object>(actor: Actor, statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> {
    const open = this.openFor(actor);
    if (open) return open.sql<Row>(statement.text, [actor.tenantId, ...values]);
    try {
      return await this.fast.ask(statement, [actor.tenantId, ...values]);
    } catch (error) {
      throw presentable(error);
    }
  }

  /**
   * One prepared statement, as the application's role, on a table that belongs to no tenant: the tenant is set to none, so every
   * other table raises. It is a transaction of its own even within an open one: what it writes stays when that is undone.
   */
  async askWithoutTenant<Row extends object>(statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> {
    try {
      return await this.fast.ask(statement, ['', ...values]);
    } catch (error) {
      throw presentable(error);
    }
  }

  /** One prepared statement across tenants, for one of the named purposes; its values begin at `$1`. A transaction of its own even within an open one. */
  async askAsSystem<Row extends object>(_purpose: SystemPurpose, statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> {
    try {
      return await this.fast.ask(statement, values, { role: SYSTEM_ROLE, tenant: '' });
    } catch (error) {
      throw presentable(error);
    }
  }

  /** Does something outside the database once the transaction around the caller is committed, and never when it is not; at once where none is open. */
  afterCommit(then: () => void): void {
    const open = this.current.getStore();
    if (open) open.committed.push(then);
    else then();
  }

  /** Fails unless the database answers. */
  async ping(): Promise<void> {
    await this.orm.em.getConnection().execute('select 1');
  }

  /** Runs SQL as the owner of the schema, outside any tenant: for migrations and partitions. Deadlocks are tried again. */
  asOwner<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.begin((em) =>
      em.transactional(async (inner) => {
        const tx = new Tx(inner as EntityManager, undefined);
        await tx.sql(UNHURRIED);
        return work(tx);
      }),
    );
  }

  /** Lets open transactions end, and refuses new ones. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.orm.close(true), this.fast.close()]);
  }

  /** The transaction that is open around the caller, when it is one of the actor's tenant. */
  private openFor(actor: Actor): Tx | undefined {
    const open = this.current.getStore();
    if (open && open.actor?.tenantId !== actor.tenantId) throw new Error('a transaction of another tenant is open');
    return open;
  }

  private async begin<T>(transaction: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.closed) throw presentable(new Error('Connection terminated: the database was closed')); // the ORM would connect anew
      try {
        return await transaction(this.orm.em.fork({ useContext: false, clear: true }) as EntityManager);
      } catch (error) {
        if (attempt >= ATTEMPTS || !isRepeatable(error)) throw presentable(error);
      }
    }
  }

  private async enter<T>(em: EntityManager, role: string, actor: Actor | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
    em.setFilterParams('tenant', actor ? { tenantId: actor.tenantId } : { everyTenant: true });
    let committed: readonly (() => void)[] = [];
    const result = await em.transactional(async (inner) => {
      const tx = new Tx(inner as EntityManager, actor);
      ({ committed } = tx);
      await tx.sql(ENTER, [role, actor?.tenantId ?? '']);
      if (!actor) await tx.sql(UNHURRIED);
      return this.current.run(tx, () => work(tx));
    });
    for (const then of committed) then();
    return result;
  }
}

/** The tenant of an actor, or the reason why there is none. */
export function tenantOf(tx: Tx): string {
  if (!tx.actor) throw new DomainError('tenant_missing');
  return tx.actor.tenantId;
}
