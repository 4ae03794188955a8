import { Device, Member, type Actor, type MemberRole } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** A device as one of its members sees it. `member_id` orders the list: when the user became a member. */
export interface DeviceRow {
  readonly member_id: string;
  readonly udid: string;
  readonly name: string | null;
  readonly owner: string;
  readonly role: MemberRole;
  readonly permission: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Somebody who belongs to a device. The id's time is since when. */
export interface MemberRow {
  readonly id: string;
  readonly user_id: string;
  readonly role: MemberRole;
  readonly permission: number;
}

const DEVICE = `m.id as member_id, d.udid, d.name, o.user_id as owner, m.role, m.permission, d.created_at, d.updated_at
  from member m join device d on d.tenant_id = $1 and d.udid = m.udid join member o on o.tenant_id = $1 and o.udid = m.udid and o.role = 'owner'
  where m.tenant_id = $1 and m.user_id = $2`;
const DEVICES: Statement<DeviceRow & { total: number }> = {
  name: 'devices',
  text: `select x.*, c.total from (select count(*)::int as total from member where tenant_id = $1 and user_id = $2) c
    left join lateral (select ${DEVICE} order by m.id desc limit $3 offset $4) x on true`,
};
const DEVICES_AFTER: Statement<DeviceRow> = { name: 'devices_after', text: `select ${DEVICE} and m.id < $4 order by m.id desc limit $3` };
const MEMBERS: Statement<MemberRow & { total: number }> = {
  name: 'members',
  text: `select x.*, c.total from (select count(*)::int as total from member where tenant_id = $1 and udid = $2) c
    left join lateral (select id, user_id, role, permission from member where tenant_id = $1 and udid = $2 order by id desc limit $3 offset $4) x on true`,
};
const MEMBERS_AFTER: Statement<MemberRow> = {
  name: 'members_after',
  text: 'select id, user_id, role, permission from member where tenant_id = $1 and udid = $2 and id < $4 order by id desc limit $3',
};

/** Devices and who belongs to them. */
export class DeviceRepository {
  constructor(private readonly db: Database) {}

  /** A page of the devices the caller belongs to. */
  async page(actor: Actor, limit: number, offset: number): Promise<{ rows: DeviceRow[]; total: number }> {
    const rows = await this.db.ask(actor, DEVICES, actor.userId, limit, offset);
    return { rows: rows.filter(({ udid }) => udid !== null), total: rows[0]?.total ?? 0 };
  }

  pageAfter(actor: Actor, limit: number, after: string): Promise<DeviceRow[]> {
    return this.db.ask(actor, DEVICES_AFTER, actor.userId, limit, after);
  }

  /** A page of a device's members. */
  async members(actor: Actor, udid: string, limit: number, offset: number): Promise<{ rows: MemberRow[]; total: number }> {
    const rows = await this.db.ask(actor, MEMBERS, udid, limit, offset);
    return { rows: rows.filter(({ id }) => id !== null), total: rows[0]?.total ?? 0 };
  }

  membersAfter(actor: Actor, udid: string, limit: number, after: string): Promise<MemberRow[]> {
    return this.db.ask(actor, MEMBERS_AFTER, udid, limit, after);
  }

  /** Makes changes to one device wait for each other, one that does not exist yet included. */
  async lock(tx: Tx, udid: string): Promise<void> {
    await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`device ${tenantOf(tx)} ${udid}`]);
  }

  find(tx: Tx, udid: string): Promise<Device | null> {
    return tx.em.findOne(Device, { udid });
  }

  member(tx: Tx, udid: string, userId: string): Promise<Member | null> {
    return tx.em.findOne(Member, { udid, userId });
  }

  owner(tx: Tx, udid: string): Promise<Member | null> {
    return tx.em.findOne(Member, { udid, role: 'owner' });
  }

  /** Everybody it is shared with. */
  shared(tx: Tx, udid: string): Promise<Member[]> {
    return tx.em.find(Member, { udid, role: 'shared' });
  }

  /** Forgets everybody who belongs to a device. */
  async clearMembers(tx: Tx, udid: string): Promise<number> {
    return tx.em.nativeDelete(Member, { udid });
  }
}
