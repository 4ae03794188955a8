import { setTimeout as sleep } from 'node:timers/promises';
import { Loopback } from './loopback.mjs';
import { Part } from './parts.mjs';
import { Server } from './server.mjs';
import { makeTenant } from './tenant.mjs';

const LOOK_MS = 100;
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
    const server = await Server.start(options), api = await Part.api(server);
    await api.start();
    return new Lab(server, api);
  }

  /** So many workers run, alike in everything but the port of their health. */
  async runWorkers(count, options = {}) {
    const kept = this.workers.filter((worker) => worker.isRunning && worker.jumps === (options.jumps ?? false)).slice(0, count);
    await Promise.all(this.workers.filter((worker) => worker.isRunning && !kept.includes(worker)).map((worker) => worker.stop()));
    const more = await Promise.all(Array.from({ length: count - kept.length }, (_, i) => Part.worker(`worker-${kept.length + i}`, this.server, options)));
    await Promise.all(more.map((worker) => worker.start()));
    this.workers = [...kept, ...more];
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

  /** Waits until nothing of these tenants waits any more. Answers what does after the patience. */
  async drain(ids, patienceMs) {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const left = await this.waiting(ids);
      if (left === 0 || performance.now() > deadline) return left;
      await sleep(LOOK_MS);
    }
  }

  /**
   * Lets the time pass for which leases and retries are waited for, without waiting: while no worker runs, all that waits is made due.
   * For the shortened runs only.
   */
  async timePasses(workers) {
    await this.runWorkers(0);
    await this.server.rows("update delivery set due_at = now() where status = 'pending' and due_at > now()");
    await this.runWorkers(workers);
  }

  async close() {
    await this.endLoopbacks();
    await Promise.all([this.api, ...this.workers].filter((part) => part.isRunning).map((part) => part.stop()));
    await this.server.stop();
  }
}
