import {
  AuditEntry, DomainError, MAX_MOVES_PER_DAY, MAX_TOKENS_PER_PURPOSE, PushToken, fromTypeId, readSlice, toTypeId,
  type Actor, type Clock, type IdGenerator, type PageRequest, type PhoneDetails, type Platform, type Purpose, type Slice, type Vault,
} from '@ringpost/domain';
import type { AuditRepository, Database, PushTokenRepository, PushTokenView, Tx } from '@ringpost/persistence';

/** A phone's request to be reached at an address. */
export interface Registration extends PhoneDetails {
  readonly token: string;
  readonly purpose?: Purpose;
  /** Whose phone it is; the caller's unless a sender says otherwise. */
  readonly userId?: string;
}

const DAY_MS = 86_400_000;

/** What tokens of a tenant are sealed and indexed under. */
export const tokenContext = (tenantId: string): string => `push_token ${tenantId}`;

/** The life of push tokens: registered, refreshed, rotated, moved to another user, ended, switched on again. */
export class PushTokenService {
  constructor(
    private readonly db: Database,
    private readonly tokens: PushTokenRepository,
    private readonly audit: AuditRepository,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * Registers an address, or refreshes the row that holds it. One address is one row of one user; when another user held it, it
   * moves. One phone has one living token for a purpose and app. Errors: `scope_missing` (somebody else's phone), `moves_exhausted`.
   */
  async register(actor: Actor, request: Registration): Promise<{ token: PushTokenView; created: boolean }> {
    const userId = request.userId ?? actor.userId;
    if (userId !== actor.userId) actor.require('communication:send');
    const purpose = request.purpose ?? 'message';
    const hash = this.vault.index(request.token, tokenContext(actor.tenantId));
    const known = await this.tokens.refreshUnchanged(actor, userId, purpose, hash, request, this.clock.now());
    if (known) return { token: known, created: false };
    return this.db.run(actor, (tx) => this.place(tx, actor.tenantId, userId, purpose, hash, request));
  }

  /** The caller's tokens, newest first; ended ones stay listed for a while. */
  list(actor: Actor, platform: Platform | undefined, page: PageRequest): Promise<Slice<PushTokenView>> {
    return readSlice(page, {
      page: (limit, offset) => this.tokens.list(actor, platform, limit, offset),
      after: (limit, last) => this.tokens.listAfter(actor, platform, limit, last),
      keyOf: ({ id }) => id,
    });
  }

  /** Switches one of the caller's tokens on or off. Errors: `push_token_not_found`, `push_token_not_revivable`. */
  async setActive(actor: Actor, id: string, active: boolean): Promise<PushTokenView> {
    return this.db.run(actor, async (tx) => {
      const token = await this.owned(tx, actor, id);
      if (!active) token.deactivate('deactivated', this.clock.now());
      else if (!token.isActive) {
        token.requireRevivable(); // first: a token that moved holds no address, and so nothing of this user's is locked
        await this.endOthersOfPhone(tx, token);
        token.activate();
        await tx.em.flush();
        await this.limitCrowd(tx, token);
      }
      return viewOf(token);
    });
  }

  /** Ends one of the caller's tokens. Errors: `push_token_not_found`. */
  async deactivate(actor: Actor, id: string): Promise<void> {
    await this.setActive(actor, id, false);
  }

  private async owned(tx: Tx, actor: Actor, id: string): Promise<PushToken> {
    const uuid = fromTypeId('pt', id);
    const token = uuid && (await this.tokens.find(tx, actor.userId, uuid));
    if (!token) throw new DomainError('push_token_not_found');
    return token;
  }

  private async place(tx: Tx, tenantId: string, userId: string, purpose: Purpose, hash: Buffer, request: Registration): Promise<{ token: PushTokenView; created: boolean }> {
    const holders = await this.tokens.claim(tx, hash, userId);
    await this.takeOver(tx, tenantId, userId, holders.filter((holder) => holder.userId !== userId));
    const now = this.clock.now();
    const held = holders.find((holder) => holder.userId === userId && holder.purpose === purpose);
    const sealed = held?.tokenSealed ?? this.vault.seal(request.token, tokenContext(tenantId));
    const token = held ?? new PushToken(tenantId, this.ids.next(now), userId, purpose, { hash, sealed }, request, now);
    const grows = !held || !held.isActive;
    await this.endOthersOfPhone(tx, token, request);
    if (held) token.refresh(request, now);
    else tx.em.persist(token);
    await tx.em.flush();
    if (grows) await this.limitCrowd(tx, token);
    return { token: viewOf(token), created: !held };
  }

  /** The phone changed hands: previous owners' rows let go of the address, under both purposes. */
  private async takeOver(tx: Tx, tenantId: string, userId: string, rows: PushToken[]): Promise<void> {
    if (rows.length === 0) return;
    const now = this.clock.now();
    const taken = await this.audit.countSince(tx, userId, 'push_token.taken_over', new Date(now.getTime() - DAY_MS));
    if (taken >= MAX_MOVES_PER_DAY) throw new DomainError('moves_exhausted', { retryAfter: DAY_MS / 1000 });
    for (const row of rows) row.moveAway(now);
    const [first] = rows;
    this.audit.add(tx, new AuditEntry(tenantId, this.ids.next(now), userId, 'push_token.taken_over', toTypeId('pt', first!.id), { from: first!.userId }));
    await tx.em.flush();
  }

  /** Rotation: whatever else lives at the phone the token is at, or is about to be at, for the same purpose and app ends. */
  private async endOthersOfPhone(tx: Tx, token: PushToken, phone?: PhoneDetails): Promise<void> {
    const deviceId = phone?.deviceId ?? token.deviceId, appId = phone?.appId ?? token.appId;
    if (deviceId === null) return;
    const now = this.clock.now();
    for (const other of await this.tokens.living(tx, token.userId, token.purpose)) {
      if (other !== token && other.deviceId === deviceId && other.appId === appId) other.deactivate('rotated', now);
    }
    await tx.em.flush(); // before the new one lives: the database allows only one
  }

  /** One more lives now: the ones refreshed longest ago make room for it. */
  private async limitCrowd(tx: Tx, newest: PushToken): Promise<void> {
    const living = await this.tokens.living(tx, newest.userId, newest.purpose);
    const others = living.filter((token) => token !== newest);
    for (const token of others.slice(0, Math.max(0, living.length - MAX_TOKENS_PER_PURPOSE))) token.deactivate('crowded', this.clock.now());
    await tx.em.flush();
    await this.tokens.trimEnded(tx, newest.userId, newest.purpose, MAX_TOKENS_PER_PURPOSE);
  }
}

const viewOf = (token: PushToken): PushTokenView => ({ id: token.id, userId: token.userId, platform: token.platform, deviceId: token.deviceId, isActive: token.isActive });
