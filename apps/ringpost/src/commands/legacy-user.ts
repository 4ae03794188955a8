import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { IdGenerator, SystemClock, type Vault } from '@ringpost/domain';
import { LegacyAccountService, LegacyTokenService, PasswordQueue, TokenPlacement } from '@ringpost/messaging';
import { AuditRepository, LegacyAccountRepository, PushTokenRepository, type Database } from '@ringpost/persistence';
import { explain } from '../explain.js';
import { readConfig } from '../read-config.js';
import { withDatabase } from '../with-database.js';

/** What `ringpost legacy:user` was asked for. */
export interface LegacyUserOptions {
  readonly username: string;
  readonly password?: string;
  readonly user?: string;
  readonly tenant?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly remove?: boolean;
}

/** `ringpost legacy:user`: makes, changes or removes a login of old builds. */
export async function legacyUserCommand(options: LegacyUserOptions): Promise<void> {
  const done = await (options.remove ? remove(options) : set(options)).catch(explain);
  process.stdout.write(`${options.username} ${done}.\n`);
}

async function set({ username, user: userId, tenant, phone, email, ...options }: LegacyUserOptions): Promise<string> {
  const tenantId = tenant ?? readConfig().defaultTenantId;
  if (userId === undefined) throw new Error('--user is missing: whose login is it?');
  if (tenantId === undefined) throw new Error('--tenant is missing, and there is no DEFAULT_TENANT_ID');
  const password = options.password ?? (await passwordFromInput());
  const what = await withDatabase((database, { vault }) => accountsOf(database, vault).set({ tenantId, userId, username, password, phone, email }));
  return what === 'created' ? `can log in as ${userId} of ${tenantId}` : 'has this password from now on, and is logged out everywhere';
}

async function remove({ username, user: userId, tenant: tenantId }: LegacyUserOptions): Promise<string> {
  const removed = await withDatabase((database, { vault }) => accountsOf(database, vault).remove(username, { tenantId, userId }));
  return removed ? 'is removed' : 'was not there';
}

function accountsOf(database: Database, vault: Vault): LegacyAccountService {
  const clock = new SystemClock(), rows = new LegacyAccountRepository(database), tokens = new PushTokenRepository(database);
  const placement = new TokenPlacement(tokens, new AuditRepository(), clock, new IdGenerator(clock, randomBytes));
  return new LegacyAccountService(database, rows, new LegacyTokenService(database, tokens, rows, placement, vault, clock), new PasswordQueue(), clock);
}

/** A password on the command line can be read by other users of the machine. */
async function passwordFromInput(): Promise<string> {
  const input = createInterface({ input: process.stdin });
  for await (const line of input) return line;
  throw new Error('--password is missing: give it, or one line on the standard input');
}
