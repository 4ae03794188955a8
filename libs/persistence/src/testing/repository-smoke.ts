import { AuditEntry, IDLE_DAYS, ProviderAccount, Share } from '@ringpost/domain';
import type { Database } from '../database.js';
import { AuditRepository } from '../repositories/audit.repository.js';
import { DeliveryRepository } from '../repositories/delivery.repository.js';
import { DeviceRepository } from '../repositories/device.repository.js';
import { IdempotencyRepository } from '../repositories/idempotency.repository.js';
import { InboxRepository } from '../repositories/inbox.repository.js';
import { InstallationRepository } from '../repositories/installation.repository.js';
import { MaintenanceRepository } from '../repositories/maintenance.repository.js';
import { ProviderAccountRepository } from '../repositories/provider-account.repository.js';
import { PushTokenRepository } from '../repositories/push-token.repository.js';
import { RecipientRepository } from '../repositories/recipient.repository.js';
import { SealedTokenRepository } from '../repositories/sealed-token.repository.js';
import { ShareRepository } from '../repositories/share.repository.js';
import { TokenHistoryRepository } from '../repositories/token-history.repository.js';
import { TokenVerdictRepository } from '../repositories/token-verdict.repository.js';
import { OLD_PHONE_SMOKE, oldPhoneSmokeOf } from './old-phone-smoke.js';
import { hashOf, user } from './test-user.js';

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Asks every repository everything once and answers what it said: for servers of other versions. */
export async function smokeOf(db: Database): Promise<Record<string, unknown>> {
  const anna = user(db, 'tnt_smoke', 'anna');
  const { actor } = anna;
  const now = new Date();
  const notification = await anna.hasNotification({ type: 'smoke', sender: 'bert', purpose: 'cam-1' });
  await anna.hasDelivery({ channel: 'sms', recipient: '13800138000' });
  const token = await anna.hasPushToken('address', { deviceId: 'p1' });
  await anna.ownsDevice('cam-1');

  const inbox = new InboxRepository(db), deliveries = new DeliveryRepository(db), devices = new DeviceRepository(db), tokens = new PushTokenRepository(db);
  const recipients = new RecipientRepository(db), shares = new ShareRepository();
  const [audit, idempotency, installation, maintenance, sealed] = [new AuditRepository(), new IdempotencyRepository(), new InstallationRepository(), new MaintenanceRepository(), new SealedTokenRepository()];
  const history = new TokenHistoryRepository(db), verdicts = new TokenVerdictRepository(), app = { tenantId: 'tnt_smoke', provider: 'apns', appId: '' } as const;
  const key = hashOf('a key');
  const accounts = new ProviderAccountRepository(), account = new ProviderAccount('tnt_smoke', notification.id, { channel: 'push', provider: 'apns', configSealed: Buffer.from('sealed') }, now);
  const offer = { senderId: 'bert', permission: 1, credentialSealed: Buffer.from('sealed'), notificationId: notification.id };
  const filters = [{ unreadOnly: false }, { unreadOnly: true }, { unreadOnly: false, type: 'smoke' }, { unreadOnly: true, type: 'smoke' }];
  const inTenant = await db.run(actor, async (tx) => ({
    holders: (await tokens.claim(tx, hashOf('address'), 'anna')).length,
    found: (await tokens.find(tx, 'anna', token.id))?.state,
    living: (await tokens.living(tx, 'anna', 'message')).length,
    trimmed: await tokens.trimEnded(tx, 'anna', 'message', 0),
    keyTaken: await idempotency.take(tx, key),
    keyStored: await idempotency.store(tx, key, { bodyHash: key, status: 201, body: '{}' }, now).then(() => idempotency.find(tx, key, new Date(0))),
    audited: (audit.add(tx, new AuditEntry('tnt_smoke', notification.id, 'anna', 'push_token.taken_over', 'pt_1', { from: 'bert' })), await tx.em.flush(), await audit.countSince(tx, 'anna', 'push_token.taken_over', new Date(0))),
    recipient: (await recipients.claim(tx, 'anna', now)).userId,
    verified: Object.assign(await recipients.claim(tx, 'anna', now), { name: 'Anna', email: 'Anna@example.com', emailVerified: true }).userId,
    recipientFound: (await recipients.find(tx, 'anna'))?.userId,
    deviceLocked: await devices.lock(tx, 'cam-1').then(() => devices.find(tx, 'cam-1')).then((device) => device?.udid),
    owner: (await devices.owner(tx, 'cam-1'))?.userId,
    member: (await devices.member(tx, 'cam-1', 'anna'))?.role,
    sharers: (await devices.shared(tx, 'cam-1')).length,
    shareFound: (shares.add(tx, new Share('tnt_smoke', 'cam-1', 'anna', offer, now)), await tx.em.flush(), await shares.find(tx, 'cam-1', 'anna'))?.status,
    sharesPending: (await shares.pending(tx, 'cam-1')).length,
    account: (await accounts.lock(tx), accounts.add(tx, account), await tx.em.flush(), await accounts.tell(tx), await accounts.held(tx, account.id))?.provider,
    accountTaken: await accounts.isTaken(tx, account),
    accounts: (await accounts.page(tx, { channel: 'push', isActive: true }, 10, 0)).total + (await accounts.after(tx, {}, 10, LAST)).length,
    claimed: await inbox.claim(tx, ['anna', 'bert', 'anna'], now),
    read: await inbox.mark(tx, 'anna', notification.id, now),
    unread: await inbox.mark(tx, 'anna', notification.id, null),
    renewed: await inbox.renew(tx, 'anna', notification.id, { content: 'Again' }),
    allRead: await inbox.markAll(tx, 'anna', now),
  }));
  const asked = {
    inbox: (await Promise.all(filters.map((filter) => inbox.page(actor, filter, 10, 0)))).map(({ total }) => total),
    inboxAfter: (await Promise.all(filters.map((filter) => inbox.after(actor, filter, 10, LAST)))).map(({ length }) => length),
    feed: (await inbox.feed(actor, { all: true, types: ['smoke'], people: 'all', credentials: true }, 10)).map(({ purpose, sender, receiver_name, credential_sealed }) => [purpose, sender, receiver_name, String(credential_sealed)]),
    feedLean: (await inbox.feed(actor, { all: true, types: ['smoke', 'other'], people: 'none', credentials: false }, 10)).length,
    feedPending: (await Promise.all([true, false].map((credentials) => inbox.feed(actor, { all: false, types: ['smoke'], people: credentials ? 'names' : 'none', credentials }, 10)))).flat().length,
    verifiedUsers: await recipients.verified(actor, ' anna@EXAMPLE.com '),
    counts: await inbox.counts(actor),
    one: (await inbox.one(actor, notification.id))?.title,
    deliveries: (await deliveries.page(actor, { channel: 'sms', status: 'pending' }, 10, 0)).total,
    deliveriesAfter: (await deliveries.after(actor, {}, 10, LAST)).length,
    receipt: await deliveries.settle(actor, 'smtp', { deliveryId: LAST, status: 'delivered' }),
    devices: (await devices.page(actor, 10, 0)).total,
    devicesAfter: (await devices.pageAfter(actor, 10, LAST)).length,
    members: (await devices.members(actor, 'cam-1', 10, 0)).total,
    membersAfter: (await devices.membersAfter(actor, 'cam-1', 10, LAST)).length,
    sending: (await accounts.sending(db, 'tnt_smoke')).length,
    calledAccount: (await accounts.called(db, account.id))?.tenant_id,
    tokens: (await tokens.list(actor, 'ios', 10, 0)).total,
    tokensAfter: (await tokens.listAfter(actor, undefined, 10, LAST)).length,
    history: (await history.page(actor, token.id, 'anna', 10, 0))?.rows.map(({ event }) => event),
    historyAfter: (await history.after(actor, token.id, null, 10, LAST))?.length,
    refreshed: (await tokens.refreshUnchanged(actor, 'anna', 'message', hashOf('address'), { platform: 'ios', deviceId: 'p1' }, now))?.isActive,
  };
  const asSystem = await db.runAsSystem('diagnosis', async (tx) => ({
    remembered: await installation.remember(tx, 'smoke', 'a'),
    changed: await installation.change(tx, 'smoke', 'b').then(() => installation.remember(tx, 'smoke', 'c')),
    sealed: await sealed.count(tx, 'token'),
    stale: (await sealed.stale(tx, 'token', Buffer.from('fresh'), 10)).length,
    after: (await sealed.after(tx, 'token', undefined, 10)).length,
    resealed: await sealed.reseal(tx, 'token', [{ tenantId: 'tnt_smoke', id: token.id, sealed: Buffer.from('fresh seal') }]).then(() => sealed.stale(tx, 'token', Buffer.from('fresh'), 10)).then(({ length }) => length),
    reindexed: await sealed.reindex(tx, 'token', [{ tenantId: 'tnt_smoke', id: token.id, value: hashOf('elsewhere') }]),
    credentials: await sealed.countCredentials(tx),
    staleCredentials: (await sealed.staleCredentials(tx, Buffer.from('fresh'), 10)).map(({ udid, userId }) => `${udid} ${userId}`),
    resealedCredentials: await sealed.resealCredentials(tx, [{ tenantId: 'tnt_smoke', udid: 'cam-1', userId: 'anna', sealed: Buffer.from('fresh seal') }]).then(() => sealed.staleCredentials(tx, Buffer.from('fresh'), 10)).then(({ length }) => length),
    judged: (await verdicts.hold(tx, [{ tenantId: 'tnt_smoke', tokenId: token.id }])).length,
    deaths: (await verdicts.count(tx, app, now, 5, 1)).deaths,
    alarmed: await verdicts.alarm(tx, app, now, now).then(() => verdicts.count(tx, app, now, 1, 0)).then(({ attempts, alarmedUntil }) => attempts === 6 && alarmedUntil?.getTime() === now.getTime()),
    died: (await verdicts.diedSince(tx, app, new Date(0))).length,
    replaced: await verdicts.holdWithUsers(tx, 'tnt_smoke', [{ id: token.id, userId: 'anna' }]).then(([held]) => verdicts.isReplaced(tx, held!)),
    tokenPages: (await maintenance.pagesOfTokens(tx)) > 0,
    expired: await maintenance.expireIdleTokens(tx, new Date(now.getTime() + (IDLE_DAYS + 1) * 86_400_000)),
    forgotten: await maintenance.forgetAnswers(tx, new Date(now.getTime() + 1)),
  }));
  const removed = await db.run(actor, async (tx) => ({ closed: await inbox.close(tx, [notification.id], now), notification: await inbox.remove(tx, 'anna', notification.id), members: await devices.clearMembers(tx, 'cam-1') }));
  return { ...inTenant, ...asked, ...asSystem, removed, moment: now, oldPhone: await oldPhoneSmokeOf(db) };
}

/** What `smokeOf` says when all is well. */
export const SMOKE = {
  holders: 1, found: 'active', living: 1, trimmed: 0, keyTaken: true, keyStored: { bodyHash: hashOf('a key'), status: 201, body: '{}' }, audited: 1, recipient: 'anna', recipientFound: 'anna', deviceLocked: 'cam-1',
  owner: 'anna', account: 'apns', accountTaken: false, accounts: 2, sending: 1, calledAccount: 'tnt_smoke', receipt: undefined, member: 'owner', sharers: 0, shareFound: 'pending', sharesPending: 1, read: 1, unread: 1, renewed: true, allRead: 1,
  feed: [['cam-1', 'bert', 'Anna', 'sealed']], feedLean: 1, feedPending: 0, verified: 'anna', verifiedUsers: ['anna'], inbox: [1, 0, 1, 0], inboxAfter: [1, 0, 1, 0], one: 'Motion', deliveries: 1, deliveriesAfter: 1, devices: 1, devicesAfter: 1, members: 1, membersAfter: 1,
  tokens: 1, tokensAfter: 1, history: ['registered'], historyAfter: 1, refreshed: true, judged: 1, deaths: 1, alarmed: true, died: 0, replaced: false, tokenPages: true, remembered: 'a', changed: 'b', sealed: 1, stale: 1, after: 1, resealed: 0, reindexed: undefined, credentials: 1, staleCredentials: ['cam-1 anna'], resealedCredentials: 0, expired: 1, forgotten: 1, removed: { notification: true, members: 1 },
  oldPhone: OLD_PHONE_SMOKE,
};
