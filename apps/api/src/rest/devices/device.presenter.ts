import type { Schemas } from '@ringpost/contracts';
import type { Member } from '@ringpost/domain';
import type { OwnedDevice } from '@ringpost/messaging';
import type { DeviceRow, MemberRow } from '@ringpost/persistence';
import { createdText, timeText } from '../envelope.js';

/** A device as one of its members sees it. */
export const presentDevice = (row: DeviceRow): Schemas['Device'] => ({
  udid: row.udid,
  name: row.name ?? undefined,
  owner: row.owner,
  permission: row.permission,
  role: row.role,
  created_at: timeText(row.created_at),
  updated_at: timeText(row.updated_at),
});

/** A device as it is on record. */
export const presentRecord = ({ device, owner }: OwnedDevice): Schemas['DeviceRecord'] => ({
  udid: device.udid,
  name: device.name ?? undefined,
  owner,
  created_at: timeText(device.createdAt),
  updated_at: timeText(device.updatedAt),
});

/** Somebody who belongs to a device. */
export const presentMember = (row: MemberRow): Schemas['Member'] => ({ user_id: row.user_id, role: row.role, permission: row.permission, created_at: createdText(row.id) });

/** One that was just changed. */
export const presentChanged = (member: Member): Schemas['Member'] => presentMember({ ...member, user_id: member.userId });
