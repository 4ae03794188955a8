import { millisOf, toTypeId } from '../../../../libs/domain/dist/index.js';
import { listText, pageOf, timeText } from './envelope.mjs';

const text = JSON.parse(process.env.SQL).logs;

/** GET /communication/logs */
export const logs = (pool) => async ({ who, query }) => {
  const page = pageOf(query);
  const { rows } = await pool.query({ name: 'logs', text, values: [who.tenant_id, who.sub, null, null, page.size, (page.page - 1) * page.size] });
  const found = rows[0].id === null ? [] : rows;
  return { status: 200, body: listText(found.map((row) => itemText(row, who.tenant_id)), rows[0].count, page, found.at(-1)?.id) };
};

const quoted = JSON.stringify;
const maybe = (name, value) => (value === null ? '' : `,"${name}":${quoted(value)}`);

const itemText = (row, tenant) =>
  `{"id":"${toTypeId('log', row.id)}","tenant_id":"${tenant}","user_id":"${row.user_id}","channel":"${row.channel}"${maybe('provider', row.provider)},"recipient":${quoted(row.recipient)},"content":${quoted(row.content)}${maybe('template_id', row.template_id)},"status":"${row.status}"${maybe('error', row.error)}${maybe('response', row.response)}${row.sent_at ? `,"sent_at":"${timeText(row.sent_at)}"` : ''},"created_at":"${timeText(new Date(millisOf(row.id)))}","updated_at":"${timeText(row.updated_at)}"}`;
