import type { Schemas } from '@ringpost/contracts';
import { toTypeId } from '@ringpost/domain';
import type { DeliveryRow } from '@ringpost/persistence';
import { createdText, timeText } from '../envelope.js';

/** A delivery on the wire, as a row of the log. It was masked when it was written. */
export const presentLog = (tenantId: string) => (row: DeliveryRow): Schemas['Delivery'] => ({
  id: toTypeId('log', row.id),
  tenant_id: tenantId,
  user_id: row.user_id,
  channel: row.channel,
  provider: row.provider ?? undefined,
  recipient: row.recipient,
  content: row.content,
  template_id: row.template_id ?? undefined,
  status: row.status,
  error: row.error ?? undefined,
  response: row.response ?? undefined,
  sent_at: row.sent_at ? timeText(row.sent_at) : undefined,
  created_at: createdText(row.id),
  updated_at: timeText(row.updated_at),
});
