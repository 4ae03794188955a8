import { tokenContext, vault } from '../../keys.mjs';

const text = JSON.parse(process.env.SQL).legacyTokens;

/** GET /v1/api/user/token. The tokens are opened: they are the product's rows. */
export const legacyTokens = (pool) => {
  const keys = vault();
  return async ({ who }) => {
    const { rows } = await pool.query({ name: 'legacy_tokens', text, values: [who.tenant_id, who.sub, 'ring'] });
    const open = (sealed) => keys.open(sealed, tokenContext(who.tenant_id));
    return { status: 200, body: `[${rows.map((row) => itemText(row, open)).join(',')}]` };
  };
};

const quoted = JSON.stringify;

const itemText = (row, open) =>
  `{"id":${row.serial},"push_token":${quoted(open(row.token_sealed))},"language":${quoted(row.language)},"dev":${row.environment === 'sandbox' ? 1 : 0},"bundleid":${quoted(row.app_id)},"os":${quoted(row.os)},"os_token":${row.os_token_sealed === null ? '""' : quoted(open(row.os_token_sealed))},"push_platform":${quoted(row.push_platform)}}`;
