import { DomainError, LOGIN_NAME, LOGIN_PASSWORD, loginNameOf, requireSendable, type Clock } from '@ringpost/domain';
import type { Database, LegacyAccountRepository, LoginNameKind, Tx } from '@ringpost/persistence';
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
    private readonly passwords: PasswordQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account, or gives the one with this name a new password and the names that are given; its logins end then.
   * Errors: `invalid_request`, `login_name_taken`.
   */
  async set(request: LegacyAccountRequest): Promise<'created' | 'changed'> {
    const names = namesOf(request);
    requireSendable('password', request.password, LOGIN_PASSWORD);
    const password = await this.passwords.hash(request.password);
    return this.db.runAsSystem('login', async (tx) => {
      const known = await this.accounts.lock(tx, loginNameOf(request.username));
      if (known && (known.tenant_id !== request.tenantId || known.user_id !== request.userId)) throw taken('username', request.username);
      const account = known ?? { tenant_id: request.tenantId, number: await this.accounts.add(tx, request.tenantId, request.userId, password, this.clock.now()) };
      for (const [kind, name] of names) if (!(await this.accounts.name(tx, account, kind, loginNameOf(name)))) throw taken(kind, name);
      if (!known) return 'created';
      await this.accounts.setPassword(tx, known, password, this.clock.now());
      await this.accounts.endSessions(tx, known);
      return 'changed';
    });
  }

  /** Removes the account with a name, and ends its logins. False when there is none. */
  remove(username: string): Promise<boolean> {
    return this.db.runAsSystem('login', async (tx: Tx) => {
      const known = await this.accounts.lock(tx, loginNameOf(username));
      if (!known) return false;
      await this.accounts.endSessions(tx, known);
      await this.accounts.remove(tx, known);
      return true;
    });
  }
}

function namesOf({ username, phone, email }: LegacyAccountRequest): (readonly [LoginNameKind, string])[] {
  const names = ([['username', username], ['phone', phone], ['email', email]] as const).flatMap(([kind, name]) => (name === undefined ? [] : [[kind, name] as const]));
  for (const [kind, name] of names) requireSendable(kind, name.trim(), LOGIN_NAME); // as it is stored
  return names;
}

const taken = (kind: LoginNameKind, name: string): DomainError => new DomainError('login_name_taken', { detail: `the ${kind} ${name} belongs to another account` });
