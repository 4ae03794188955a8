import { DomainError } from './errors.js';
import { evidenceOf, testimonyIn, type Evidence, type OwnReason, type Testimony, type Verdict } from './push-token-evidence.js';
import type { TokenAnswer } from './sending/step.js';

export const PLATFORMS = ['ios', 'android', 'web', 'desktop'] as const;
export const PROVIDERS = ['apns', 'fcm', 'xiaomi', 'huawei', 'webpush', 'socket'] as const;
export const PURPOSES = ['ring', 'message'] as const;
export const ENVIRONMENTS = ['production', 'sandbox'] as const;
export type Platform = (typeof PLATFORMS)[number];
export type Provider = (typeof PROVIDERS)[number];
export type Purpose = (typeof PURPOSES)[number];
export type Environment = (typeof ENVIRONMENTS)[number];
/** Where a token was registered. One that is registered on both belongs to both. */
export type Surface = 'rest' | 'legacy';

/** The registry that a token is put in. */
export interface Registry {
  readonly purpose: Purpose;
  readonly surface: Surface;
}

/** `active` and `suspect` tokens are sent to; the others are kept to tell what became of them. */
export type PushTokenState = 'active' | 'suspect' | 'dead' | 'expired' | 'inactive' | 'moved';

/** What a phone says of itself when it registers. Members left out keep what is stored. */
export interface PhoneDetails {
  readonly platform: Platform;
  readonly provider?: Provider;
  readonly deviceId?: string;
  readonly appId?: string;
  readonly environment?: Environment;
  readonly language?: string;
}

/** A secret in the two forms that are stored: a keyed hash to find it by, and the sealed text. */
export interface StoredSecret {
  readonly hash: Buffer;
  readonly sealed: Buffer;
}

/** A token's address as it is stored. `socketHash`: what the push socket finds it by, when it is one of the socket's own. */
export interface StoredAddress extends StoredSecret {
  readonly socketHash?: Buffer | null;
}

/** What only old builds tell of a phone. Members left out keep what is stored. */
export interface LegacyDetails {
  readonly os?: string;
  /** The vendor's token beside the push token; null when the build has none. */
  readonly osToken?: StoredSecret | null;
  readonly pushPlatform?: string;
  readonly phoneModel?: string;
  readonly osPushVersion?: number;
  /** Which login registered it: its logout takes the registration back. */
  readonly session?: Buffer;
}

const DEFAULT_PROVIDER: Record<Platform, Provider> = { ios: 'apns', android: 'fcm', web: 'webpush', desktop: 'webpush' };

/** At most this many living tokens of one user and purpose; registering more ends the one refreshed longest ago. */
export const MAX_TOKENS_PER_PURPOSE = 100;
/** At most this many addresses may one user take over from others within a day. */
export const MAX_MOVES_PER_DAY = 20;
/** Days an ended token stays in its owner's list. */
export const ENDED_LISTED_DAYS = 30;
/** Days without a refresh after which a token is no longer believed. */
export const IDLE_DAYS = 270;

/** One address of a phone at one provider, for one purpose. */
export class PushToken {
  readonly tenantId: string;
  /** UUIDv7; its time is when the row was made. */
  readonly id: string;
  readonly userId: string;
  readonly purpose: Purpose;
  deviceId: string | null;
  platform: Platform;
  provider: Provider;
  /** The bundle id, `''` when the client names none. */
  appId: string;
  environment: Environment;
  language: string | null;
  /** Null once the address has moved to another user: it is then nobody's business here. */
  tokenHash: Buffer | null;
  tokenSealed: Buffer | null;
  state: PushTokenState = 'active';
  evidence: Evidence | null = null;
  refreshedAt: Date;
  endedAt: Date | null = null;
  /** The last try that a provider took after the address had been doubted: no older refusal counts against it. */
  acceptedAt: Date | null = null;
  onRest = false;
  onLegacy = false;
  /** A hash by which the push socket finds its own tokens across tenants; null for every other address. */
  socketHash: Buffer | null;
  os = '';
  osTokenHash: Buffer | null = null;
  osTokenSealed: Buffer | null = null;
  pushPlatform = '';
  phoneModel: string | null = null;
  osPushVersion: number | null = null;
  legacySession: Buffer | null = null;

  constructor(tenantId: string, id: string, userId: string, { purpose, surface }: Registry, address: StoredAddress, phone: PhoneDetails, now: Date) {
    this.tenantId = tenantId;
    this.id = id;
    this.userId = userId;
    this.purpose = purpose;
    this.tokenHash = address.hash;
    this.tokenSealed = address.sealed;
    this.socketHash = address.socketHash ?? null;
    this.platform = phone.platform;
    this.provider = phone.provider ?? DEFAULT_PROVIDER[phone.platform];
    this.join(surface);
    this.deviceId = phone.deviceId ?? null;
    this.appId = phone.appId ?? '';
    this.environment = phone.environment ?? 'production';
    this.language = phone.language ?? null;
    this.refreshedAt = now;
  }

  /** Whether it is sent to. A suspect token still is: only the provider's plain word ends one. */
  get isActive(): boolean {
    return this.state === 'active' || this.state === 'suspect';
  }

  /** The phone registered the same address again: whatever was believed of it before, it lives. */
  refresh(phone: PhoneDetails, now: Date, surface: Surface = 'rest'): void {
    const keepsProvider = phone.platform === this.platform && !(surface === 'rest' && this.isGuessed);
    this.join(surface);
    this.provider = phone.provider ?? (keepsProvider ? this.provider : DEFAULT_PROVIDER[phone.platform]);
    this.platform = phone.platform;
    this.deviceId = phone.deviceId ?? this.deviceId;
    this.appId = phone.appId ?? this.appId;
    this.environment = phone.environment ?? this.evidence?.probing?.from ?? this.environment; // one that is only being tried was nobody's word
    this.language = phone.language ?? this.language;
    this.refreshedAt = now;
    this.revive();
  }

  /** Takes over what an old build tells of the phone. */
  describe(details: LegacyDetails): void {
    this.os = details.os ?? this.os;
    this.pushPlatform = details.pushPlatform ?? this.pushPlatform;
    this.phoneModel = details.phoneModel ?? this.phoneModel;
    this.osPushVersion = details.osPushVersion ?? this.osPushVersion;
    if (details.osToken !== undefined) {
      this.osTokenHash = details.osToken?.hash ?? null;
      this.osTokenSealed = details.osToken?.sealed ?? null;
    }
    this.legacySession = details.session ?? null;
  }

  /** What a new app registered stays at the address that this row is about to leave: the row is the old build's alone from now on. */
  leaveRestBehind(): void {
    this.onRest = false;
  }

  /** The phone's address changed: the row stays, with another one. */
  readdress(address: StoredAddress): void {
    this.tokenHash = address.hash;
    this.tokenSealed = address.sealed;
    this.socketHash = address.socketHash ?? null;
  }

  /** The row holds what another row of this user held, which is about to go. */
  absorb(other: PushToken): void {
    this.onRest ||= other.isActive && other.onRest;
    this.onLegacy ||= other.isActive && other.onLegacy;
  }

  /** One surface takes its registration back; the token ends when that was the last. */
  leave(surface: Surface, reason: OwnReason, now: Date): void {
    if (surface === 'rest') this.onRest = false;
    else {
      this.onLegacy = false;
      this.legacySession = null;
    }
    if (!this.onRest && !this.onLegacy) this.deactivate(reason, now);
  }

  /** Whether this surface counts it among its registrations. */
  isOn(surface: Surface): boolean {
    return surface === 'rest' ? this.onRest : this.onLegacy;
  }

  /** Ends it; ending what has ended changes nothing. */
  deactivate(reason: OwnReason, now: Date): void {
    if (!this.isActive) return;
    this.state = 'inactive';
    this.evidence = { reason };
    this.endedAt = now;
  }

  /** The owner switches it on again. What a provider, idleness or another user ended needs a fresh registration. */
  activate(): void {
    if (this.isActive) return;
    this.requireRevivable();
    if (!this.onRest && !this.onLegacy) this.onRest = true; // taken back everywhere: whoever switches it on does so here
    this.revive();
  }

  /** Fails with `push_token_not_revivable` unless its owner may switch it on. */
  requireRevivable(): void {
    if (this.state !== 'inactive') throw new DomainError('push_token_not_revivable', { detail: `the token is ${this.state}` });
  }

  /** The phone belongs to somebody else now: the address is wiped here, and this row only tells that it went. */
  moveAway(now: Date): void {
    this.state = 'moved';
    this.evidence = { reason: 'moved' };
    this.endedAt = now;
    this.tokenHash = this.tokenSealed = this.socketHash = null;
    this.osTokenHash = this.osTokenSealed = this.legacySession = null;
  }

  /** What a provider's answer to one try does to the token, and what that means for the delivery. A refusal ends it only when nothing newer speaks for it. */
  judge(verdict: Verdict, now: Date): TokenAnswer {
    const { outcome, environment, triedAt } = verdict;
    if (outcome.kind === 'accepted') return this.accepted(environment, triedAt);
    if (!this.isActive) return 'ended';
    if (environment !== this.environment || this.isKnownSince(triedAt)) return 'again';
    const testimony = evidenceOf({ environment, triedAt, outcome }, this.provider);
    if (outcome.kind === 'dead') return outcome.since && this.refreshedAt > outcome.since ? this.askOnceMore(testimony) : this.die(testimony, now);
    return outcome.elsewhere ? this.refusedHere(testimony, now) : this.refusedForApp(testimony);
  }

  /** Whether a try that a provider took shows that the token was ended wrongly. */
  isProvedBy({ outcome, triedAt }: Verdict): boolean {
    return outcome.kind === 'accepted' && this.state === 'dead' && !isOlder(triedAt, this.evidence);
  }

  /** It lives again, for the provider took something after the refusal that ended it. */
  comeBack({ environment, triedAt }: Verdict): void {
    this.revive();
    this.accepted(environment, triedAt);
  }

  /** Too many tokens of its app were to end at once, which is no phone's fault: it lives on, doubted. */
  spare(): void {
    const said = this.evidence && testimonyIn(this.evidence);
    this.state = 'suspect';
    this.evidence = { reason: 'mass_death_guard', ...(said && { at: said.at, earlier: said }) };
    this.endedAt = null;
  }

  private accepted(environment: Environment, triedAt: Date): TokenAnswer {
    if (!this.isActive || isOlder(triedAt, this.evidence)) return 'kept';
    if (triedAt >= this.refreshedAt) this.environment = environment; // what the phone said since knows better
    if (this.acceptedAt === null || triedAt > this.acceptedAt) this.acceptedAt = triedAt;
    this.revive();
    return 'kept';
  }

  /** The environment does not know it. The other one may; when that refuses it as well, it is dead. */
  private refusedHere(testimony: Testimony, now: Date): TokenAnswer {
    if (this.evidence?.probing) return this.die(testimony, now);
    this.doubt({ ...testimony, probing: { from: this.environment } });
    this.environment = this.environment === 'production' ? 'sandbox' : 'production';
    return 'again';
  }

  private refusedForApp(testimony: Testimony): TokenAnswer {
    const { reason, environment } = this.evidence ?? {};
    if (reason !== testimony.reason || environment !== testimony.environment) this.doubt(testimony); // else it is known
    return 'kept';
  }

  /** The phone registered it after the time of its death: the provider may have learned that meanwhile. What it says twice it would say for ever. */
  private askOnceMore(testimony: Testimony): TokenAnswer {
    if (this.evidence?.since !== undefined) return 'kept';
    this.doubt(testimony);
    return 'again';
  }

  private doubt(evidence: Evidence): void {
    this.state = 'suspect';
    this.evidence = evidence;
  }

  private die(testimony: Testimony, now: Date): TokenAnswer {
    this.evidence = this.evidence?.probing ? { ...testimony, earlier: testimonyIn(this.evidence) } : testimony;
    this.state = 'dead';
    this.endedAt = now;
    return 'ended';
  }

  /** Something newer than the try is known of it: a registration, a success, or another refusal. */
  private isKnownSince(triedAt: Date): boolean {
    return this.refreshedAt > triedAt || (this.acceptedAt !== null && this.acceptedAt > triedAt) || isOlder(triedAt, this.evidence);
  }

  /** Old builds do not say who reaches them; only the push socket's own tokens tell. */
  private get isGuessed(): boolean {
    return this.onLegacy && !this.onRest && this.socketHash === null;
  }

  /** A surface registers it. What had ended is on no other one any more, whatever the row remembers. */
  private join(surface: Surface): void {
    if (!this.isActive) this.onRest = this.onLegacy = false;
    if (surface === 'rest') this.onRest = true;
    else this.onLegacy = true;
  }

  private revive(): void {
    this.state = 'active';
    this.evidence = null;
    this.endedAt = null;
  }
}

const isOlder = (triedAt: Date, evidence: Evidence | null): boolean => evidence?.at !== undefined && Date.parse(evidence.at) > triedAt.getTime();
