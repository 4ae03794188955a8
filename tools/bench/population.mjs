// Who lives in the benchmark's database: every id follows from a number, so that SQL, Node and Lua agree on it without asking each other.

export const TENANTS = 20;
const PER_USER = { notifications: 100, phones: 20, deliveries: 100, oldPhones: 5 };

/** How much a database holds. Inboxes keep their depth when it grows: it grows by users, as a service does. */
export function shapeOf(notifications, { inboxesOnly = false, feeds = false, legacy = false } = {}) {
  const users = notifications / PER_USER.notifications;
  if (!Number.isInteger(users) || users % TENANTS !== 0) throw new Error(`--size has to be a multiple of ${PER_USER.notifications * TENANTS}`);
  if (legacy) return { legacy, notifications: 0, users, phones: 0, oldPhones: users * PER_USER.oldPhones, deliveries: 0 };
  return { notifications, users, phones: inboxesOnly ? 0 : users * PER_USER.phones, deliveries: inboxesOnly ? 0 : users * PER_USER.deliveries, ...(feeds && { feeds }) };
}

/** What a database of `feeds` holds for everybody, among other notifications: 20 of this type, each with a sender. */
export const FEED_TYPE = 'DeviceSharing';

/** A queue in which so many deliveries are done. */
export const sentShape = (sent) => ({ sent, notifications: 0, users: 10_000, phones: 0, deliveries: 0 });

export const userId = (n) => `usr_${String(n).padStart(6, '0')}`;
export const tenantId = (n) => `tnt_${String(n % TENANTS).padStart(2, '0')}`;
/** As long as an APNs token; phone `i` belongs to user `i % users`. `load/registrations.lua` makes the same text. */
export const phoneToken = (i) => i.toString(16).padStart(64, '0');
export const phoneId = (i) => `phone_${i}`;

/** The same in SQL, for an expression that gives the number of a user. */
export const sqlUserId = (n) => `'usr_' || lpad((${n})::text, 6, '0')`;
export const sqlTenantId = (n) => `'tnt_' || lpad(((${n}) % ${TENANTS})::text, 2, '0')`;
