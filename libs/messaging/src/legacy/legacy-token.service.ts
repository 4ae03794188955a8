import {
  DomainError, socketHashOf,
  type Actor, type Clock, type Environment, type LegacyDetails, type PhoneDetails, type PushToken, type Purpose, type StoredAddress, type StoredSecret, type Vault,
} from '@ringpost/domain';
import type { Database, LegacyAccountRepository, LegacySelection, LegacyTokenRow, PushTokenRepository, Tx } from '@ringpost/persistence';
import { tokenContext } from '../tokens/push-token.service.js';
import type { Placement, TokenPlacement } from '../tokens/token-placement.js';

/** What an old build sends of itself. Members left out keep what is stored. */
export interface LegacyRegistration {
  readonly token: string;
  readonly language: string;
  readonly environment?: Environment;
  readonly appId?: string;
  /** The bundle id of a phone that has named none, now or before. */
  readonly defaultAppId: string;
  readonly os?: string;
  /** `''` when the build has none. */
  readonly osToken?: string;
  readonly pushPlatform?: string;
  readonly phoneModel?: string;
  readonly osPushVersion?: number;
}

/** A token as an old build is shown it. `serial`: the text of an int64. */
export interface LegacyToken {
  readonly serial: string;
  readonly token: string;
  readonly language: string;
  readonly environment: Environment;
  readonly appId: string;
  readonly os: string;
  readonly osToken: string;
  readonly pushPlatform: string;
}

/** Who calls, and by which token. */
export interface LegacyCaller {
  readonly actor: Actor;
  /** The hash of the token. */
  readonly session: Buffer;
  /** Whether it is a login of ours, which may end meanwhile; else somebody vouches for it. */
  readonly byLogin: boolean;
}

const APNS = /^[0-9a-f]{64}$/i;

/**
 * The registries of old builds: the same tokens as everywhere, known by their serials (the vendor's API document, "push tokens").
 * Only what was registered here is seen or cleared here: an old app's logout must not silence a new one.
 */
export class LegacyTokenService {
  constructor(
    private readonly db: Database,
    private readonly tokens: PushTokenRepository,
    private readonly accounts: LegacyAccountRepository,
    private readonly placement: TokenPlacement,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** The caller's tokens of a registry, in the order of their serials. */
  async list({ actor }: LegacyCaller, purpose: Purpose): Promise<LegacyToken[]> {
    const rows = await this.tokens.legacyList(actor, purpose);
    return rows.map((row) => this.opened(row, tokenContext(actor.tenantId)));
  }

  /** Adds a token or refreshes it. Errors: `token_invalid`, `moves_exhausted`. */
  async register(caller: LegacyCaller, purpose: Purpose, request: LegacyRegistration): Promise<void> {
    const { actor, session } = caller, { tenantId } = actor;
    const hash = this.indexOf(request.token, tenantId);
    const unchanged = { language: request.language, appId: request.appId, environment: request.environment, ...this.detailsOf(request, session, tenantId, false) };
    if (await this.tokens.refreshUnchangedLegacy(actor, purpose, hash, unchanged, this.clock.now())) return;
    await this.db.run(actor, async (tx) => {
      await this.requireLogin(tx, caller);
      const { token, created } = await this.placement.place(tx, this.placementOf(caller, purpose, request, hash));
      if (!created) await this.tokens.number(tx, token.id);
    });
  }

  /**
   * Changes the token with a serial. Its new address may be another row's of the caller, which then goes, or another user's, which
   * then moves. `purposes`: the registries in which it is looked for. Errors: `token_invalid`, `push_token_not_found`,
   * `moves_exhausted`.
   */
  async update(caller: LegacyCaller, purposes: readonly Purpose[], serial: string, request: LegacyRegistration): Promise<void> {
    const { actor, session } = caller, { tenantId, userId } = actor;
    const hash = this.indexOf(request.token, tenantId);
    await this.db.run(actor, async (tx) => {
      await this.requireLogin(tx, caller);
      const seen = await this.tokens.bySerial(tx, userId, purposes, serial);
      const holders = seen && (await this.tokens.claim(tx, hash, userId, seen.hash));
      const token = holders && (await this.stillThere(tx, userId, purposes, serial));
      if (!token) throw new DomainError('push_token_not_found');
      await this.placement.takeOver(tx, tenantId, userId, holders.filter((holder) => holder.userId !== userId));
      const merged = holders.find((holder) => holder !== token && holder.userId === userId && holder.purpose === token.purpose);
      if (merged) await this.merge(tx, token, merged);
      const left = token.tokenHash!.equals(hash) || !token.onRest || merged?.onRest ? undefined : this.placement.copyForRest(token);
      if (left) token.leaveRestBehind();
      const phone = phoneOf(request, token, this.deviceIdOf(request.token, tenantId), merged);
      if (!left) await this.placement.endOthersOfPhone(tx, token, phone); // reads anew what the transaction holds, so it comes before the changes
      if (!token.tokenHash!.equals(hash)) token.readdress(this.stored(request.token, hash, tenantId));
      token.refresh(phone, this.clock.now(), 'legacy');
      token.describe(this.detailsOf(request, session, tenantId));
      await tx.em.flush(); // the address is free from now on
      if (left) tx.em.persist(left);
    });
  }

  /** Takes back the registration with a serial. One that is not there, or not the caller's, is no error. */
  async remove({ actor }: LegacyCaller, purposes: readonly Purpose[], serial: string): Promise<void> {
    await this.db.run(actor, async (tx) => {
      await this.tokens.lockUser(tx, actor.userId);
      const token = await this.stillThere(tx, actor.userId, purposes, serial);
      if (token) await this.release(tx, [token]);
    });
  }

  /** Takes back all registrations of a registry. */
  async clear({ actor }: LegacyCaller, purpose: Purpose): Promise<void> {
    await this.db.run(actor, (tx) => this.releaseWhere(tx, actor.userId, { purpose }));
  }

  /** Takes back what logins of the user registered: part of ending them. */
  async releaseWhere(tx: Tx, userId: string, only: LegacySelection = {}): Promise<void> {
    await this.tokens.lockUser(tx, userId);
    await this.release(tx, await this.tokens.onLegacy(tx, userId, only));
  }

  /** Comes first: who ends a login holds it before the user's tokens, and takes back what was registered until then. */
  private async requireLogin(tx: Tx, { session, byLogin }: LegacyCaller): Promise<void> {
    if (byLogin && !(await this.accounts.holdSession(tx, session))) throw new DomainError('token_invalid');
  }

  private async release(tx: Tx, tokens: readonly PushToken[]): Promise<void> {
    for (const token of tokens) token.leave('legacy', 'deactivated', this.clock.now());
    await tx.em.flush();
    for (const purpose of new Set(tokens.map((token) => token.purpose))) await this.placement.trim(tx, tokens[0]!.userId, purpose);
  }

  private async stillThere(tx: Tx, userId: string, purposes: readonly Purpose[], serial: string): Promise<PushToken | undefined> {
    const seen = await this.tokens.bySerial(tx, userId, purposes, serial);
    return seen && (await this.tokens.held(tx, seen.id));
  }

  /** The caller has two rows of what is one address now: the one that was named stays. */
  private async merge(tx: Tx, token: PushToken, other: PushToken): Promise<void> {
    token.absorb(other);
    tx.em.remove(other);
    await tx.em.flush();
  }

  private placementOf({ actor: { tenantId, userId }, session }: LegacyCaller, purpose: Purpose, request: LegacyRegistration, hash: Buffer): Placement {
    const deviceId = this.deviceIdOf(request.token, tenantId);
    return {
      tenantId, userId, purpose, hash, surface: 'legacy',
      phone: (held) => phoneOf(request, held, deviceId),
      legacy: this.detailsOf(request, session, tenantId),
      address: () => this.stored(request.token, hash, tenantId),
    };
  }

  private detailsOf({ os, osToken, pushPlatform, phoneModel, osPushVersion }: LegacyRegistration, session: Buffer, tenantId: string, sealed = true): LegacyDetails {
    return { os, pushPlatform, phoneModel, osPushVersion, session, osToken: osToken === undefined ? undefined : osToken === '' ? null : this.secret(osToken, tenantId, sealed) };
  }

  private secret(text: string, tenantId: string, sealed: boolean): StoredSecret {
    return { hash: this.indexOf(text, tenantId), sealed: sealed ? this.vault.seal(text, tokenContext(tenantId)) : Buffer.alloc(0) };
  }

  private stored(token: string, hash: Buffer, tenantId: string): StoredAddress {
    return { hash, sealed: this.vault.seal(token, tokenContext(tenantId)), socketHash: socketHashOf(token) };
  }

  private indexOf(text: string, tenantId: string): Buffer {
    return this.vault.index(text, tokenContext(tenantId));
  }

  /** What names the phone to others: the same for both registries, and no way back to the token. */
  private deviceIdOf(token: string, tenantId: string): string {
    return `ph_${this.vault.index(token, `phone ${tenantId}`).subarray(0, 16).toString('base64url')}`;
  }

  private opened(row: LegacyTokenRow, context: string): LegacyToken {
    return {
      serial: row.serial,
      token: this.vault.open(row.token_sealed, context),
      language: row.language ?? '',
      environment: row.environment,
      appId: row.app_id,
      os: row.os,
      osToken: row.os_token_sealed === null ? '' : this.vault.open(row.os_token_sealed, context),
      pushPlatform: row.push_platform,
    };
  }
}

/** The phone behind a registration. What a new app said of the same phone (of the row that is merged, before all) is better known than what is guessed here. */
function phoneOf(request: LegacyRegistration, held: PushToken | undefined, deviceId: string, merged?: PushToken): PhoneDetails {
  const known = [merged, held].find((row) => row?.isActive === true && row.onRest);
  const apple = APNS.test(request.token) && (request.os ?? held?.os ?? '') === '';
  return {
    platform: known?.platform ?? (apple ? 'ios' : 'android'),
    provider: known?.provider ?? (apple ? 'apns' : 'socket'),
    deviceId: known?.deviceId ?? deviceId,
    appId: request.appId ?? (held?.appId || request.defaultAppId),
    environment: request.environment,
    language: request.language,
  };
}
