import { accountContext, callbackSecretIn, configOf, fromTypeId, type Vault } from '@ringpost/domain';
import type { Database, ProviderAccountRepository } from '@ringpost/persistence';

/** An account whose provider tells us what became of deliveries. */
export interface CallbackAccount {
  readonly tenantId: string;
  readonly provider: string;
  readonly secret: string;
}

/** Accounts as providers name them that call back, before anybody knows whose they are. */
export class CallbackAccounts {
  constructor(private readonly db: Database, private readonly accounts: ProviderAccountRepository, private readonly vault: Vault) {}

  /** The account with this id, when its provider may call back. */
  async find(id: string): Promise<CallbackAccount | undefined> {
    const uuid = fromTypeId('pvd', id);
    const row = uuid === undefined ? undefined : await this.accounts.called(this.db, uuid);
    if (!row) return undefined;
    const secret = callbackSecretIn(configOf(this.vault.open(row.config_sealed, accountContext(row.tenant_id))));
    return secret === undefined ? undefined : { tenantId: row.tenant_id, provider: row.provider, secret };
  }
}
