import {
  DomainError, Notification, fromTypeId, readSlice,
  type Actor, type Clock, type IdGenerator, type NotificationDraft, type PageRequest, type Slice,
} from '@ringpost/domain';
import type { Copy, Database, InboxCounts, InboxFilter, InboxRepository, NotificationRow } from '@ringpost/persistence';

/** Inboxes: what senders put in, and what their owners do with it. */
export class InboxService {
  constructor(
    private readonly db: Database,
    private readonly inbox: InboxRepository,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** The caller's notifications, newest first. */
  list(actor: Actor, filter: InboxFilter, page: PageRequest): Promise<Slice<NotificationRow>> {
    return readSlice(page, {
      page: (limit, offset) => this.inbox.page(actor, filter, limit, offset),
      after: (limit, last) => this.inbox.after(actor, filter, limit, last),
      keyOf: ({ id }) => id,
    });
  }

  /** How many the caller has not read, exactly, and when the last one came. */
  counts(actor: Actor): Promise<InboxCounts> {
    return this.inbox.counts(actor);
  }

  /** One of the caller's notifications. Errors: `notification_not_found`. */
  async get(actor: Actor, id: string): Promise<NotificationRow> {
    return found(await this.inbox.one(actor, uuidOf(id)));
  }

  /** Puts a notification into a user's inbox. Errors: `scope_missing`, `invalid_request`. */
  async send(actor: Actor, userId: string, draft: NotificationDraft): Promise<Notification> {
    actor.require('notification:send');
    const now = this.clock.now(), notification = new Notification(actor.tenantId, this.ids.next(now), userId, draft);
    await this.db.run(actor, (tx) => this.inbox.addCopies(tx, notification, [notification], now));
    return notification;
  }

  /** The same to several users, once each however often they are named, in one transaction. Errors: `scope_missing`, `invalid_request`. */
  async sendBatch(actor: Actor, userIds: readonly string[], draft: NotificationDraft): Promise<Copy[]> {
    actor.require('notification:send');
    const now = this.clock.now();
    // Many notifications as entities would be as many that the mapper watches.
    const copies = Array.from(new Set(userIds), (userId) => ({ id: this.ids.next(now), userId }));
    if (copies.length === 0) return [];
    const notification = new Notification(actor.tenantId, copies[0]!.id, copies[0]!.userId, draft);
    await this.db.run(actor, (tx) => this.inbox.addCopies(tx, notification, copies, now));
    return copies;
  }

  /** Marks one read. Answers 1, or 0 when it was read already. Errors: `notification_not_found`. */
  async markRead(actor: Actor, id: string): Promise<number> {
    return found(await this.db.run(actor, (tx) => this.inbox.mark(tx, actor.userId, uuidOf(id), this.clock.now())));
  }

  /** Marks one unread. Errors: `notification_not_found`. */
  async markUnread(actor: Actor, id: string): Promise<number> {
    return found(await this.db.run(actor, (tx) => this.inbox.mark(tx, actor.userId, uuidOf(id), null)));
  }

  /** Marks all read. Answers how many were not. */
  markAllRead(actor: Actor): Promise<number> {
    return this.db.run(actor, (tx) => this.inbox.markAll(tx, actor.userId, this.clock.now()));
  }

  /** Removes one for good. Errors: `notification_not_found`. */
  async remove(actor: Actor, id: string): Promise<void> {
    const removed = await this.db.run(actor, (tx) => this.inbox.remove(tx, actor.userId, uuidOf(id)));
    if (!removed) throw new DomainError('notification_not_found');
  }
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new DomainError('notification_not_found');
  return row;
}

const uuidOf = (id: string): string => found(fromTypeId('ntf', id));
