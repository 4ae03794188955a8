// One worker on the product's queue by its own classes, without a provider: claim, then settle, until nothing waits.
import { Database, SendQueueRepository } from '../../../../libs/persistence/dist/index.js';
import { serve } from '../serve.mjs';

const BATCH = 200, LEASE_MS = 15_000;
const ACCOUNT = '01890000-0000-7000-8000-000000000000';

const db = await Database.open({ url: process.env.DATABASE_URL });
const queue = new SendQueueRepository(db, new Date());

const sent = ({ tenant_id: tenantId, id, number }) => ({
  tenantId, id, number, step: { status: 'sent', providerRef: id, response: '200' }, outcome: 'accepted', provider: 'apns', accountId: ACCOUNT, durationMs: 1,
});

serve({
  async drain({ lane, pool }) {
    const claim = { lane, after: ['', ''], most: BATCH, limits: new Map([[pool, BATCH]]), unknown: BATCH, leaseMs: LEASE_MS };
    for (let count = 0; ; ) {
      const rows = await queue.claim(claim);
      if (rows.length === 0) return { count };
      count += rows.length;
      await queue.settle(rows.map(sent));
    }
  },
});
