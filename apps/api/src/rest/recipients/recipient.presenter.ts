import type { Schemas } from '@ringpost/contracts';
import type { Recipient } from '@ringpost/domain';
import { timeText } from '../envelope.js';

/** What is known of a user, on the wire. */
export const presentRecipient = (r: Recipient): Schemas['Recipient'] => ({
  user_id: r.userId,
  name: r.name ?? undefined,
  email: r.email ?? undefined,
  email_verified: r.email === null ? undefined : r.emailVerified,
  phone: r.phone ?? undefined,
  phone_verified: r.phone === null ? undefined : r.phoneVerified,
  locale: r.locale ?? undefined,
  time_zone: r.timeZone ?? undefined,
  updated_at: timeText(r.updatedAt),
});
