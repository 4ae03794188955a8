import {
  AuditEntry, DomainError, MAX_MOVES_PER_DAY, MAX_TOKENS_PER_PURPOSE, PushToken, toTypeId,
  type Clock, type IdGenerator, type LegacyDetails, type PhoneDetails, type Purpose, type StoredAddress, type Surface,
} from '@ringpost/domain';
import type { AuditRepository, PushTokenRepository, Tx } from '@ringpost/persistence';

/** An address that is to be a user's, for a purpose, as a surface registers it. `held`: what that user has of it already. */
export interface Placement {
  readonly tenantId: string;
  readonly userId: string;
  readonly purpose: Purpose;
  readonly surface: Surface;
  /** What the phone says of itself, knowing what is stored of it. */
  readonly phone: (held: PushToken | undefined) => PhoneDetails;
  readonly legacy?: LegacyDetails;
  readonly hash: Buffer;
  readonly address: () => StoredAddress;
}

const DAY_MS = 86_400_000;

/** The rules of where addresses live, whichever surface they come from. Everything happens in the caller's transaction. */
export class TokenPlacement {
  constructor(
    private readonly tokens: PushTokenRepository,
    private readonly audit: AuditRepository,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** Makes the user's row for an address, or refreshes the one that holds it. Errors: `moves_exhausted`. */
  async place(tx: Tx, { tenantId, userId, purpose, surface, phone, legacy, hash, address }: Placement): Promise<{ token: PushToken; created: boolean }> {
    const holders = await this.tokens.claim(tx, hash, userId);
    await this.takeOver(tx, tenantId, userId, holders.filter((holder) => holder.userId !== userId));
    const now = this.clock.now();
    const held = holders.find((holder) => holder.userId === userId && holder.purpose === purpose);
    const details = phone(held);
    const token = held ?? new PushToken(tenantId, this.ids.next(now), userId, { purpose, surface }, address(), details, now);
    const grows = !held || !held.isActive || !held.isOn(surface);
    await this.endOthersOfPhone(tx, token, details);
    if (held) token.refresh(details, now, surface);
    else tx.em.persist(token);
    if (legacy) token.describe(legacy);
    await tx.em.flush();
    if (grows) await this.limitCrowd(tx, token, surface);
    return { token, created: !held };
  }

  /** A row for what a new app registered at an address that an old build is about to leave with its own. */
  copyForRest(token: PushToken): PushToken {
    const { tenantId, userId, purpose, tokenHash, tokenSealed, socketHash, platform, provider, deviceId, appId, environment, language, refreshedAt } = token;
    const phone = { platform, provider, deviceId: deviceId ?? undefined, appId, environment, language: language ?? undefined };
    return new PushToken(tenantId, this.ids.next(this.clock.now()), userId, { purpose, surface: 'rest' }, { hash: tokenHash!, sealed: tokenSealed!, socketHash }, phone, refreshedAt);
  }

  /** The phone changed hands: previous owners' rows let go of the address, under both purposes. Errors: `moves_exhausted`. */
  async takeOver(tx: Tx, tenantId: string, userId: string, rows: readonly PushToken[]): Promise<void> {
    if (rows.length === 0) return;
    const now = this.clock.now();
    const taken = rows.find((row) => row.isActive); // what its owner gave up is taken from nobody
    if (taken && (await this.audit.countSince(tx, userId, 'push_token.taken_over', new Date(now.getTime() - DAY_MS))) >= MAX_MOVES_PER_DAY) {
      throw new DomainError('moves_exhausted', { retryAfter: DAY_MS / 1000 });
    }
    for (const row of rows) row.moveAway(now);
    if (taken) this.audit.add(tx, new AuditEntry(tenantId, this.ids.next(now), userId, 'push_token.taken_over', toTypeId('pt', taken.id), { from: taken.userId }));
    await tx.em.flush();
  }

  /** Rotation: whatever else lives at the phone the token is at, or is about to be at, for the same purpose and app ends. */
  async endOthersOfPhone(tx: Tx, token: PushToken, phone?: PhoneDetails): Promise<void> {
    const deviceId = phone?.deviceId ?? token.deviceId, appId = phone?.appId ?? token.appId;
    if (deviceId === null) return;
    const now = this.clock.now();
    for (const other of await this.tokens.living(tx, token.userId, token.purpose)) {
      if (other !== token && other.deviceId === deviceId && other.appId === appId) other.deactivate('rotated', now);
    }
    await tx.em.flush(); // before the new one lives: the database allows only one
  }

  /** One more lives on a surface now: the ones refreshed longest ago make room for it there. */
  async limitCrowd(tx: Tx, newest: PushToken, surface: Surface): Promise<void> {
    const living = (await this.tokens.living(tx, newest.userId, newest.purpose)).filter((token) => token.isOn(surface));
    const others = living.filter((token) => token !== newest);
    for (const token of others.slice(0, Math.max(0, living.length - MAX_TOKENS_PER_PURPOSE))) token.leave(surface, 'crowded', this.clock.now());
    await tx.em.flush();
    await this.trim(tx, newest.userId, newest.purpose);
  }

  /** What has ended is kept only so long that its owner can be told. */
  async trim(tx: Tx, userId: string, purpose: Purpose): Promise<void> {
    await this.tokens.trimEnded(tx, userId, purpose, MAX_TOKENS_PER_PURPOSE);
  }
}
