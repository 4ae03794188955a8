import { DomainError } from './errors.js';

export const PLATFORMS = ['ios', 'android', 'web', 'desktop'] as const;
export const PROVIDERS = ['apns', 'fcm', 'xiaomi', 'huawei', 'webpush', 'socket'] as const;
export const PURPOSES = ['ring', 'message'] as const;
export const ENVIRONMENTS = ['production', 'sandbox'] as const;
export type Platform = (typeof PLATFORMS)[number];
export type Provider = (typeof PROVIDERS)[number];
export type Purpose = (typeof PURPOSES)[number];
export type Environment = (typeof ENVIRONMENTS)[number];

/** `active` and `suspect` tokens are sent to; the others are kept to tell what became of them. */
export type PushTokenState = 'active' | 'suspect' | 'dead' | 'expired' | 'inactive' | 'moved';

/** Why a token left the active state, for the people who ask. */
export interface Evidence {
  readonly reason: 'deactivated' | 'rotated' | 'moved' | 'crowded' | 'idle';
}

/** What a phone says of itself when it registers. Members left out keep what is stored. */
export interface PhoneDetails {
  readonly platform: Platform;
  readonly provider?: Provider;
  readonly deviceId?: string;
  readonly appId?: string;
  readonly environment?: Environment;
  readonly language?: string;
}

/** A token's address in the two forms that are stored: a keyed hash to find it by, and the sealed text. */
export interface StoredAddress {
  readonly hash: Buffer;
  readonly sealed: Buffer;
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

  constructor(tenantId: string, id: string, userId: string, purpose: Purpose, address: StoredAddress, phone: PhoneDetails, now: Date) {
    this.tenantId = tenantId;
    this.id = id;
    this.userId = userId;
    this.purpose = purpose;
    this.tokenHash = address.hash;
    this.tokenSealed = address.sealed;
    this.platform = phone.platform;
    this.provider = phone.provider ?? DEFAULT_PROVIDER[phone.platform];
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
  refresh(phone: PhoneDetails, now: Date): void {
    this.provider = phone.provider ?? (phone.platform === this.platform ? this.provider : DEFAULT_PROVIDER[phone.platform]);
    this.platform = phone.platform;
    this.deviceId = phone.deviceId ?? this.deviceId;
    this.appId = phone.appId ?? this.appId;
    this.environment = phone.environment ?? this.environment;
    this.language = phone.language ?? this.language;
    this.refreshedAt = now;
    this.revive();
  }

  /** Ends it; ending what has ended changes nothing. */
  deactivate(reason: Evidence['reason'], now: Date): void {
    if (!this.isActive) return;
    this.state = 'inactive';
    this.evidence = { reason };
    this.endedAt = now;
  }

  /** The owner switches it on again. What a provider, idleness or another user ended needs a fresh registration. */
  activate(): void {
    if (this.isActive) return;
    this.requireRevivable();
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
    this.tokenHash = null;
    this.tokenSealed = null;
  }

  private revive(): void {
    this.state = 'active';
    this.evidence = null;
    this.endedAt = null;
  }
}
