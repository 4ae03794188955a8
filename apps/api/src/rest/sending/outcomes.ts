import type { Schemas } from '@ringpost/contracts';
import { fromTypeId } from '@ringpost/domain';
import { presentLog } from '../logs/log.presenter.js';
import type { Outcomes } from './prefer-wait.interceptor.js';

const HANDED_OVER: ReadonlySet<string> = new Set(['sent', 'delivered']);

/** What becomes of a push: how many phones it went to. */
export const PUSH_OUTCOMES: Outcomes<Schemas['PushAnswer']> = {
  of: ({ data }) => ({ messageId: fromTypeId('msg', data.message_id)! }),
  told: (answer, rows) => {
    const sent = rows.filter(({ status }) => HANDED_OVER.has(status)).length, failed = rows.filter(({ status }) => status === 'failed').length;
    return { ...answer, data: { ...answer.data, sent: sent > 0, tokens_sent: sent, tokens_failed: failed } };
  },
};

/** What becomes of a text message or an e-mail: its row. */
export const ROW_OUTCOMES: Outcomes<Schemas['DeliveryAnswer']> = {
  of: ({ data }) => ({ id: fromTypeId('log', data.id)! }),
  told: (answer, [row], tenantId) => (row ? { ...answer, data: presentLog(tenantId)(row) } : answer),
};

/** What becomes of what was sent to many: the rows, where they were written with the answer. */
export const BULK_OUTCOMES: Outcomes<Schemas['BulkAnswer']> = {
  of: ({ items, message_id: id }) => (items.length > 0 ? { messageId: fromTypeId('msg', id)! } : undefined),
  told: (answer, rows, tenantId) => ({ ...answer, items: rows.map(presentLog(tenantId)) }),
};
