import type { Graphql } from '@ringpost/contracts';
import { toTypeId, type Actor } from '@ringpost/domain';
import type { FeedItem } from '@ringpost/messaging';

/** Who caused what nobody caused. */
const SYSTEM = 'system';

/** A notification of the caller on the wire: each field is worked out when it is selected. None may throw: compiled code would not answer. */
class PresentedNotification implements Graphql.Notification {
  constructor(private readonly item: FeedItem, readonly receiver: string) {}

  get pk() {
    return toTypeId('ntf', this.item.id);
  }

  get sender() {
    return this.item.sender ?? SYSTEM;
  }

  get senderName() {
    return this.item.sender_name ?? null;
  }

  get senderEmail() {
    return this.item.sender_email ?? null;
  }

  get senderPhone() {
    return this.item.sender_phone ?? null;
  }

  get receiverName() {
    return this.item.receiver_name ?? null;
  }

  get receiverEmail() {
    return this.item.receiver_email ?? null;
  }

  get receiverPhone() {
    return this.item.receiver_phone ?? null;
  }

  get purpose() {
    return this.item.purpose;
  }

  get purposeDetail() {
    return this.item.title;
  }

  get description() {
    return this.item.content;
  }

  get type() {
    return this.item.type;
  }

  get data() {
    return this.item.credential ?? null;
  }
}

/** The caller's notifications on the wire. */
export const presentNotifications = ({ userId }: Actor, items: readonly FeedItem[]): Graphql.Notification[] => items.map((item) => new PresentedNotification(item, userId));
