import { randomBytes } from 'node:crypto';
import { Actor, Delivery, Device, IdGenerator, Member, Notification, PERMISSION_ALL, PushToken, SystemClock, type DeliveryDraft, type Lane, type NotificationDraft, type PhoneDetails, type Purpose, type Scope, type Surface } from '@ringpost/domain';
import type { Database } from '../database.js';
import { AcceptanceRepository } from '../repositories/acceptance.repository.js';
import { DeliveryRepository } from '../repositories/delivery.repository.js';
import { InboxRepository } from '../repositories/inbox.repository.js';

const ids = new IdGenerator(new SystemClock(), randomBytes);

/** Somebody with things of their own: `user(db, 'tnt_a', 'anna').hasNotification({ title: 'Motion' })`. */
export class TestUser {
  readonly actor: Actor;

  constructor(private readonly db: Database, readonly tenantId: string, readonly userId: string, ...scopes: Scope[]) {
    this.actor = Actor.of(tenantId, userId, ...scopes);
  }

  /** A notification in the inbox, counted as the product counts it. */
  async hasNotification(draft: Partial<NotificationDraft> = {}, at: Date = new Date()): Promise<Notification> {
    const notification = new Notification(this.tenantId, ids.at(at), this.userId, { title: 'Motion', content: 'At the front door', ...draft });
    await this.db.run(this.actor, (tx) => new InboxRepository(this.db).add(tx, [notification], at));
    return notification;
  }

  async hasDelivery(draft: Partial<DeliveryDraft> = {}, at: Date = new Date()): Promise<Delivery> {
    const delivery = new Delivery(this.tenantId, ids.at(at), { userId: this.userId, channel: 'push', recipient: 'token-of-a-phone', content: 'Ding dong', ...draft }, at);
    await this.db.run(this.actor, (tx) => new DeliveryRepository(this.db).add(tx, [delivery]));
    return delivery;
  }

  /** A token; `address` stands for both of its stored forms. */
  async hasPushToken(address: string, { purpose = 'message', at = new Date(), surface = 'rest', socketHash, ...phone }: Partial<PhoneDetails> & { purpose?: Purpose; at?: Date; surface?: Surface; socketHash?: Buffer } = {}): Promise<PushToken> {
    const stored = { hash: hashOf(address), sealed: Buffer.from(`sealed ${address}`), socketHash };
    const token = new PushToken(this.tenantId, ids.at(at), this.userId, { purpose, surface }, stored, { platform: 'ios', ...phone }, at);
    await this.db.run(this.actor, async (tx) => void tx.em.persist(token));
    return token;
  }

  /** A phone on the push socket; `address` stands for every form of its token. */
  hasSocketPhone(address: string, purpose: Purpose = 'ring'): Promise<PushToken> {
    return this.hasPushToken(address, { purpose, platform: 'android', provider: 'socket', surface: 'legacy', socketHash: hashOf(address) });
  }

  /** Something to be delivered over the push socket, for so many seconds, to a phone that registered or to whoever holds the hash of a token. */
  async isSent(phone: PushToken | Buffer, { lane = 'ring', seconds = 30, at }: { lane?: Lane; seconds?: number; at?: Date } = {}): Promise<Delivery> {
    const nextId = (): string => (at ? ids.at(at) : ids.next()); // in one millisecond only the latter are in order
    const queueing = { messageId: nextId(), lane, ...(phone instanceof PushToken ? { pushTokenId: phone.id } : { socketHash: phone }) };
    const delivery = new Delivery(this.tenantId, nextId(), { userId: this.userId, channel: 'push', provider: 'socket', recipient: 'token-of-a-phone', content: 'Ding dong', queueing }, at ?? new Date());
    await new AcceptanceRepository(this.db).accept(this.actor, { message: { id: queueing.messageId, payloadSealed: Buffer.from('sealed payload') }, deliveries: [delivery], ttlSeconds: seconds });
    return delivery;
  }

  async ownsDevice(udid: string): Promise<Device> {
    const device = new Device(this.tenantId, udid, new Date());
    await this.db.run(this.actor, async (tx) => {
      await tx.em.persist(device).flush();
      tx.em.persist(new Member(this.tenantId, ids.next(), udid, this.userId, 'owner', PERMISSION_ALL));
    });
    return device;
  }

  /** Shares in a device that somebody owns. */
  async sharesDevice(udid: string, permission = 1): Promise<void> {
    await this.db.run(this.actor, async (tx) => void tx.em.persist(new Member(this.tenantId, ids.next(), udid, this.userId, 'shared', permission)));
  }
}

export const user = (db: Database, tenantId: string, userId: string, ...scopes: Scope[]): TestUser => new TestUser(db, tenantId, userId, ...scopes);

/** The lookup form of an address of `hasPushToken`. */
export const hashOf = (address: string): Buffer => Buffer.from(address.padEnd(32, '.')).subarray(0, 32);
