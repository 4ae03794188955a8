import { DomainError, invalidField } from './errors.js';
import { PERMISSION_ALL } from './member.js';

/** The type of the notification by which a user is asked to share in a device. */
export const SHARING = 'DeviceSharing';
/** The type of those that tell what became of it. Another one, so that clients that know only the request never meet them. */
export const SHARING_UPDATE = 'DeviceSharingUpdate';

export type ShareStatus = 'pending' | 'accepted' | 'rejected' | 'withdrawn';

/** What an owner offers: a permission, a sealed credential for the device, and the notification that asks. */
export interface ShareOffer {
  readonly senderId: string;
  readonly permission: number;
  readonly credentialSealed: Buffer;
  readonly notificationId: string;
}

/** An owner's offer of a device to a user, and what became of it. Whoever accepted is a member from then on, whatever happens here. */
export class Share {
  readonly tenantId: string;
  readonly udid: string;
  /** Who is asked. */
  readonly userId: string;
  senderId: string;
  permission: number;
  /** There while the offer is pending, and no longer: nobody can want it afterwards. */
  credentialSealed: Buffer | null;
  notificationId: string;
  status: ShareStatus = 'pending';
  readonly createdAt: Date;
  updatedAt: Date;

  constructor(tenantId: string, udid: string, userId: string, offer: ShareOffer, now: Date) {
    this.tenantId = tenantId;
    this.udid = udid;
    this.userId = userId;
    this.senderId = offer.senderId;
    this.permission = permissionOf(offer);
    this.credentialSealed = offer.credentialSealed;
    this.notificationId = offer.notificationId;
    this.createdAt = now;
    this.updatedAt = now;
  }

  /** It is offered again, whatever became of it before. Errors: `invalid_request`. */
  renew(offer: ShareOffer, now: Date): void {
    this.permission = permissionOf(offer);
    this.senderId = offer.senderId;
    this.credentialSealed = offer.credentialSealed;
    this.notificationId = offer.notificationId;
    this.status = 'pending';
    this.updatedAt = now;
  }

  /** The user takes it. False when that was done before. Errors: `share_not_found` when it ended otherwise. */
  accept(now: Date): boolean {
    return this.answer('accepted', now);
  }

  /** The user does not want it. False when that was said before. Errors: `share_not_found` when it ended otherwise. */
  reject(now: Date): boolean {
    return this.answer('rejected', now);
  }

  /** The owner takes it back. False when it was not pending: what was answered stays answered. */
  withdraw(now: Date): boolean {
    if (this.status !== 'pending') return false;
    this.end('withdrawn', now);
    return true;
  }

  private answer(status: 'accepted' | 'rejected', now: Date): boolean {
    if (this.status === status) return false;
    if (this.status !== 'pending') throw new DomainError('share_not_found');
    this.end(status, now);
    return true;
  }

  private end(status: ShareStatus, now: Date): void {
    this.status = status;
    this.credentialSealed = null;
    this.updatedAt = now;
  }
}

/** What the credential of a share is sealed under: a row that was swapped for another's does not open. */
export const credentialContext = (tenantId: string, udid: string, userId: string): string => JSON.stringify(['share', tenantId, udid, userId]);

function permissionOf({ permission }: ShareOffer): number {
  if (!Number.isInteger(permission) || permission < 0 || permission > PERMISSION_ALL) throw invalidField('permission', 'range', `permission must be between 0 and ${PERMISSION_ALL}`);
  return permission;
}
