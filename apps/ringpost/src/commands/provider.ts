import { randomBytes } from 'node:crypto';
import { Actor, IdGenerator, SystemClock, requireIdentifier, toTypeId, type Environment } from '@ringpost/domain';
import { ProviderAccountService, ReachableProviders, type ProviderAccountView } from '@ringpost/messaging';
import { AuditRepository, ProviderAccountRepository } from '@ringpost/persistence';
import { PROVIDER_KINDS } from '@ringpost/providers';
import { everyAccount } from '../every-account.js';
import { explain } from '../explain.js';
import { readConfig } from '../read-config.js';
import { withDatabase } from '../with-database.js';
import { configFrom, type ProviderConfigOptions } from './provider-config.js';

/** Whose accounts a command is about. */
export interface ProviderOptions {
  readonly tenant?: string;
}

/** What `ringpost provider:add` was asked for. */
export interface ProviderAddOptions extends ProviderOptions, ProviderConfigOptions {
  readonly provider: string;
  readonly app?: string;
  readonly environment?: Environment;
  readonly priority?: number;
}

type Work<T> = (accounts: ProviderAccountService, operator: Actor) => Promise<T>;

/** `ringpost provider:add`: adds an account at a provider. */
export async function providerAddCommand({ provider, app, environment, priority, ...options }: ProviderAddOptions): Promise<void> {
  const config = await configFrom(options).catch(explain);
  const view = await withAccounts(options, (accounts, operator) => accounts.create(operator, { provider, config, appId: app, environment, priority }));
  process.stdout.write(`${told(view)}\n`);
}

/** `ringpost provider:list`: the accounts of a tenant, their secrets masked. */
export async function providerListCommand(options: ProviderOptions): Promise<void> {
  const views = await withAccounts(options, everyAccount);
  process.stdout.write(views.length === 0 ? 'There is no account.\n' : views.map((view) => `${told(view)}\n  ${view.config}\n`).join(''));
}

/** `ringpost provider:remove`: removes an account. */
export async function providerRemoveCommand({ id, ...options }: ProviderOptions & { id: string }): Promise<void> {
  await withAccounts(options, (accounts, operator) => accounts.remove(operator, id));
  process.stdout.write(`${id} is removed.\n`);
}

async function withAccounts<T>({ tenant }: ProviderOptions, work: Work<T>): Promise<T> {
  const tenantId = tenant ?? readConfig().defaultTenantId;
  if (tenantId === undefined) throw new Error('--tenant is missing, and there is no DEFAULT_TENANT_ID');
  const clock = new SystemClock();
  return withDatabase(async (database, { vault }) => {
    requireIdentifier('tenant', tenantId);
    const accounts = new ProviderAccountService(database, new ProviderAccountRepository(), new AuditRepository(), new ReachableProviders(PROVIDER_KINDS, 'anywhere'), vault, clock, new IdGenerator(clock, randomBytes));
    return work(accounts, Actor.of(tenantId, 'operator', 'tenant:admin'));
  }).catch(explain);
}

const told = ({ account: { tenantId, id, channel, provider, appId, environment, priority, isActive } }: ProviderAccountView): string =>
  `${toTypeId('pvd', id)}  ${tenantId}  ${channel} by ${provider}, ${appId || 'every app'}, ${channel === 'push' ? `${environment ?? 'both environments'}, ` : ''}priority ${priority}${isActive ? '' : ', switched off'}`;
