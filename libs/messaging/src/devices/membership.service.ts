import { DomainError, Member, type Actor, type IdGenerator } from '@ringpost/domain';
import type { Database, DeviceRepository, Tx } from '@ringpost/persistence';

/** Who belongs to a device, and who decides that: for what is done to devices and for what is shared. */
export class MembershipService {
  constructor(
    private readonly db: Database,
    private readonly devices: DeviceRepository,
    private readonly ids: IdGenerator,
  ) {}

  /** Does work in a transaction in which nobody else changes anything around the device. */
  around<T>(actor: Actor, udid: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.run(actor, async (tx) => {
      await this.devices.lock(tx, udid); // before everything else that is locked, everywhere
      return work(tx);
    });
  }

  /** Fails unless the caller owns the device. Errors: `device_not_found`, `not_owner`. */
  async requireOwner(actor: Actor, tx: Tx, udid: string): Promise<void> {
    if ((await this.requireGovernor(actor, tx, udid)).userId !== actor.userId) throw new DomainError('not_owner');
  }

  /** The owner of the device; fails unless the caller may decide who belongs to it. Strangers do not learn that it exists. Errors: `device_not_found`, `not_owner`. */
  async requireGovernor(actor: Actor, tx: Tx, udid: string): Promise<Member> {
    const owner = await this.devices.owner(tx, udid);
    if (!owner) throw new DomainError('device_not_found');
    if (owner.userId === actor.userId || actor.can('tenant:admin')) return owner;
    throw new DomainError((await this.devices.member(tx, udid, actor.userId)) ? 'not_owner' : 'device_not_found');
  }

  /** Lets a user in, or changes what they may. Errors: `owner_is_member`. */
  async admit(actor: Actor, tx: Tx, udid: string, userId: string, permission: number): Promise<{ member: Member; created: boolean }> {
    const known = await this.sharer(tx, udid, userId);
    const member = known ?? new Member(actor.tenantId, this.ids.next(), udid, userId, 'shared', permission);
    if (known) known.permission = permission;
    else tx.em.persist(member);
    return { member, created: !known };
  }

  /** Shows a user out; false when they were no member. Errors: `owner_is_member`. */
  async dismiss(_actor: Actor, tx: Tx, udid: string, userId: string): Promise<boolean> {
    const member = await this.sharer(tx, udid, userId);
    if (member) tx.em.remove(member);
    return member !== null;
  }

  private async sharer(tx: Tx, udid: string, userId: string): Promise<Member | null> {
    const member = await this.devices.member(tx, udid, userId);
    if (member?.role === 'owner') throw new DomainError('owner_is_member');
    return member;
  }
}
