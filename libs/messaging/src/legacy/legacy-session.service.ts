import { LRUCache } from 'lru-cache';
import { Actor, DomainError, loginNameOf, loginTokenHash, newLoginToken, type Clock, type RateLimit } from '@ringpost/domain';
import { SESSION_CHANNEL, type Database, type LegacyAccountRepository, type LegacyAccountRow, type Notifications } from '@ringpost/persistence';
import type { LegacyCaller, LegacyTokenService } from './legacy-token.service.js';
import type { PasswordQueue } from './password-queue.js';

/** How logins are made. */
export interface LoginRules {
  /** Days that one lasts. */
  readonly days: number;
  /** A login ends the account's other ones and clears its tokens, as builds of 2019 expect. */
  readonly strict: boolean;
  /** Tries of one name, and from one address. */
  readonly limits: { readonly account: RateLimit; readonly address: RateLimit };
}

/** A login that succeeded. `number`: the account's, the text of an int64. */
export interface Login {
  readonly number: string;
  readonly token: string;
  readonly expiresAt: Date;
}

interface KnownSession {
  readonly caller: LegacyCaller;
  readonly believedUntil: number;
}

const REMEMBERED = 50_000;
// A login ends by the database's clock, which may be ahead of ours.
const BELIEVED_MS = 60_000;

/** Logins of old builds. */
export class LegacySessionService {
  private readonly known = new LRUCache<string, KnownSession>({ max: REMEMBERED });
  private epoch = 0;
  /** Changes whenever a login ended anywhere: what was read before may be about it. */
  private endings = 0;

  constructor(
    private readonly db: Database,
    private readonly accounts: LegacyAccountRepository,
    private readonly tokens: LegacyTokenService,
    private readonly passwords: PasswordQueue,
    private readonly notifications: Pick<Notifications, 'listen' | 'isLive' | 'epoch'>,
    private readonly rules: LoginRules,
    private readonly clock: Clock,
  ) {}

  /** Begins to hear of logins that end elsewhere. */
  async start(): Promise<void> {
    await this.notifications.listen(SESSION_CHANNEL, (tokenHash) => {
      this.endings++;
      this.known.delete(tokenHash);
    });
  }

  /** Logs in by user name, phone number or e-mail. Errors: `login_refused`, `login_throttled`. */
  async login(name: string, password: string, address: string): Promise<Login> {
    const known = loginNameOf(name);
    // The name counts as it was typed: two names of one account must not be told apart from two accounts.
    await this.take(this.rules.limits.address, address);
    await this.take(this.rules.limits.account, known);
    const account = await this.accounts.byName(known);
    if (!(await this.passwords.check(password, account?.password)) || account === undefined) throw new DomainError('login_refused');
    return this.begin(known, account);
  }

  /** Whom a login token speaks for, at once where that is remembered; undefined when it is none, or none any more. */
  find(token: string): LegacyCaller | Promise<LegacyCaller | undefined> {
    const session = loginTokenHash(token);
    const key = session.toString('hex');
    return this.remembered(key) ?? this.lookUp(session, key);
  }

  /**
   * Ends a login and takes back what it registered. `vouched`: who stands behind a token that is no login of ours.
   * Errors: what `vouched` throws.
   */
  async logout(token: string, vouched: (token: string) => Promise<Actor>): Promise<void> {
    const session = loginTokenHash(token);
    const row = await this.accounts.byToken(session);
    const actor = row ? Actor.of(row.tenant_id, row.user_id) : await vouched(token);
    await this.db.run(actor, async (tx) => {
      if (row) await this.accounts.endSession(tx, session);
      await this.tokens.releaseWhere(tx, actor.userId, { sessions: [session] });
    });
    this.forget(session);
  }

  private async lookUp(session: Buffer, key: string): Promise<LegacyCaller | undefined> {
    // What ended while nobody could say so is never told later: it has to be heard from before the question until after the answer.
    const { endings } = this, { epoch, isLive } = this.notifications, asked = this.clock.now().getTime();
    const row = await this.accounts.byToken(session);
    if (!row) return undefined;
    const caller = { actor: Actor.of(row.tenant_id, row.user_id), session, byLogin: true };
    const heardAll = isLive && this.notifications.isLive && endings === this.endings && epoch === this.notifications.epoch;
    if (heardAll) this.known.set(key, { caller, believedUntil: Math.min(row.expires_at.getTime(), asked + BELIEVED_MS) });
    return caller;
  }

  private remembered(key: string): LegacyCaller | undefined {
    if (this.epoch !== this.notifications.epoch) {
      this.epoch = this.notifications.epoch;
      this.known.clear();
    }
    // Nothing is believed while nobody could say that it is over.
    if (!this.notifications.isLive) return undefined;
    const session = this.known.get(key);
    return session !== undefined && session.believedUntil > this.clock.now().getTime() ? session.caller : undefined;
  }

  private async begin(name: string, account: LegacyAccountRow): Promise<Login> {
    const token = newLoginToken();
    const actor = Actor.of(account.tenant_id, account.user_id);
    let ended: readonly Buffer[] = [];
    const expiresAt = await this.db.run(actor, async (tx) => {
      const held = await this.accounts.lock(tx, name);
      if (held?.password !== account.password) throw new DomainError('login_refused'); // changed while it was checked
      if (this.rules.strict) {
        ended = await this.accounts.endSessions(tx, account);
        await this.tokens.releaseWhere(tx, account.user_id);
      }
      return this.accounts.addSession(tx, account, loginTokenHash(token), this.rules.days);
    });
    for (const session of ended) this.forget(session); // others hear of it
    return { number: account.number, token, expiresAt };
  }

  private async take(limit: RateLimit, key: string): Promise<void> {
    const { allowed, resetMs } = await limit.take(key);
    if (!allowed) throw new DomainError('login_throttled', { retryAfter: Math.max(1, resetMs / 1_000) });
  }

  private forget(session: Buffer): void {
    this.endings++;
    this.known.delete(session.toString('hex'));
  }
}
