import { Actor, DomainError, LOGIN_NAME, LOGIN_PASSWORD, invalidField, loginNameOf, requireIdentifier, requireSendable, type Clock } from '@ringpost/domain';
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

/** Whose an account has to be; what is left out may be anything. */
export interface LegacyAccountOwner {
  readonly tenantId?: string;
  readonly userId?: string;
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
   * Makes an account, or gives the one with this user name a new password and the names that are given. Its logins end then, and with
   * them whatever old builds registered for the user, other than by a login of another account. Errors: `invalid_request`,
   * `login_name_taken`.
   */
  async set(request: LegacyAccountRequest): Promise<'created' | 'changed'> {
    requireOwner(request);
    const names = namesOf(request);
    requireSendable('password', request.password, LOGIN_PASSWORD);
    const password = await this.passwords.hash(request.password);
    const known = await this.db.runAsSystem('login', (tx) => this.named(tx, request, names, password));
    if (!known) return 'created';
    // Inside the tenant, where its tokens are. All or nothing with the password: what fails here is mended by another try.
    const changed = await this.db.run(Actor.of(known.tenant_id, known.user_id), async (tx) => {
      if (!(await this.accounts.setPassword(tx, known, password, this.clock.now()))) return false;
      await this.endLogins(tx, known);
      return true;
    });
    return changed ? 'changed' : this.set(request); // removed meanwhile: its names went with it
  }

  /**
   * Removes the account with a name, and ends its logins as `set` does. False when there is none. Errors: `invalid_request`,
   * `login_name_taken` when it is somebody else's.
   */
  async remove(username: string, owner: LegacyAccountOwner = {}): Promise<boolean> {
    requireOwner(owner);
    const name = loginNameOf(username);
    const seen = await this.accounts.byName(name);
    if (!seen) return false;
    return this.db.run(Actor.of(seen.tenant_id, seen.user_id), async (tx) => {
      const known = await this.accounts.lock(tx, name);
      if (!known) return false; // gone since it was seen
      if (!isOf(known, owner)) throw new DomainError('login_name_taken', { detail: `${username} is a login of another user` });
      await this.endLogins(tx, known);
      await this.accounts.remove(tx, known);
      return true;
    });
  }

  /** Gives an account its names, which are unique across tenants, and makes it where there is none. Answers the one that was there. */
  private async named(tx: Tx, request: LegacyAccountRequest, names: LoginNames, password: string): Promise<LegacyAccountRow | undefined> {
    const { tenantId, userId, username } = request;
    const known = await this.accounts.lock(tx, loginNameOf(username));
    if (known && !isOf(known, request)) throw taken('username', username);
    // Taken for the user name it would replace the one that the account has.
    if (known && known.kind !== 'username') throw invalidField('username', 'format', `${username} is the ${known.kind} of another login name: name the account by its user name`);
    const account = known ?? { tenant_id: tenantId, number: await this.accounts.add(tx, tenantId, userId, password, this.clock.now()) };
    for (const [kind, name] of names) if (!(await this.accounts.name(tx, account, kind, loginNameOf(name)))) throw taken(kind, name);
    return known;
  }

  private async endLogins(tx: Tx, account: LegacyAccountRow): Promise<void> {
    const sessions = await this.accounts.endSessions(tx, account);
    await this.tokens.releaseWhere(tx, account.user_id, { sessions }); // holds the user's tokens: whoever has registered one has a login to be seen now
    // A login that expired left what it registered, and nothing tells that from what a token of another issuer did.
    await this.tokens.releaseWhere(tx, account.user_id, { except: await this.accounts.otherSessions(tx, account) });
  }
}

type LoginNames = readonly (readonly [LoginNameKind, string])[];

function namesOf({ username, phone, email }: LegacyAccountRequest): LoginNames {
  // A text that is two names stays a user name: the last one counts.
  const names = ([['phone', phone], ['email', email], ['username', username]] as const).flatMap(([kind, name]) => (name === undefined ? [] : [[kind, name] as const]));
  for (const [kind, name] of names) requireSendable(kind, name.trim(), LOGIN_NAME); // as it is stored
  return names;
}

function requireOwner({ tenantId, userId }: LegacyAccountOwner): void {
  for (const [field, id] of [['tenant', tenantId], ['user', userId]] as const) if (id !== undefined) requireIdentifier(field, id);
}

const isOf = ({ tenant_id, user_id }: LegacyAccountRow, { tenantId = tenant_id, userId = user_id }: LegacyAccountOwner): boolean => tenantId === tenant_id && userId === user_id;

const taken = (kind: LoginNameKind, name: string): DomainError => new DomainError('login_name_taken', { detail: `the ${kind} ${name} belongs to another account` });
