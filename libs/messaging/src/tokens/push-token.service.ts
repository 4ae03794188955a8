import {
  DomainError, fromTypeId, readSlice, socketHashOf,
  type Actor, type Clock, type PageRequest, type PhoneDetails, type Platform, type PushToken, type Purpose, type Slice, type StoredAddress, type Vault,
} from '@ringpost/domain';
import type { Database, PushTokenRepository, PushTokenView, Tx } from '@ringpost/persistence';
import type { TokenPlacement } from './token-placement.js';

/** A phone's request to be reached at an address. */
export interface Registration extends PhoneDetails {
  readonly token: string;
  readonly purpose?: Purpose;
  /** Whose phone it is; the caller's unless a sender says otherwise. */
  readonly userId?: string;
}

/** What tokens of a tenant are sealed and indexed under. */
export const tokenContext = (tenantId: string): string => `push_token ${tenantId}`;

/** The life of push tokens: registered, refreshed, rotated, moved to another user, ended, switched on again. */
export class PushTokenService {
  constructor(
    private readonly db: Database,
    private readonly tokens: PushTokenRepository,
    private readonly placement: TokenPlacement,
    private readonly vault: Vault,
    private readonly clock: Clock,
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
    return this.db.run(actor, async (tx) => {
      const { tenantId } = actor;
      const { token, created } = await this.placement.place(tx, { tenantId, userId, purpose, surface: 'rest', phone: () => request, hash, address: () => this.stored(request.token, hash, tenantId) });
      return { token: viewOf(token), created };
    });
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
        await this.placement.endOthersOfPhone(tx, token);
        token.activate();
        await tx.em.flush();
        await this.placement.limitCrowd(tx, token, 'rest');
      }
      return viewOf(token);
    });
  }

  /** Ends one of the caller's tokens. Errors: `push_token_not_found`. */
  async deactivate(actor: Actor, id: string): Promise<void> {
    await this.setActive(actor, id, false);
  }

  private stored(token: string, hash: Buffer, tenantId: string): StoredAddress {
    return { hash, sealed: this.vault.seal(token, tokenContext(tenantId)), socketHash: socketHashOf(token) };
  }

  private async owned(tx: Tx, actor: Actor, id: string): Promise<PushToken> {
    const uuid = fromTypeId('pt', id);
    const token = uuid && (await this.tokens.find(tx, actor.userId, uuid));
    if (!token) throw new DomainError('push_token_not_found');
    return token;
  }
}

const viewOf = (token: PushToken): PushTokenView => ({ id: token.id, userId: token.userId, platform: token.platform, deviceId: token.deviceId, isActive: token.isActive });
