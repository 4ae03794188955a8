import { Actor, DomainError, LOGIN_NAME, LOGIN_PASSWORD, loginNameOf, requireSendable, type Clock } from '@ringpost/domain';
import type { Database, LegacyAccountRepository, LegacyAccountRow, LoginNameKind, Tx } from '@ringpost/persistence';
import type { LegacyTokenService } from './legacy-token.service.js';
import type { PasswordQueue } from './password-queue.js';

/** A login for old builds, and whose it is. */
export interface LegacyAccountRequest {
  readonly tenantId: string;
  readonly userId: string;
  readonly username: string;
  readonly password: string;
  readonly phone?: string;
  readonly email?: string;
}

/** Accounts of old builds, on an operator's word. */
export class LegacyAccountService {
  constructor(
    private readonly db: Database,
    private readonly accounts: LegacyAccountRepository,
    private readonly tokens: LegacyTokenService,
    private readonly passwords: PasswordQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account, or gives the one with this name a new password and the names that are given; its logins end then, and what
   * they registered with them. Errors: `invalid_request`, `login_name_taken`.
   */
  async set(request: LegacyAccountRequest): Promise<'created' | 'changed'> {
    const names = namesOf(request);
    requireSendable('password', request.password, LOGIN_PASSWORD);
    const password = await this.passwords.hash(request.password);
    const known = await this.db.runAsSystem('login', (tx) => this.named(tx, request, names, password));
    if (!known) return 'created';
    // Inside the tenant, where its tokens are. All or nothing with the password: what fails here is mended by another try.
    await this.db.run(Actor.of(known.tenant_id, known.user_id), async (tx) => {
      await this.accounts.setPassword(tx, known, password, this.clock.now());
      await this.endLogins(tx, known);
    });
    return 'changed';
  }

  /** Removes the account with a name, and ends its logins with what they registered. False when there is none. */
  async remove(username: string): Promise<boolean> {
    const name = loginNameOf(username);
    const seen = await this.accounts.byName(name);
    if (!seen) return false;
    return this.db.run(Actor.of(seen.tenant_id, seen.user_id), async (tx) => {
      const known = await this.accounts.lock(tx, name);
      if (!known) return false; // gone since it was seen
      await this.endLogins(tx, known);
      await this.accounts.remove(tx, known);
      return true;
    });
  }

  /** Gives an account its names, which are unique across tenants, and makes it where there is none. Answers the one that was there. */
  private async named(tx: Tx, { tenantId, userId, username }: LegacyAccountRequest, names: LoginNames, password: string): Promise<LegacyAccountRow | undefined> {
    const known = await this.accounts.lock(tx, loginNameOf(username));
    if (known && (known.tenant_id !== tenantId || known.user_id !== userId)) throw taken('username', username);
    const account = known ?? { tenant_id: tenantId, number: await this.accounts.add(tx, tenantId, userId, password, this.clock.now()) };
    for (const [kind, name] of names) if (!(await this.accounts.name(tx, account, kind, loginNameOf(name)))) throw taken(kind, name);
    return known;
  }

  private async endLogins(tx: Tx, account: LegacyAccountRow): Promise<void> {
    const sessions = await this.accounts.endSessions(tx, account);
    await this.tokens.releaseWhere(tx, account.user_id, { sessions });
  }
}

type LoginNames = readonly (readonly [LoginNameKind, string])[];

function namesOf({ username, phone, email }: LegacyAccountRequest): LoginNames {
  const names = ([['username', username], ['phone', phone], ['email', email]] as const).flatMap(([kind, name]) => (name === undefined ? [] : [[kind, name] as const]));
  for (const [kind, name] of names) requireSendable(kind, name.trim(), LOGIN_NAME); // as it is stored
  return names;
}

const taken = (kind: LoginNameKind, name: string): DomainError => new DomainError('login_name_taken', { detail: `the ${kind} ${name} belongs to another account` });
