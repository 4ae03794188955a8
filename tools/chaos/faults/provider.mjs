// One provider of one tenant is sick in every way that a provider can be. The tenant's other provider, and the same provider of another
// tenant, must not feel it; and what the sick one was to carry arrives once it is well, or has failed visibly.
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, none } from '../../bench/report/bars.mjs';
import { fixed, printTable } from '../../bench/report/table.mjs';
import { keepSending } from '../lab/senders.mjs';
import { latencies, spreadOf } from '../report/latency.mjs';
import { readLedger } from '../report/ledger.mjs';

export const about = 'a provider is slow, resets connections, sends GOAWAY, 429 or garbage, or says nothing at all';
const MODES = { slow: { mode: 'slow', delayMs: 2_000 }, reset: { mode: 'reset' }, goaway: { mode: 'goaway' }, throttle: { mode: 'throttle', retryAfter: 1 }, garbage: { mode: 'garbage' }, silent: { mode: 'silent' } };
export const sizes = {
  full: { seconds: { reset: 15, throttle: 15, garbage: 15, goaway: 15, slow: 15, silent: 60 }, wellSeconds: 10, sickEveryMs: 20, healthyEveryMs: 100, workers: 2, moreMs: 250 },
  short: { seconds: { silent: 1.5, reset: 0.6, throttle: 0.6, garbage: 0.6, goaway: 0.6, slow: 0.6 }, wellSeconds: 0.6, sickEveryMs: 40, healthyEveryMs: 80, workers: 2, moreMs: 3_000, hurried: true },
};
// The longest pause of a breaker and of a retry that fell into the time of sickness.
const PATIENCE_MS = 240_000;

export async function run(lab, { seconds, wellSeconds, sickEveryMs, healthyEveryMs, workers, moreMs, hurried }) {
  await lab.runWorkers(workers);
  const [sick, other, elsewhere] = await Promise.all(['apns', 'fcm', 'apns'].map((kind) => lab.loopback(kind)));
  const tenant = await lab.tenant([sick, other]), neighbour = await lab.tenant([elsewhere]);
  const acknowledged = [], rows = [], bars = [];
  const phase = async (name, length) => {
    const streams = [keepSending(lab.api, tenant, tenant.reached.apns, sickEveryMs), keepSending(lab.api, tenant, tenant.reached.fcm, healthyEveryMs), keepSending(lab.api, neighbour, neighbour.reached.apns, healthyEveryMs)];
    await sleep(length * 1_000);
    const [toSick, toOther, toNeighbour] = await Promise.all(streams.map((stream) => stream.stop()));
    acknowledged.push(...toSick, ...toOther, ...toNeighbour);
    await lab.drain([neighbour.id], moreMs + 5_000);
    const measured = [spreadOf(latencies(toOther, await other.arrivals())), spreadOf(latencies(toNeighbour, await elsewhere.arrivals()))];
    rows.push([name, length, toSick.length, ...measured.flatMap(({ p50, p99 }) => [fixed(p50), fixed(p99)])]);
    return measured;
  };
  await phase('nothing yet, and unmeasured', 0.5);
  rows.pop(); // connections were made and programs compiled meanwhile
  const well = await phase('all are well', wellSeconds);
  for (const [mode, length] of Object.entries(seconds)) {
    await sick.steer(MODES[mode]);
    const [other, neighbour] = await phase(mode, length);
    bars.push(atMost(`${mode}: p99 of the tenant's other provider, ms`, other.p99, Math.ceil(well[0].p99) + moreMs, 0), atMost(`${mode}: p99 of the neighbour, ms`, neighbour.p99, Math.ceil(well[1].p99) + moreMs, 0));
  }
  await sick.steer({ mode: 'ok' });
  const wellAt = performance.now();
  const left = await lab.drain([tenant.id, neighbour.id], PATIENCE_MS, { hurried }), recovered = (performance.now() - wellAt) / 1_000;
  const ledger = await readLedger(lab, [tenant, neighbour], [sick, other, elsewhere], acknowledged);
  printTable('A provider is sick: milliseconds from the acknowledgement to the provider', ['what the sick one does', 's', 'sent to it', 'other provider p50', 'p99', 'neighbour p50', 'p99'], rows);
  printTable('Once it is well', ['acknowledged', 'sent', 'failed', 'still waiting', 'all done after s'], [[ledger.acknowledged, ledger.sent, ledger.failed, left, fixed(recovered, 1)]]);
  return [...bars, none('acknowledged messages that neither arrived nor failed visibly', Math.max(0, ledger.lost - ledger.failed)), none('deliveries that still wait', left), none('messages that one key made twice', ledger.twice)];
}
