import { setTimeout as sleep } from 'node:timers/promises';
import { Loopback } from './loopback.mjs';
import { Part } from './parts.mjs';
import { Server } from './server.mjs';
import { makeTenant } from './tenant.mjs';

const LOOK_MS = 200, WORKERS = 2;
// By then the leases of the killed are over by themselves.
const LEASE_MS = 15_000;
// What waits for its next try, and is not under way: of every try that was begun it is written down what came of it.
const HURRY = `
update delivery d set due_at = now() where d.tenant_id = any($1) and d.status = 'pending' and d.due_at > now()
  and d.attempts = (select count(*) from attempt a where a.tenant_id = d.tenant_id and a.delivery_id = d.id)`;
/** What a worker says of itself. */
export const UNDER_WAY = 'ringpost_deliveries_under_way', CLAIMED = 'ringpost_deliveries_claimed_total';
let tenants = 0;

/** Everything that a fault needs: PostgreSQL, the API, workers, providers on loopback and tenants. */
export class Lab {
  workers = [];
  #loopbacks = [];

  constructor(server, api) {
    this.server = server;
    this.api = api;
  }

  static async open(options) {
    const server = await Server.start(options), lab = new Lab(server, await Part.api(server));
    await Promise.all([lab.api.start(), lab.runWorkers(WORKERS)]);
    return lab;
  }

  /** So many workers run, alike in everything but the port of their health. */
  async runWorkers(count) {
    const running = this.workers.filter((worker) => worker.isRunning);
    await Promise.all(running.slice(count).map((worker) => worker.stop()));
    const more = await Promise.all(Array.from({ length: Math.max(0, count - running.length) }, (_, i) => Part.worker(`worker-${running.length + i}`, this.server)));
    await Promise.all(more.map((worker) => worker.start()));
    this.workers = [...running.slice(0, count), ...more];
  }

  async loopback(kind, options) {
    const loopback = await Loopback.start(kind, options);
    this.#loopbacks.push(loopback);
    return loopback;
  }

  /** A tenant that nobody used before. */
  tenant(loopbacks, options) {
    return makeTenant(this.server, `tnt_chaos_${++tenants}`, loopbacks, options);
  }

  /** Ends the providers of a fault. */
  async endLoopbacks() {
    await Promise.all(this.#loopbacks.splice(0).map((loopback) => loopback.stop()));
  }

  /** How many deliveries of these tenants wait or are under way. */
  async waiting(ids) {
    const [{ n }] = await this.server.rows("select count(*)::int as n from delivery where tenant_id = any($1) and status in ('pending', 'scheduled')", [ids]);
    return n;
  }

  /** Waits until nothing of these tenants waits any more. Answers what does after the patience. `hurried`: nothing waits for its next try. */
  async drain(ids, patienceMs, { hurried = false } = {}) {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      if (hurried) await this.server.rows(HURRY, [ids]);
      const left = await this.waiting(ids);
      if (left === 0 || performance.now() > deadline) return left;
      await sleep(LOOK_MS);
    }
  }

  /** Ends the leases of the killed, as if their time had passed: what no living worker has, and has not taken just now, is theirs. */
  async endLeases() {
    for (const end = performance.now() + LEASE_MS; performance.now() < end && (await this.#held()) > 0; ) await sleep(LOOK_MS);
    await this.server.rows("update delivery set due_at = now() where status = 'pending' and due_at > now() and updated_at < now() - interval '1 second'");
  }

  async close() {
    await this.endLoopbacks();
    await Promise.all([this.api, ...this.workers].filter((part) => part.isRunning).map((part) => part.stop()));
    await this.server.stop();
  }

  /** How many deliveries the workers that live are sending. */
  async #held() {
    return (await Promise.all(this.workers.map((worker) => worker.metric(UNDER_WAY)))).reduce((a, b) => a + b, 0);
  }
}
