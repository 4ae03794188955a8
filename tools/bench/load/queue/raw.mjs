// One worker on the bare tables of `database/bare-queue.mjs`: claim, then outcome and attempt in one statement, until nothing waits.
import pg from 'pg';
import { serve } from '../serve.mjs';

const BATCH = 200;
const CLAIM = `
update delivery d set state = 'sending', lease_until = now() + interval '15 s', worker = $1, attempts = attempts + 1
from (select tenant_id, id from delivery where state = 'pending' and due_at <= now() order by due_at limit ${BATCH} for update skip locked) x
where d.tenant_id = x.tenant_id and d.id = x.id returning d.tenant_id, d.id`;
const DONE = `
with u as (update delivery d set state = 'sent', sent_at = now(), provider_id = o.pid, lease_until = null from unnest($1::text[], $2::text[], $3::text[]) o (t, i, pid) where d.tenant_id = o.t and d.id = o.i returning d.tenant_id, d.id)
insert into attempt (tenant_id, delivery_id, outcome, at) select tenant_id, id, 'accepted', now() from u`;

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();

serve({
  async drain() {
    for (let count = 0; ; ) {
      const { rows } = await client.query({ name: 'claim', text: CLAIM, values: ['bench'] });
      if (rows.length === 0) return { count };
      count += rows.length;
      await client.query({ name: 'done', text: DONE, values: [rows.map((row) => row.tenant_id), rows.map((row) => row.id), rows.map((row) => `a${row.id}`)] });
    }
  },
});
