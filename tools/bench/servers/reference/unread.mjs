import { millisOf, toTypeId } from '../../../../libs/domain/dist/index.js';
import { listText, pageOf, timeText } from './envelope.mjs';

const text = JSON.parse(process.env.SQL).unread;

/** GET /notifications/unread */
export const unread = (pool) => async ({ who, query }) => {
  const page = pageOf(query);
  const { rows } = await pool.query({ name: 'unread', text, values: [who.tenant_id, who.sub, page.size, (page.page - 1) * page.size] });
  const found = rows[0].id === null ? [] : rows;
  return { status: 200, body: listText(found.map((row) => itemText(row, who.tenant_id)), rows[0].count ?? 0, page, found.at(-1)?.id) };
};

const quoted = JSON.stringify;
const maybe = (name, value) => (value === null ? '' : `,"${name}":${quoted(value)}`);

// Ids, types and priorities hold no character that JSON would escape.
const itemText = (row, tenant) =>
  `{"id":"${toTypeId('ntf', row.id)}","tenant_id":"${tenant}","user_id":"${row.user_id}","type":"${row.type}"${maybe('event_type', row.event_type)},"title":${quoted(row.title)},"content":${quoted(row.content)},"priority":"${row.priority}","is_read":${row.read_at !== null}${row.read_at ? `,"read_at":"${timeText(row.read_at)}"` : ''}${maybe('action_url', row.action_url)}${maybe('metadata', row.metadata)},"created_at":"${timeText(new Date(millisOf(row.id)))}"}`;
