import type { Schemas } from '@ringpost/contracts';
import { toTypeId } from '@ringpost/domain';
import type { Accepted, BulkAccepted } from '@ringpost/messaging';
import { timeText } from '../envelope.js';
import { presentLog } from '../logs/log.presenter.js';

/** A push that was accepted, on the wire. */
export const presentPush = ({ messageId, deliveries }: Accepted): Schemas['PushResult'] => ({ sent: true, tokens_sent: deliveries, tokens_failed: 0, message_id: toTypeId('msg', messageId) });

/** The answer with what was accepted for many: a list of one page, and under which name it goes. */
export const bulkAnswer = (tenantId: string, { messageId, recipients, rows }: BulkAccepted, now: Date): Schemas['BulkAnswer'] => ({
  code: 0,
  message: 'success',
  items: rows.map(presentLog(tenantId)),
  total: recipients,
  pagination: { page: 1, page_size: Math.max(recipients, rows.length), total: recipients, total_pages: 1, has_next: false, has_prev: false },
  message_id: toTypeId('msg', messageId),
  timestamp: timeText(now),
});
