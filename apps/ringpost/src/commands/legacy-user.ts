import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { DomainError, IdGenerator, SystemClock, type Vault } from '@ringpost/domain';
import { LegacyAccountService, LegacyTokenService, PasswordQueue, TokenPlacement } from '@ringpost/messaging';
import { AuditRepository, LegacyAccountRepository, PushTokenRepository, type Database } from '@ringpost/persistence';
import { readConfig } from '../installation.js';
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
  const tenantId = options.tenant ?? readConfig().defaultTenantId;
  if (!options.remove && options.user === undefined) throw new Error('--user is missing: whose login is it?');
  if (tenantId === undefined) throw new Error('--tenant is missing, and there is no DEFAULT_TENANT_ID');
  const password = options.remove ? '' : (options.password ?? (await passwordFromInput()));
  const done = await withDatabase(async (database, { vault }) => {
    const accounts = accountsOf(database, vault);
    if (options.remove) return (await accounts.remove(options.username)) ? 'is removed' : 'was not there';
    const { username, phone, email } = options;
    const what = await accounts.set({ tenantId, userId: options.user!, username, password, phone, email }).catch(explain);
    return what === 'created' ? `can log in as ${options.user} of ${tenantId}` : 'has this password from now on, and is logged out everywhere';
  });
  process.stdout.write(`${options.username} ${done}.\n`);
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

function explain(error: unknown): never {
  throw error instanceof DomainError && error.detail !== undefined ? new Error(error.detail) : error;
}
