/** Bit 0: gets the device's events and rings. Bit 1: may watch live. */
export const PERMISSION_EVENTS = 1;
export const PERMISSION_LIVE = 2;
export const PERMISSION_ALL = PERMISSION_EVENTS | PERMISSION_LIVE;
export type MemberRole = 'owner' | 'shared';

/** A user who belongs to a device. */
export class Member {
  readonly tenantId: string;
  /** UUIDv7; its time is when the user became a member, and lists are ordered by it. */
  readonly id: string;
  readonly udid: string;
  readonly userId: string;
  readonly role: MemberRole;
  permission: number;

  constructor(tenantId: string, id: string, udid: string, userId: string, role: MemberRole, permission: number) {
    this.tenantId = tenantId;
    this.id = id;
    this.udid = udid;
    this.userId = userId;
    this.role = role;
    this.permission = role === 'owner' ? PERMISSION_ALL : permission;
  }
}
