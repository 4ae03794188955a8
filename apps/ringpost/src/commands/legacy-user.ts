import { createInterface } from 'node:readline/promises';
import { DomainError, SystemClock } from '@ringpost/domain';
import { LegacyAccountService, PasswordQueue } from '@ringpost/messaging';
import { LegacyAccountRepository } from '@ringpost/persistence';
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
  const done = await withDatabase(async (database) => {
    const accounts = new LegacyAccountService(database, new LegacyAccountRepository(database), new PasswordQueue(), new SystemClock());
    if (options.remove) return (await accounts.remove(options.username)) ? 'is removed' : 'was not there';
    const { username, phone, email } = options;
    const what = await accounts.set({ tenantId, userId: options.user!, username, password, phone, email }).catch(explain);
    return what === 'created' ? `can log in as ${options.user} of ${tenantId}` : 'has this password from now on, and is logged out everywhere';
  });
  process.stdout.write(`${options.username} ${done}.\n`);
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
