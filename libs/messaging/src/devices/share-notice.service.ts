import { Notification, SHARING, SHARING_UPDATE, type Actor, type Clock, type IdGenerator, type NotificationDraft, type Recipient, type Share } from '@ringpost/domain';
import type { DeviceRepository, InboxRepository, RecipientRepository, ShareRepository, Tx } from '@ringpost/persistence';

/** What becomes of a share, or of the membership it led to. */
export type ShareEvent = 'accepted' | 'rejected' | 'left' | 'revoked';

/** What changes around a device: requests that are answered or withdrawn, and users who have to know. */
export interface ShareNews {
  readonly closed: readonly Share[];
  readonly told?: { readonly userIds: readonly string[]; readonly event: ShareEvent; readonly description?: string };
}

/** What a user is offered. */
export interface Invitation {
  readonly udid: string;
  readonly userId: string;
  readonly permission: number;
  readonly description?: string;
}

/** What the inboxes say of shares: every change of a share is one of these, in the transaction of the change. */
export class ShareNoticeService {
  constructor(
    private readonly devices: DeviceRepository,
    private readonly shares: ShareRepository,
    private readonly inbox: InboxRepository,
    private readonly recipients: RecipientRepository,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** Asks a user to share in a device, in the notification that asks already when that is still there. Answers its id. */
  async invite(actor: Actor, tx: Tx, invitation: Invitation, pending?: string): Promise<string> {
    const { udid, userId, permission } = invitation;
    const content = invitation.description || (await this.sentence(actor, tx, udid, (who, device) => `${who} wants to share the device ${device} with you.`));
    const words = { content, metadata: { device: udid, sender: actor.userId, permission } };
    if (pending !== undefined && (await this.inbox.renew(tx, userId, pending, words))) return pending;
    return this.put(actor, tx, userId, { ...words, type: SHARING, title: 'Device sharing request', eventType: 'device.share.requested', sender: actor.userId, purpose: udid });
  }

  /** Closes requests and tells users, with all their inboxes locked at once and before any of them changes. */
  async settle(actor: Actor, tx: Tx, udid: string, { closed, told }: ShareNews): Promise<void> {
    const now = this.clock.now();
    await this.inbox.claim(tx, [...closed.map(({ userId }) => userId), ...(told?.userIds ?? [])], now);
    await this.inbox.close(tx, closed.map(({ notificationId }) => notificationId), now);
    if (!told || told.userIds.length === 0) return;
    const { title, sentence } = WORDS[told.event];
    const content = told.description || (await this.sentence(actor, tx, udid, sentence));
    const draft: NotificationDraft = { title, content, type: SHARING_UPDATE, eventType: `device.share.${told.event}`, metadata: { device: udid, sender: actor.userId }, sender: actor.userId, purpose: udid };
    await this.inbox.add(tx, told.userIds.map((userId) => new Notification(actor.tenantId, this.ids.next(now), userId, draft)), now);
  }

  /** Takes back whatever of a device is still pending: nobody is left to let the users in. */
  async withdrawAll(actor: Actor, tx: Tx, udid: string): Promise<void> {
    const closed = await this.shares.pending(tx, udid);
    if (closed.length === 0) return;
    for (const share of closed) share.withdraw(this.clock.now());
    await this.settle(actor, tx, udid, { closed });
    await tx.em.flush();
  }

  private async put(actor: Actor, tx: Tx, userId: string, draft: NotificationDraft): Promise<string> {
    const now = this.clock.now();
    const notification = new Notification(actor.tenantId, this.ids.next(now), userId, draft);
    await this.inbox.add(tx, [notification], now);
    return notification.id;
  }

  private async sentence(actor: Actor, tx: Tx, udid: string, words: Sentence): Promise<string> {
    const [sender, device] = [await this.recipients.find(tx, actor.userId), await this.devices.find(tx, udid)];
    return words(callingOf(sender) ?? actor.userId, device?.name ?? udid);
  }
}

type Sentence = (who: string, device: string) => string;

const WORDS: Record<ShareEvent, { readonly title: string; readonly sentence: Sentence }> = {
  accepted: { title: 'Device sharing accepted', sentence: (who, device) => `${who} accepted to share in the device ${device}.` },
  rejected: { title: 'Device sharing rejected', sentence: (who, device) => `${who} does not want to share in the device ${device}.` },
  left: { title: 'Shared device left', sentence: (who, device) => `${who} no longer shares in the device ${device}.` },
  revoked: { title: 'Device sharing ended', sentence: (who, device) => `${who} no longer shares the device ${device} with you.` },
};

/** How others call a user. An address counts only when somebody vouches for it: anybody could claim to be anybody. */
const callingOf = (user: Recipient | null): string | null => (user?.emailVerified && user.email) || user?.name || null;
