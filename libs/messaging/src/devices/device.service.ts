import {
  AuditEntry, Device, DomainError, Member, PERMISSION_ALL, readSlice,
  type Actor, type Clock, type IdGenerator, type PageRequest, type Slice,
} from '@ringpost/domain';
import type { AuditRepository, Database, DeviceRepository, DeviceRow, MemberRow, Tx } from '@ringpost/persistence';
import type { MembershipService } from './membership.service.js';
import type { ShareNoticeService } from './share-notice.service.js';

/** A device and who owns it. */
export interface OwnedDevice {
  readonly device: Device;
  readonly owner: string;
}

/** Devices, and who belongs to them. */
export class DeviceService {
  constructor(
    private readonly db: Database,
    private readonly devices: DeviceRepository,
    private readonly audit: AuditRepository,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
    private readonly memberships: MembershipService,
    private readonly notices: ShareNoticeService,
  ) {}

  /** The devices the caller owns or shares in, the one joined last first. */
  list(actor: Actor, page: PageRequest): Promise<Slice<DeviceRow>> {
    return readSlice(page, {
      page: (limit, offset) => this.devices.page(actor, limit, offset),
      after: (limit, last) => this.devices.pageAfter(actor, limit, last),
      keyOf: (row) => row.member_id,
    });
  }

  /** Creates or changes a device. A new owner takes it over alone: nobody of the old household goes on being rung. Errors: `scope_missing`. */
  async put(actor: Actor, udid: string, change: { name?: string | null; owner: string }): Promise<OwnedDevice & { created: boolean }> {
    actor.require('tenant:admin', 'communication:send');
    return this.memberships.around(actor, udid, async (tx) => {
      const now = this.clock.now();
      const known = await this.devices.find(tx, udid);
      const device = known ?? new Device(actor.tenantId, udid, now);
      if (!known) tx.em.persist(device);
      if (change.name !== undefined) device.rename(change.name, now);
      await tx.em.flush();
      await this.handOver(tx, actor, device, change.owner);
      return { device, owner: change.owner, created: !known };
    });
  }

  /** Removes a device, everybody's membership and what was offered of it. Errors: `scope_missing`, `device_not_found`. */
  async remove(actor: Actor, udid: string): Promise<void> {
    actor.require('tenant:admin', 'communication:send');
    await this.memberships.around(actor, udid, async (tx) => {
      const device = await this.devices.find(tx, udid);
      if (!device) throw new DomainError('device_not_found');
      await this.notices.withdrawAll(actor, tx, udid);
      tx.em.remove(device);
    });
  }

  /** Who belongs to a device. For its owner or an administrator. Errors: `device_not_found`, `not_owner`. */
  async members(actor: Actor, udid: string, page: PageRequest): Promise<Slice<MemberRow>> {
    await this.db.run(actor, (tx) => this.memberships.requireGovernor(actor, tx, udid));
    return readSlice(page, {
      page: (limit, offset) => this.devices.members(actor, udid, limit, offset),
      after: (limit, last) => this.devices.membersAfter(actor, udid, limit, last),
      keyOf: ({ id }) => id,
    });
  }

  /** Lets a user in, or changes what they may. Errors: `device_not_found`, `not_owner`, `owner_is_member`. */
  async putMember(actor: Actor, udid: string, userId: string, permission: number): Promise<{ member: Member; created: boolean }> {
    return this.memberships.around(actor, udid, async (tx) => {
      await this.memberships.requireGovernor(actor, tx, udid);
      return this.memberships.admit(actor, tx, udid, userId, permission);
    });
  }

  /** Shows a user out. Errors: `device_not_found`, `not_owner`, `member_not_found`, `owner_is_member`. */
  async removeMember(actor: Actor, udid: string, userId: string): Promise<void> {
    await this.memberships.around(actor, udid, async (tx) => {
      await this.memberships.requireGovernor(actor, tx, udid);
      if (!(await this.memberships.dismiss(actor, tx, udid, userId))) throw new DomainError('member_not_found');
    });
  }

  private async handOver(tx: Tx, actor: Actor, device: Device, userId: string): Promise<void> {
    const owner = await this.devices.owner(tx, device.udid);
    if (owner?.userId === userId) return;
    if (owner) {
      await this.notices.withdrawAll(actor, tx, device.udid); // the new owner offered nothing
      await this.devices.clearMembers(tx, device.udid);
      tx.em.clear();
      this.audit.add(tx, new AuditEntry(actor.tenantId, this.ids.next(), userId, 'device.owner_changed', device.udid, { from: owner.userId, by: actor.userId }));
    }
    tx.em.persist(new Member(actor.tenantId, this.ids.next(), device.udid, userId, 'owner', PERMISSION_ALL));
    await tx.em.flush();
  }
}
