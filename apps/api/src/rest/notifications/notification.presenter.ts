import type { Schemas } from '@ringpost/contracts';
import { toTypeId, type Notification } from '@ringpost/domain';
import type { Copy, InboxCounts, NotificationRow } from '@ringpost/persistence';
import { createdText, timeText } from '../envelope.js';

/** A notification on the wire. */
export const presentNotification = (tenantId: string) => (row: NotificationRow): Schemas['Notification'] => ({
  id: toTypeId('ntf', row.id),
  tenant_id: tenantId,
  user_id: row.user_id,
  type: row.type,
  event_type: row.event_type ?? undefined,
  title: row.title,
  content: row.content,
  priority: row.priority,
  is_read: row.read_at !== null,
  read_at: row.read_at ? timeText(row.read_at) : undefined,
  action_url: row.action_url ?? undefined,
  metadata: row.metadata ?? undefined,
  created_at: createdText(row.id),
});

/** One that was just made. */
export const presentNew = (n: Notification): Schemas['Notification'] =>
  presentNotification(n.tenantId)({
    id: n.id, user_id: n.userId, type: n.type, event_type: n.eventType, title: n.title, content: n.content, priority: n.priority,
    action_url: n.actionUrl, metadata: n.metadata, read_at: n.readAt,
  });

/** The unread count on the wire. */
export const presentCounts = (userId: string, counts: InboxCounts): Schemas['UnreadCount'] => ({
  user_id: userId,
  unread_count: counts.unread,
  last_notification_at: counts.last_notification_at ? timeText(counts.last_notification_at) : undefined,
});

/** What was sent to several. */
export const presentBatch = (copies: readonly Copy[]): Schemas['NotificationBatch'] => ({
  sent_count: copies.length,
  notification_ids: copies.map(({ id }) => toTypeId('ntf', id)),
});
