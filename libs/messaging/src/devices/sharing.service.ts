import { DomainError, PERMISSION_ALL, Share, credentialContext, type Actor, type Clock, type Vault } from '@ringpost/domain';
import type { DeviceRepository, ShareRepository, Tx } from '@ringpost/persistence';
import type { MembershipService } from './membership.service.js';
import type { ShareNoticeService } from './share-notice.service.js';
import type { VerifiedAddressService } from './verified-address.service.js';

/** An owner's wish to share a device. */
export interface ShareRequest {
  /** Of the user to share it with, verified. */
  readonly email: string;
  /** What they need to reach the device. */
  readonly credential: string;
  /** All of it by default. */
  readonly permission?: number;
  /** What they read, instead of a sentence that is made up. */
  readonly description?: string;
}

/**
 * Devices that their owners share with others: offered, answered, taken back. What is done is one transaction, that with the
 * inboxes of both sides included. A notification of a request that its reader removed was tidied away and not answered: the share
 * stays pending, can be accepted or rejected, and is in the inbox again when the owner offers it again.
 */
export class SharingService {
  constructor(
    private readonly devices: DeviceRepository,
    private readonly shares: ShareRepository,
    private readonly members: MembershipService,
    private readonly addresses: VerifiedAddressService,
    private readonly notices: ShareNoticeService,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /**
   * Offers a device to the user with an address; offering it again before it was answered changes the offer. Errors:
   * `device_not_found`, `not_owner`, `share_lookups_exhausted`, `address_unknown`, `share_to_self`, `invalid_request`.
   */
  async share(actor: Actor, udid: string, request: ShareRequest): Promise<void> {
    await this.members.around(actor, udid, (tx) => this.members.requireOwner(actor, tx, udid)); // nobody else gets to try addresses
    const userId = await this.addresses.userOf(actor, request.email);
    if (userId === actor.userId) throw new DomainError('share_to_self');
    await this.members.around(actor, udid, async (tx) => {
      await this.members.requireOwner(actor, tx, udid);
      await this.offer(actor, tx, udid, userId, request);
    });
  }

  /** Takes an offer back, or shows a member out. Errors: `device_not_found`, `not_owner`, `owner_is_member`, `member_not_found`. */
  async unshare(actor: Actor, udid: string, userId: string): Promise<void> {
    await this.members.around(actor, udid, async (tx) => {
      await this.members.requireOwner(actor, tx, udid);
      const wasMember = await this.members.dismiss(actor, tx, udid, userId);
      const share = await this.shares.find(tx, udid, userId);
      const withdrawn = share?.withdraw(this.clock.now()) ?? false;
      if (!wasMember && !withdrawn) throw new DomainError('member_not_found');
      await this.notices.settle(actor, tx, udid, { closed: withdrawn ? [share!] : [], told: { userIds: wasMember ? [userId] : [], event: 'revoked' } });
    });
  }

  /** Takes back every offer of a device and shows all its members out. Errors: `device_not_found`, `not_owner`. */
  async clear(actor: Actor, udid: string): Promise<void> {
    await this.members.around(actor, udid, async (tx) => {
      await this.members.requireOwner(actor, tx, udid);
      const [closed, members] = [await this.shares.pending(tx, udid), await this.devices.shared(tx, udid)];
      for (const share of closed) share.withdraw(this.clock.now());
      for (const member of members) tx.em.remove(member);
      await this.notices.settle(actor, tx, udid, { closed, told: { userIds: members.map(({ userId }) => userId), event: 'revoked' } });
    });
  }

  /** The caller takes what they were offered, and is a member. Once more does nothing. Errors: `share_not_found`. */
  async accept(actor: Actor, udid: string): Promise<void> {
    await this.members.around(actor, udid, async (tx) => {
      const share = await this.offered(actor, tx, udid);
      if (share.accept(this.clock.now())) {
        await this.members.admit(actor, tx, udid, actor.userId, share.permission);
        await this.notices.settle(actor, tx, udid, { closed: [share], told: { userIds: [share.senderId], event: 'accepted' } });
      } else if (!(await this.devices.member(tx, udid, actor.userId))) throw new DomainError('share_not_found'); // shown out since
    });
  }

  /** The caller does not want what they were offered. Once more does nothing. Errors: `share_not_found`. */
  async reject(actor: Actor, udid: string): Promise<void> {
    await this.members.around(actor, udid, async (tx) => {
      const share = await this.offered(actor, tx, udid);
      if (!share.reject(this.clock.now())) return;
      await this.notices.settle(actor, tx, udid, { closed: [share], told: { userIds: [share.senderId], event: 'rejected' } });
    });
  }

  /**
   * The caller stops sharing in a device; an offer that they did not answer is thereby rejected. Errors: `owner_is_member`,
   * `share_not_found`.
   */
  async leave(actor: Actor, udid: string, description?: string): Promise<void> {
    await this.members.around(actor, udid, async (tx) => {
      const wasMember = await this.members.dismiss(actor, tx, udid, actor.userId);
      const share = await this.shares.find(tx, udid, actor.userId);
      const wasAsked = share?.status === 'pending' && share.reject(this.clock.now());
      if (!wasMember && !wasAsked) throw new DomainError('share_not_found');
      const owner = (await this.devices.owner(tx, udid))!; // every device has one
      await this.notices.settle(actor, tx, udid, { closed: wasAsked ? [share] : [], told: { userIds: [owner.userId], event: wasMember ? 'left' : 'rejected', description } });
    });
  }

  private async offer(actor: Actor, tx: Tx, udid: string, userId: string, { credential, permission = PERMISSION_ALL, description }: ShareRequest): Promise<void> {
    const known = await this.shares.find(tx, udid, userId);
    const notificationId = await this.notices.invite(actor, tx, { udid, userId, permission, description }, known?.status === 'pending' ? known.notificationId : undefined);
    const credentialSealed = this.vault.seal(credential, credentialContext(actor.tenantId, udid, userId));
    const offer = { senderId: actor.userId, permission, credentialSealed, notificationId };
    if (known) known.renew(offer, this.clock.now());
    else this.shares.add(tx, new Share(actor.tenantId, udid, userId, offer, this.clock.now()));
  }

  /** What the caller was offered by somebody who still owns the device. */
  private async offered(actor: Actor, tx: Tx, udid: string): Promise<Share> {
    const share = await this.shares.find(tx, udid, actor.userId);
    if (!share || (await this.devices.owner(tx, udid))?.userId !== share.senderId) throw new DomainError('share_not_found');
    return share;
  }
}
