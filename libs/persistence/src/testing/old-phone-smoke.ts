import { PURPOSES } from '@ringpost/domain';
import type { Database } from '../database.js';
import { LegacyAccountRepository } from '../repositories/legacy-account.repository.js';
import { MaintenanceRepository } from '../repositories/maintenance.repository.js';
import { PushTokenRepository } from '../repositories/push-token.repository.js';
import { SealedTokenRepository } from '../repositories/sealed-token.repository.js';
import { SocketDeliveryRepository } from '../repositories/socket-delivery.repository.js';
import { SocketPresenceRepository, newProcess } from '../repositories/socket-presence.repository.js';
import { hashOf, user } from './test-user.js';

const HERE = newProcess().id;
const SECRET = { hash: hashOf('os token'), sealed: Buffer.from('sealed os token') };

/** Asks everything that serves old phones once and answers what it said. */
export async function oldPhoneSmokeOf(db: Database): Promise<Record<string, unknown>> {
  return { accounts: await accountsOf(db), registry: await registryOf(db), socket: await socketOf(db) };
}

async function accountsOf(db: Database): Promise<unknown> {
  const accounts = new LegacyAccountRepository(db), maintenance = new MaintenanceRepository();
  const [first, second] = [hashOf('first login'), hashOf('second login')];
  const made = await db.runAsSystem('login', async (tx) => {
    const account = { tenant_id: 'tnt_old_smoke', number: await accounts.add(tx, 'tnt_old_smoke', 'anna', 'hash', new Date()) };
    const named = [await accounts.name(tx, account, 'username', 'anna'), await accounts.name(tx, account, 'email', 'anna')];
    await accounts.setPassword(tx, account, 'another hash', new Date());
    const days = (await accounts.addSession(tx, account, first, 30)).getTime() - Date.now();
    await accounts.addSession(tx, account, second, 1);
    return { account, named, days: Math.round(days / 86_400_000), locked: (await accounts.lock(tx, 'anna'))?.password };
  });
  const asked = { byName: (await accounts.byName('anna'))?.user_id, byToken: (await accounts.byToken(first))?.user_id };
  const held = await db.run(user(db, 'tnt_old_smoke', 'anna').actor, async (tx) => [await accounts.holdSession(tx, first), await accounts.holdSession(tx, hashOf('no login'))]);
  const ended = await db.runAsSystem('login', async (tx) => {
    const one = await accounts.endSession(tx, first);
    await accounts.endSessions(tx, made.account);
    await accounts.addSession(tx, made.account, first, -1);
    const forgotten = await maintenance.forgetSessions(tx);
    await accounts.remove(tx, made.account);
    return { one: one?.user_id, forgotten };
  });
  return { named: made.named, days: made.days, locked: made.locked, ...asked, held, ...ended, gone: [await accounts.byName('anna'), await accounts.byToken(second)] };
}

async function registryOf(db: Database): Promise<unknown> {
  const tokens = new PushTokenRepository(db), sealed = new SealedTokenRepository();
  const anna = user(db, 'tnt_old_smoke', 'anna');
  const { id } = await anna.hasPushToken('old address', { platform: 'android', language: 'zh', surface: 'legacy' });
  const said = await db.run(anna.actor, async (tx) => {
    await tokens.lockUser(tx, 'anna');
    (await tokens.held(tx, id))!.describe({ osToken: SECRET, session: hashOf('login') });
    await tx.em.flush();
    await tokens.number(tx, id);
    return { registered: (await tokens.onLegacy(tx, 'anna')).length, byLogin: (await tokens.onLegacy(tx, 'anna', { purpose: 'message', sessions: [hashOf('login')] })).length };
  });
  const [row] = await tokens.legacyList(anna.actor, 'message');
  const seen = await db.run(anna.actor, (tx) => tokens.bySerial(tx, 'anna', PURPOSES, row!.serial));
  const unchanged = await tokens.refreshUnchangedLegacy(anna.actor, 'message', hashOf('old address'), { language: 'zh', osToken: SECRET, session: hashOf('login') }, new Date());
  const secrets = await db.runAsSystem('key rotation', async (tx) => {
    await sealed.reseal(tx, 'osToken', [{ tenantId: 'tnt_old_smoke', id, sealed: Buffer.from('fresh seal') }]);
    await sealed.reindex(tx, 'osToken', [{ tenantId: 'tnt_old_smoke', id, value: hashOf('elsewhere') }]);
    return { count: await sealed.count(tx, 'osToken'), stale: (await sealed.stale(tx, 'osToken', Buffer.from('fresh'), 10)).length, after: (await sealed.after(tx, 'osToken', undefined, 10)).length };
  });
  return { ...said, os: String(row!.os_token_sealed), found: seen?.id === id, unchanged, secrets };
}

async function socketOf(db: Database): Promise<unknown> {
  const presence = new SocketPresenceRepository(db), deliveries = new SocketDeliveryRepository(db, new Date()), sealed = new SealedTokenRepository();
  const anna = user(db, 'tnt_old_smoke', 'anna');
  const phone = await anna.hasSocketPhone('socket token');
  const [first, second, late] = [await anna.isSent(phone), await anna.isSent(phone, { lane: 'message' }), await anna.isSent(phone, { seconds: 0 })];
  const held = { tokenHash: hashOf('socket token'), generation: await presence.connect(hashOf('socket token'), HERE) };
  const keys = [{ tenantId: 'tnt_old_smoke', id: first.id }];
  const due = (await Promise.all([true, false].map((rings) => deliveries.due({ process: HERE, rings, windowMs: 60_000, except: [hashOf('another')] }, 10)))).flat();
  const after = await deliveries.due({ process: HERE, rings: true, windowMs: 60_000, after: due[0] }, 10);
  await deliveries.sent(keys);
  const again = await deliveries.forPhone(held.tokenHash, undefined, 10);
  await deliveries.delivered(keys);
  await deliveries.wake();
  const payloads = await deliveries.payloads([{ tenantId: 'tnt_old_smoke', id: second.messageId! }]);
  const expired = await deliveries.expire(10);
  const asSystem = await db.runAsSystem('push socket', async (tx) => ({
    status: (await deliveries.state(tx, keys[0]!))?.status, late: (await deliveries.state(tx, { tenantId: 'tnt_old_smoke', id: late.id }))?.error,
    messages: await sealed.count(tx, 'message'),
    raised: [await presence.raise(tx, hashOf('identity')), await presence.raise(tx, hashOf('identity'))], newer: (await presence.reassert(tx, [held], HERE)).lost.length,
    evicted: await presence.evict(tx, [held.tokenHash]), left: await presence.disconnect(tx, [held]), swept: await presence.forget(tx, [...(await presence.gone(tx)), -1]),
  }));
  const tokens = (await deliveries.tokens(held.tokenHash)).map(({ user_id, purpose }) => `${user_id} ${purpose}`);
  const registered = await presence.registered([held.tokenHash, hashOf('unknown')]);
  return { due: due.map(({ id }) => [first, second].findIndex((sent) => sent.id === id)), after: after.length, tokens, expired, again: again.length, payloads: payloads.map(({ payload_sealed }) => String(payload_sealed)), registered: registered.length, generation: await presence.generationOf(hashOf('identity')), ...asSystem };
}

/** What `oldPhoneSmokeOf` says when all is well. */
export const OLD_PHONE_SMOKE = {
  accounts: { named: [true, true], days: 30, locked: 'another hash', byName: 'anna', byToken: 'anna', held: [true, false], one: 'anna', forgotten: 1, gone: [undefined, undefined] },
  registry: { registered: 1, byLogin: 1, os: 'sealed os token', found: true, unchanged: true, secrets: { count: 1, stale: 0, after: 1 } },
  socket: {
    due: [0, 1], after: 0, again: 2, payloads: ['sealed payload'], registered: 1, generation: 2, expired: 1, status: 'delivered', late: 'expired', tokens: ['anna ring'], messages: 3,
    raised: [1, 2], newer: 0, swept: 0,
  },
};
