import { randomBytes } from 'node:crypto';
import { IdGenerator, SystemClock, loginTokenHash } from '../../../../libs/domain/dist/index.js';
import { tokenContext, vault } from '../../keys.mjs';
import { bodyOf } from './body.mjs';

const text = `
insert into push_token (tenant_id, id, user_id, purpose, platform, provider, app_id, environment, language, token_hash, token_sealed, state, refreshed_at, on_rest, on_legacy, os, os_token_hash, os_token_sealed, push_platform, legacy_session)
values ($1, $2, $3, 'ring', 'android', 'socket', $4, $5, $6, $7, $8, 'active', now(), false, true, $9, $10, $11, $12, $13)
on conflict (tenant_id, purpose, token_hash) where token_hash is not null
do update set user_id = excluded.user_id, app_id = excluded.app_id, environment = excluded.environment, language = excluded.language, state = 'active', refreshed_at = excluded.refreshed_at, ended_at = null,
  on_legacy = true, os = excluded.os, push_platform = excluded.push_platform, legacy_session = excluded.legacy_session`;

const ANSWER = { status: 201, body: '{"message":"success"}' };

/** POST /v1/api/user/token, as one bare upsert: no moves, no limits, no second registry, the tokens kept in clear. */
export const legacyRegister = (pool) => {
  const keys = vault(), ids = new IdGenerator(new SystemClock(), randomBytes);
  return async ({ request, who }) => {
    const { push_token, language, dev, bundleid, os, os_token, push_platform } = JSON.parse(await bodyOf(request));
    const context = tokenContext(who.tenant_id), hash = keys.index(push_token, context);
    const vendor = os_token === '' ? [null, null] : [keys.index(os_token, context), Buffer.from(os_token)];
    const values = [who.tenant_id, ids.next(), who.sub, bundleid, dev === 1 ? 'sandbox' : 'production', language, hash, Buffer.from(push_token), os, ...vendor, push_platform, loginTokenHash(who.token)];
    await pool.query({ name: 'legacy_register', text, values });
    return ANSWER;
  };
};
