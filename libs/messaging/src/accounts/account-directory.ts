import { LRUCache } from 'lru-cache';
import {
  DomainError, SystemClock, accountContext, configOf, readAccountConfig, toTypeId,
  type Clock, type ProviderKinds, type Vault,
} from '@ringpost/domain';
import type { Database, ProviderAccountRepository, SendingAccountRow } from '@ringpost/persistence';
import type { AccountRoute, OpenAccount } from './open-account.js';
import { TenantAccounts } from './tenant-accounts.js';

/** Where it is told which accounts cannot be used. */
export interface AccountLog {
  warn(context: object, message: string): void;
}

const TENANTS = 5_000;
const COMPLAINTS = 10_000;
const COMPLAIN_EVERY_MS = 60_000;

/** By which accounts a tenant sends, remembered for a few seconds. */
export class AccountDirectory {
  private readonly tenants = new LRUCache<string, TenantAccounts>({ max: TENANTS });
  private readonly complained = new LRUCache<string, number>({ max: COMPLAINTS });

  constructor(
    private readonly db: Database,
    private readonly repository: ProviderAccountRepository,
    private readonly vault: Vault,
    private readonly kinds: ProviderKinds,
    private readonly log: AccountLog,
    private readonly clock: Clock = new SystemClock(),
  ) {}

  /**
   * The accounts that may carry it, in the order in which they are to be tried: those of the very app before those of every app, then by
   * priority. Never older than ten seconds; while the database is away, a minute more. Errors: `unavailable`; an `Error` where there are
   * accounts and this process can open none of them, which another process may.
   */
  async candidates(tenantId: string, route: AccountRoute): Promise<readonly OpenAccount[]> {
    let tenant = this.tenants.get(tenantId);
    if (tenant === undefined) this.tenants.set(tenantId, (tenant = this.remembering(tenantId)));
    const waiting = tenant.refresh(this.clock.now().getTime());
    if (waiting !== undefined) await waiting;
    return tenant.candidates(route);
  }

  /** What is remembered of a tenant, or of all, is asked for anew: it changed, or it may have. */
  forget(tenantId?: string): void {
    if (tenantId !== undefined) this.tenants.peek(tenantId)?.forget();
    else for (const tenant of this.tenants.values()) tenant.forget();
  }

  private remembering(tenantId: string): TenantAccounts {
    return new TenantAccounts(() => this.repository.sending(this.db, tenantId), (row) => this.opened(tenantId, row), () => this.clock.now().getTime());
  }

  /** An account that is ready to be sent by; undefined, and told in the log, when it is not. */
  private opened(tenantId: string, row: SendingAccountRow): OpenAccount | undefined {
    try {
      return this.open(tenantId, row);
    } catch (error) {
      this.complain(tenantId, row, error);
      return undefined;
    }
  }

  private open(tenantId: string, { id, provider, priority, reach, config_sealed, updated_at }: SendingAccountRow): OpenAccount {
    const kind = this.kinds.get(provider);
    if (!kind) throw new DomainError('invalid_request', { detail: `${provider} is no provider that is known here` });
    const { read, limits } = readAccountConfig(kind, configOf(this.vault.open(config_sealed, accountContext(tenantId))));
    return { id, tenantId, provider, priority, version: updated_at.getTime().toString(36), config: read, kind, reach, concurrency: limits.concurrency, perSecond: limits.perSecond };
  }

  private complain(tenantId: string, { id, provider }: SendingAccountRow, error: unknown): void {
    const now = this.clock.now().getTime();
    if (now - (this.complained.get(id) ?? -Infinity) < COMPLAIN_EVERY_MS) return;
    this.complained.set(id, now);
    this.log.warn({ account: toTypeId('pvd', id), tenant: tenantId, provider, reason: reasonOf(error) }, 'a provider account cannot be used');
  }
}

// A rule's own words quote no value, and neither do the vault's.
const reasonOf = (error: unknown): string => (error instanceof DomainError ? (error.detail ?? error.code) : error instanceof Error ? error.message : String(error));
