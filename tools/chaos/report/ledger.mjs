// What was acknowledged, what became of it in the database, and what arrived at the provider, held against each other.
import { none } from '../../bench/report/bars.mjs';

// `open`: tries that were begun and of which nothing is written down: whoever made them was killed, or lost its connection in the middle.
const DELIVERIES = `
select d.id, d.message_id, d.status, d.error, d.attempts - t.written as open, t.refused
from delivery d cross join lateral (
  select count(*)::int as written, (count(*) filter (where a.outcome not in ('accepted', 'skipped')))::int as refused from attempt a where a.tenant_id = d.tenant_id and a.delivery_id = d.id) t
where d.tenant_id = any($1)`;
const MESSAGES = 'select count(*)::int as n from message where tenant_id = any($1)';

/** Reads the ledger of some tenants. `begun`: deliveries that were under way at a jump of the database's clock, of whatever tenant. */
export async function readLedger(lab, tenants, loopbacks, acknowledged, begun = []) {
  const ids = tenants.map(({ id }) => id);
  const deliveries = await lab.server.rows(DELIVERIES, [ids]), [{ n: messages }] = await lab.server.rows(MESSAGES, [ids]);
  const arrivals = (await Promise.all(loopbacks.map((loopback) => loopback.arrivals()))).flat();
  const byDelivery = Map.groupBy(arrivals, ({ deliveryId }) => deliveryId), byTitle = Map.groupBy(arrivals, ({ title }) => title), known = new Set(deliveries.map(({ id }) => id));
  const underWay = new Set(begun.filter((id) => known.has(id)));
  const copies = deliveries.map(({ id, open, refused }) => {
    const more = Math.max(0, (byDelivery.get(id)?.length ?? 0) - 1 - refused);
    return { more, beyond: Math.max(0, more - open - (underWay.has(id) ? 1 : 0)) };
  });
  const sent = new Set(deliveries.filter(({ status }) => status === 'sent').map(({ message_id }) => message_id));
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  return {
    acknowledged: acknowledged.length, repeated: acknowledged.filter(({ tries }) => tries > 1).length, messages, deliveries: deliveries.length, arrivals: arrivals.length,
    open: sum(deliveries.map(({ open }) => open)) + underWay.size, duplicates: sum(copies.map(({ more }) => more)), beyond: sum(copies.map(({ beyond }) => beyond)),
    refused: sum(deliveries.map(({ refused }) => refused)),
    lost: acknowledged.filter(({ title, messageId }) => !byTitle.has(title) || !sent.has(messageId)).length,
    twice: messages - new Set(acknowledged.map(({ messageId }) => messageId)).size,
    unfinished: deliveries.filter(({ status }) => status === 'pending' || status === 'scheduled').length,
    failed: deliveries.filter(({ status, error }) => status === 'failed' && error).length, sent: sent.size,
    renamed: [...byTitle.values()].filter((pushes) => new Set(pushes.map(({ deliveryId }) => deliveryId)).size > 1).length,
    strangers: [...byDelivery.keys()].filter((id) => !known.has(id)).length,
  };
}

/** What must hold whatever happened: nothing is lost, nothing is accepted twice, and nothing arrives again that nobody was in the middle of. */
export const promisesOf = (ledger) => [
  none('acknowledged messages that were not sent, or never arrived', ledger.lost),
  none('messages that one key made twice', ledger.twice),
  none('deliveries that still wait', ledger.unfinished),
  none('duplicates beyond the attempts that were under way', ledger.beyond),
  none('messages that arrived under two ids', ledger.renamed + ledger.strangers),
];

/** The columns of a table of ledgers, and a ledger as its row. */
export const COLUMNS = ['acknowledged', 'of them asked for again', 'sent', 'arrivals', 'attempts without an outcome', 'duplicates', 'lost'];
export const rowOf = ({ acknowledged, repeated, sent, arrivals, open, duplicates, lost }) => [acknowledged, repeated, sent, arrivals, open, duplicates, lost];
