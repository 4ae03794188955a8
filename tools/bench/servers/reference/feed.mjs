import { toTypeId } from '../../../../libs/domain/dist/index.js';
import { timeText } from './envelope.mjs';
import { FEED_SQL, FEED_VALUES } from './feed-sql.mjs';

/** GET /feed: the whole list is one page. */
export const feed = (pool) => async ({ who }) => {
  const { rows } = await pool.query({ name: 'feed', text: FEED_SQL, values: [who.tenant_id, who.sub, ...FEED_VALUES] });
  const total = rows.length;
  const pagination = { page: 1, page_size: total, total_pages: 1, has_prev: false, total, has_next: false };
  return { status: 200, body: JSON.stringify({ code: 0, message: 'success', items: rows.map(itemOf), total, pagination, timestamp: timeText(new Date()) }) };
};

const itemOf = (row) => ({
  pk: toTypeId('ntf', row.id), sender: row.sender_id, senderName: row.sender_name, receiver: row.user_id, receiverName: row.receiver_name,
  purpose: row.purpose, purposeDetail: row.title, description: row.content, type: row.type,
});
