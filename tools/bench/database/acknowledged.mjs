import pg from 'pg';

const CHUNK = 5_000;

/** How many of these ids a table holds. */
export const countStored = (url, table, ids) => asSystem(url, async (sql) => {
  let found = 0;
  for (let i = 0; i < ids.length; i += CHUNK) {
    const [{ n }] = await sql(`select count(*)::int as n from ${table} where id = any($1::uuid[])`, [ids.slice(i, i + CHUNK)]);
    found += n;
  }
  return found;
});

/** How many inboxes have counters that differ from their rows. */
export const countWrongInboxes = (url) => asSystem(url, async (sql) => {
  const [{ n }] = await sql(`
    select count(*)::int as n from inbox i
    full join (select tenant_id, user_id, count(*) as total, count(*) filter (where read_at is null) as unread from notification group by 1, 2) r using (tenant_id, user_id)
    where i.total is distinct from r.total or i.unread is distinct from r.unread`);
  return n;
});

async function asSystem(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set role ringpost_system');
    return await work(async (text, values) => (await client.query(text, values)).rows);
  } finally {
    await client.end();
  }
}
