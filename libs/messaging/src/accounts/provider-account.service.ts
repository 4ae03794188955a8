import {
  AuditEntry, DomainError, MASKED_SECRET, ProviderAccount, accountContext, configOf, configText, fromTypeId, invalidField, maskedConfig, readAccountConfig, readSlice, requireKnownMembers, toTypeId, unmaskedConfig,
  type Actor, type Channel, type Clock, type Environment, type IdGenerator, type PageRequest, type ProviderConfig, type ProviderKind, type Slice, type Vault,
} from '@ringpost/domain';
import type { AuditRepository, Database, ProviderAccountFilter, ProviderAccountRepository, Tx } from '@ringpost/persistence';
import type { ReachableProviders } from './reachable-providers.js';

/** An account to be made. `config`: the members its provider wants, or the JSON text of them. */
export interface ProviderAccountRequest {
  /** Left out: the provider's. */
  readonly channel?: Channel;
  readonly provider: string;
  readonly config: ProviderConfig | string;
  readonly appId?: string;
  readonly environment?: Environment;
  readonly priority?: number;
}

/** What of an account is to change. A secret that is `***` stays as it is stored; the rest of `config` is replaced as a whole. */
export interface ProviderAccountUpdate {
  readonly config?: ProviderConfig | string;
  readonly isActive?: boolean;
  readonly priority?: number;
}

/** An account as it may be shown. `config`: JSON, its secrets masked; only a `note` where this process cannot open it. */
export interface ProviderAccountView {
  readonly account: ProviderAccount;
  readonly config: string;
}

/** A tenant's accounts at providers, kept by its administrators. What changed is heard of in every process, and audited by names alone. */
export class ProviderAccountService {
  constructor(
    private readonly db: Database,
    private readonly accounts: ProviderAccountRepository,
    private readonly audit: AuditRepository,
    private readonly providers: ReachableProviders,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** The tenant's accounts, the newest first. Errors: `scope_missing`. */
  async list(actor: Actor, filter: ProviderAccountFilter, page: PageRequest): Promise<Slice<ProviderAccountView>> {
    actor.require('tenant:admin');
    const slice = await readSlice(page, {
      page: (limit, offset) => this.db.run(actor, (tx) => this.accounts.page(tx, filter, limit, offset)),
      after: (limit, last) => this.db.run(actor, (tx) => this.accounts.after(tx, filter, limit, last)),
      keyOf: ({ id }) => id,
    });
    return { ...slice, items: slice.items.map((account) => this.shown(account)) };
  }

  /** One account. Errors: `scope_missing`, `provider_account_not_found`. */
  async get(actor: Actor, id: string): Promise<ProviderAccountView> {
    actor.require('tenant:admin');
    return this.shown(await this.db.run(actor, async (tx) => found(await this.accounts.find(tx, uuidOf(id)))));
  }

  /** Makes an account. Errors: `scope_missing`, `invalid_request`, `provider_account_exists`. */
  async create(actor: Actor, { config: given, ...request }: ProviderAccountRequest): Promise<ProviderAccountView> {
    actor.require('tenant:admin');
    const kind = this.kindOf(request);
    const config = configOf(given);
    const configSealed = this.sealed(actor, kind, unmaskedConfig(kind, config, () => ({})));
    return this.changing(actor, async (tx) => {
      const account = new ProviderAccount(actor.tenantId, this.ids.next(), { ...request, channel: kind.channel, reach: this.providers.reach, configSealed }, this.clock.now());
      this.accounts.add(tx, account);
      return { account, action: 'created', members: Object.keys(config).map(inConfig) };
    });
  }

  /** Changes what is given of an account. Errors: `scope_missing`, `provider_account_not_found`, `invalid_request`, `provider_account_exists`. */
  async update(actor: Actor, id: string, { config: given, ...change }: ProviderAccountUpdate): Promise<ProviderAccountView> {
    actor.require('tenant:admin');
    const uuid = uuidOf(id);
    const config = given === undefined ? undefined : configOf(given);
    return this.changing(actor, async (tx) => {
      const account = found(await this.accounts.held(tx, uuid));
      account.change({ ...change, ...(config && { configSealed: this.resealed(actor, account, config), reach: this.providers.reach }) }, this.clock.now());
      return { account, action: 'changed', members: [...namesOf(change), ...namesOf(config ?? {}).filter((member) => config?.[member] !== MASKED_SECRET).map(inConfig)] };
    });
  }

  /** Removes an account. Errors: `scope_missing`, `provider_account_not_found`. */
  async remove(actor: Actor, id: string): Promise<void> {
    actor.require('tenant:admin');
    const uuid = uuidOf(id);
    await this.db.run(actor, async (tx) => {
      const account = found(await this.accounts.held(tx, uuid));
      this.accounts.remove(tx, account);
      await this.tell(actor, tx, { account, action: 'removed', members: [] });
    });
  }

  /** One change of the tenant's accounts at a time, so that no two end up in one place. */
  private changing(actor: Actor, work: (tx: Tx) => Promise<Change>): Promise<ProviderAccountView> {
    return this.db.run(actor, async (tx) => {
      await this.accounts.lock(tx);
      const change = await work(tx);
      if (await this.accounts.isTaken(tx, change.account)) throw new DomainError('provider_account_exists');
      await this.tell(actor, tx, change);
      return this.shown(change.account);
    });
  }

  private async tell(actor: Actor, tx: Tx, { account, action, members }: Change): Promise<void> {
    this.audit.add(tx, new AuditEntry(actor.tenantId, this.ids.next(), actor.userId, `provider_account.${action}`, toTypeId('pvd', account.id), members.length > 0 ? { members: members.join(' ') } : {}));
    await this.accounts.tell(tx);
  }

  private shown(account: ProviderAccount): ProviderAccountView {
    return { account, config: JSON.stringify(this.masked(account)) };
  }

  private masked(account: ProviderAccount): ProviderConfig {
    try {
      return maskedConfig(this.providers.kinds.get(account.provider), this.opened(account));
    } catch {
      return UNREADABLE; // one lost key must not hide all the other accounts; sending by it tells the reason in the log
    }
  }

  private opened({ tenantId, configSealed }: ProviderAccount): ProviderConfig {
    return configOf(this.vault.open(configSealed, accountContext(tenantId)));
  }

  private resealed(actor: Actor, account: ProviderAccount, config: ProviderConfig): Buffer {
    const kind = this.kindOf(account);
    return this.sealed(actor, kind, unmaskedConfig(kind, config, () => this.opened(account)));
  }

  private sealed(actor: Actor, kind: ProviderKind, config: ProviderConfig): Buffer {
    const { read } = readAccountConfig(kind, config);
    requireKnownMembers(kind.name, config, read);
    if (this.providers.reach === 'public') kind.checkPublic(read);
    return this.vault.seal(configText(config), accountContext(actor.tenantId));
  }

  private kindOf({ provider, channel }: Pick<ProviderAccountRequest, 'provider' | 'channel'>): ProviderKind {
    const kind = this.providers.kinds.get(provider);
    if (!kind) throw invalidField('provider', 'enum', `provider must be one of the following values: ${this.providers.kinds.names.join(', ')}`);
    if (channel !== undefined && channel !== kind.channel) throw invalidField('channel', 'enum', `channel must be ${kind.channel}, as ${provider} is`);
    return kind;
  }
}

/** What happened to an account. `members`: the names of what was given, never a value. */
interface Change {
  readonly account: ProviderAccount;
  readonly action: 'created' | 'changed' | 'removed';
  readonly members: readonly string[];
}

const UNREADABLE: ProviderConfig = { note: 'this configuration cannot be opened here: is a key missing from ENCRYPTION_KEYS?' };

const inConfig = (member: string): string => `config.${member}`;
const namesOf = (given: object): string[] => Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));

function uuidOf(id: string): string {
  const uuid = fromTypeId('pvd', id);
  if (uuid === undefined) throw new DomainError('provider_account_not_found');
  return uuid;
}

function found(account: ProviderAccount | null): ProviderAccount {
  if (!account) throw new DomainError('provider_account_not_found');
  return account;
}
