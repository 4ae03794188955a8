import { DomainError } from './errors.js';

/** What a caller may do beyond its own data. */
export type Scope = 'communication:send' | 'notification:send' | 'tenant:admin' | 'platform:admin';

/** Who is asking. The first argument of every service method; a query without one cannot be made. */
export class Actor {
  constructor(
    readonly tenantId: string,
    readonly userId: string,
    private readonly scopes: ReadonlySet<string> = new Set(),
  ) {
    if (!tenantId || !userId) throw new DomainError('tenant_missing');
  }

  /** An actor with the given scopes. */
  static of(tenantId: string, userId: string, ...scopes: Scope[]): Actor {
    return new Actor(tenantId, userId, new Set(scopes));
  }

  /** True when the caller holds any of the scopes; a platform's administrator holds all. */
  can(...wanted: Scope[]): boolean {
    return this.scopes.has('platform:admin') || wanted.some((scope) => this.scopes.has(scope));
  }

  /** Fails with `scope_missing` unless the caller holds one of the scopes. */
  require(...wanted: Scope[]): void {
    if (!this.can(...wanted)) throw new DomainError('scope_missing', { detail: wanted.join(' | ') });
  }

  /** The same caller looking at another tenant, which only a platform's administrator may. Errors: `tenant_mismatch`. */
  within(tenantId: string): Actor {
    if (tenantId !== this.tenantId && !this.scopes.has('platform:admin')) throw new DomainError('tenant_mismatch');
    return new Actor(tenantId, this.userId, this.scopes);
  }
}
