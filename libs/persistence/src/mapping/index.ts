import { EntitySchema } from '@mikro-orm/postgresql';
import { AuditEntry, Delivery, Device, Member, Notification, ProviderAccount, PushToken, Recipient, Share } from '@ringpost/domain';

// Plain classes of the domain, mapped from outside: they know nothing of this.
const uuid = { type: 'uuid', primary: true } as const;
const key = { type: 'text', primary: true } as const;
const text = { type: 'text' } as const;
const flag = { type: 'boolean' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const time = { type: 'datetime' } as const;
const maybeTime = { type: 'datetime', nullable: true } as const;
const bytes = { type: 'blob' } as const;
const maybeBytes = { type: 'blob', nullable: true } as const;

const pushToken = new EntitySchema<PushToken>({
  class: PushToken,
  tableName: 'push_token',
  properties: {
    tenantId: key, id: uuid, userId: text, purpose: text as never, deviceId: maybeText, platform: text as never, provider: text as never, appId: text,
    environment: text as never, language: maybeText, tokenHash: maybeBytes as never, tokenSealed: maybeBytes as never, state: text as never,
    evidence: { type: 'json', nullable: true } as never, refreshedAt: time, endedAt: maybeTime, acceptedAt: maybeTime, onRest: flag, onLegacy: flag,
    socketHash: maybeBytes as never, os: text, osTokenHash: maybeBytes as never, osTokenSealed: maybeBytes as never, pushPlatform: text, phoneModel: maybeText,
    osPushVersion: { type: 'smallint', nullable: true }, legacySession: maybeBytes as never,
    isActive: { type: 'boolean', persist: false, getter: true },
  },
});

const notification = new EntitySchema<Notification>({
  class: Notification,
  tableName: 'notification',
  properties: {
    tenantId: key, id: uuid, userId: text, type: text, eventType: maybeText, title: text, content: text, priority: text as never,
    actionUrl: maybeText, metadata: maybeText, sender: { type: 'text', fieldName: 'sender_id', nullable: true }, purpose: maybeText, readAt: maybeTime, closedAt: maybeTime,
  },
});

const delivery = new EntitySchema<Delivery>({
  class: Delivery,
  tableName: 'delivery',
  properties: {
    tenantId: key, id: uuid, userId: text, channel: text as never, provider: maybeText, recipient: text, content: text, templateId: maybeText,
    status: text as never, error: maybeText, response: maybeText, sentAt: maybeTime, updatedAt: time,
    pushTokenId: { type: 'uuid', nullable: true }, socketHash: maybeBytes as never, messageId: { type: 'uuid', nullable: true }, lane: maybeText as never,
    pool: maybeText, addressSealed: maybeBytes as never, fallback: { type: 'json', nullable: true } as never,
  },
});

const recipient = new EntitySchema<Recipient>({
  class: Recipient,
  tableName: 'recipient',
  properties: {
    tenantId: key, userId: key, name: maybeText, email: maybeText, emailVerified: flag, phone: maybeText, phoneVerified: flag,
    locale: maybeText, timeZone: maybeText, learnedAt: maybeTime, updatedAt: time,
  },
});

const device = new EntitySchema<Device>({
  class: Device,
  tableName: 'device',
  properties: { tenantId: key, udid: key, name: maybeText, createdAt: time, updatedAt: time },
});

const member = new EntitySchema<Member>({
  class: Member,
  tableName: 'member',
  properties: { tenantId: key, udid: key, userId: key, id: { type: 'uuid' }, role: text as never, permission: { type: 'smallint' } },
});

const share = new EntitySchema<Share>({
  class: Share,
  tableName: 'share',
  properties: {
    tenantId: key, udid: key, userId: key, senderId: text, permission: { type: 'smallint' }, credentialSealed: maybeBytes as never, notificationId: { type: 'uuid' },
    status: text as never, createdAt: time, updatedAt: time,
  },
});

const audit = new EntitySchema<AuditEntry>({
  class: AuditEntry,
  tableName: 'audit',
  properties: { tenantId: key, id: uuid, userId: text, action: text as never, subject: text, detail: { type: 'json' } as never },
});

const providerAccount = new EntitySchema<ProviderAccount>({
  class: ProviderAccount,
  tableName: 'provider_account',
  properties: {
    tenantId: key, id: uuid, channel: text as never, provider: text, appId: text, environment: maybeText as never, priority: { type: 'smallint' }, isActive: flag,
    reach: text as never, configSealed: bytes as never, updatedAt: time,
  },
});

/** Every mapped class. */
export const MAPPINGS = [pushToken, notification, delivery, recipient, device, member, share, audit, providerAccount] as const;
