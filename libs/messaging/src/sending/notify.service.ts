import { phoneNumberOf, toTypeId, type Actor, type Channel, type Clock, type Delivery, type MessageContent, type Notification, type NotificationDraft, type Recipient } from '@ringpost/domain';
import type { Database, RecipientRepository } from '@ringpost/persistence';
import type { InboxService } from '../inbox/inbox.service.js';
import type { Audience } from './audience.js';
import type { DeliveryMaker, MadeOf } from './delivery-maker.js';
import { isEmailAddress } from './email-address.js';
import { shortened } from './message-text.js';
import type { MessageWriter } from './message-writer.js';

// What a phone shows; the whole of it is in the inbox. So much fits every push service, however many bytes a character takes.
const LONGEST_PUSH = 400;
const LONGEST_SMS = 600;

/** Tells users what is in their inbox. */
export class NotifyService {
  constructor(
    private readonly db: Database,
    private readonly inbox: InboxService,
    private readonly recipients: RecipientRepository,
    private readonly audience: Audience,
    private readonly make: DeliveryMaker,
    private readonly messages: MessageWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a notification into a user's inbox and sends it on some channels, all in one transaction. Where the user has no phone or address
   * the log says so: an address that they set themselves will do, as it is their own inbox. Errors: `scope_missing`, `invalid_request`.
   */
  async send(actor: Actor, userId: string, draft: NotificationDraft, channels: readonly Channel[] = []): Promise<Notification> {
    if (channels.length === 0) return this.inbox.send(actor, userId, draft);
    return this.db.run(actor, async (tx) => {
      const notification = await this.inbox.send(actor, userId, draft);
      const recipient = channels.every((channel) => channel === 'push') ? null : await this.recipients.find(tx, userId);
      for (const channel of new Set(channels)) await this.tell(actor, notification, channel, recipient);
      return notification;
    });
  }

  private async tell(actor: Actor, notification: Notification, channel: Channel, recipient: Recipient | null): Promise<void> {
    const now = this.clock.now(), { userId } = notification;
    const made: MadeOf = { tenantId: actor.tenantId, messageId: this.make.id(now), content: contentOf(notification, channel), lane: 'message', now };
    const deliveries = channel === 'push' ? await this.audience.deliveries(made, channel, userId, [userId]) : [this.addressed(made, userId, channel, recipient)];
    await this.messages.write(actor, made, deliveries);
  }

  private addressed(made: MadeOf, userId: string, channel: 'sms' | 'email', recipient: Recipient | null): Delivery {
    const address = channel === 'sms' ? phoneNumberOf(recipient?.phone ?? '') : recipient?.email;
    if (!address || (channel === 'email' && !isEmailAddress(address))) return this.make.unreachable(made, userId, channel, 'no_address');
    return channel === 'sms' ? this.make.sms(made, userId, address) : this.make.email(made, userId, { to: [address] });
  }
}

function contentOf({ id, type, title, content }: Notification, channel: Channel): MessageContent {
  switch (channel) {
    case 'push':
      return { kind: 'push', title, body: shortened(content, LONGEST_PUSH), data: { notification_id: toTypeId('ntf', id), type } };
    case 'sms':
      return { kind: 'sms', text: shortened(`${title}\n${content}`, LONGEST_SMS) };
    case 'email':
      return { kind: 'email', subject: title.replace(/\p{Cc}+/gu, ' '), text: content, transactional: true };
  }
}
