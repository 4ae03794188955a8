// One tenant has a flood of pushes in the queue. Another tenant's single message still leaves at once, in another lane and in the same.
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost } from '../../bench/report/bars.mjs';
import { fixed, printTable } from '../../bench/report/table.mjs';
import { sqlUuid7 } from '../../bench/seed/uuid7.mjs';
import { send } from '../lab/senders.mjs';
import { latencies, spreadOf } from '../report/latency.mjs';

export const about = "one tenant's flood, and the single messages of another";
export const sizes = {
  full: { queued: 100_000, samples: 20, everyMs: 300, workers: 2, mostMs: 1_000 },
  short: { queued: 6_000, samples: 5, everyMs: 100, workers: 2, mostMs: 3_000, concurrency: 10 },
};
const PATIENCE_MS = 10_000, LOOK_MS = 20;

// Copies of a delivery, each with an id of its own, as if the same had been sent so many times.
const FLOOD = `
insert into delivery (tenant_id, id, user_id, channel, provider, recipient, content, status, updated_at, push_token_id, message_id, lane, pool, due_at, expires_at)
select d.tenant_id, ${sqlUuid7('$3::float8', 'n')}, d.user_id, d.channel, d.provider, d.recipient, d.content, 'pending', now(), d.push_token_id, d.message_id, $4, d.pool, now(), now() + interval '1 day'
from delivery d, generate_series($5::int, $6::int) n where d.tenant_id = $1 and d.id = (select id from delivery where message_id = $2 order by id limit 1)`;
const REST = "update delivery set status = 'cancelled' where tenant_id = $1 and status = 'pending'";

export async function run(lab, { queued, samples, everyMs, workers, mostMs, concurrency }) {
  await lab.runWorkers(workers);
  const flooded = await lab.loopback('apns', { keep: 0 }), calm = await lab.loopback('apns');
  const flooder = await lab.tenant([flooded], { users: 1, concurrency }), other = await lab.tenant([calm]);
  const { messageId } = await send(lab.api, flooder, flooder.reached.apns[0]);
  await send(lab.api, other, other.reached.apns[0]); // connections are made
  await lab.drain([flooder.id, other.id], PATIENCE_MS);
  const rows = [], promises = [];
  for (const [i, lane] of ['bulk', 'message'].entries()) {
    await lab.server.rows(FLOOD, [flooder.id, messageId, Date.now(), lane, i * queued + 1, (i + 1) * queued]);
    const { sent, ahead, went } = await sample(lab, flooder, other, { samples, everyMs });
    await lab.drain([other.id], PATIENCE_MS);
    await lab.server.rows(REST, [flooder.id]);
    const { p50, worst } = spreadOf(latencies(sent, await calm.arrivals()));
    rows.push([lane, queued, fixed(went), sent.length, Math.min(...ahead), fixed(p50), fixed(worst)]);
    promises.push(
      atMost(`flood in the lane ${lane}: worst of another tenant's single messages, ms`, worst, mostMs, 0),
      atLeast(`flood in the lane ${lane}: of it in the queue at each of them, at least`, Math.min(...ahead), 1, 0),
    );
  }
  printTable('Single messages beside a flood: milliseconds from the acknowledgement to the provider', ["the flood's lane", 'in the queue', 'of it sent per s', 'single messages', 'queue at the last', 'p50', 'worst'], rows);
  return promises;
}

async function sample(lab, flooder, other, { samples, everyMs }) {
  await untilItFlows(lab, flooder);
  const sent = [], ahead = [], before = performance.now(), full = await lab.waiting([flooder.id]);
  for (let n = 0; n < samples; n++) {
    await sleep(everyMs);
    sent.push(await send(lab.api, other, other.reached.apns[n % other.reached.apns.length]));
    ahead.push(await lab.waiting([flooder.id]));
  }
  return { sent, ahead, went: ((full - ahead.at(-1)) * 1_000) / (performance.now() - before) };
}

async function untilItFlows(lab, { id }) {
  const all = await lab.waiting([id]), deadline = performance.now() + PATIENCE_MS;
  while ((await lab.waiting([id])) === all && performance.now() < deadline) await sleep(LOOK_MS);
}
