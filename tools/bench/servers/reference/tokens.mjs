import { millisOf, toTypeId } from '../../../../libs/domain/dist/index.js';
import { listText, pageOf, timeText } from './envelope.mjs';

const text = JSON.parse(process.env.SQL).tokens;

/** GET /communication/push-tokens */
export const tokens = (pool) => async ({ who, query }) => {
  const page = pageOf(query);
  const { rows } = await pool.query({ name: 'tokens', text, values: [who.tenant_id, who.sub, null, page.size, (page.page - 1) * page.size] });
  const found = rows[0].id === null ? [] : rows;
  return { status: 200, body: listText(found.map(itemText), rows[0].total, page, found.at(-1)?.id) };
};

/** A push token as JSON text. */
export const itemText = (row) =>
  `{"id":"${toTypeId('pt', row.id)}","user_id":"${row.user_id}","platform":"${row.platform}"${row.device_id === null ? '' : `,"device_id":${JSON.stringify(row.device_id)}`},"is_active":${row.living},"created_at":"${timeText(new Date(millisOf(row.id)))}"}`;
