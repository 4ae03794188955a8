import { IdGenerator, SystemClock } from '../../../../libs/domain/dist/index.js';
import { randomBytes } from 'node:crypto';
import { tokenContext, vault } from '../../keys.mjs';
import { bodyOf } from './body.mjs';
import { timeText } from './envelope.mjs';
import { itemText } from './tokens.mjs';

const text = `
insert into push_token (tenant_id, id, user_id, purpose, device_id, platform, provider, app_id, environment, token_hash, token_sealed, state, refreshed_at)
values ($1, $2, $3, 'message', $4, $5, 'apns', '', 'production', $6, $7, 'active', now())
on conflict (tenant_id, purpose, token_hash) where token_hash is not null
do update set user_id = excluded.user_id, device_id = excluded.device_id, platform = excluded.platform, state = 'active', refreshed_at = excluded.refreshed_at, ended_at = null
returning id, user_id, platform, device_id, true as living`;

/** POST /communication/push-tokens, as one bare upsert: no rotation, no moves, no limits, the token kept in clear. */
export const register = (pool) => {
  const keys = vault(), ids = new IdGenerator(new SystemClock(), randomBytes);
  return async ({ request, who }) => {
    const { token, platform, device_id } = JSON.parse(await bodyOf(request));
    const hash = keys.index(token, tokenContext(who.tenant_id));
    const { rows } = await pool.query({ name: 'register', text, values: [who.tenant_id, ids.next(), who.sub, device_id, platform, hash, Buffer.from(token)] });
    return { status: 200, body: `{"code":0,"message":"success","data":${itemText(rows[0])},"timestamp":"${timeText(new Date())}"}` };
  };
};
