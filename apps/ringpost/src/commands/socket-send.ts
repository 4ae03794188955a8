import { randomBytes } from 'node:crypto';
import { IdGenerator, SystemClock, toTypeId } from '@ringpost/domain';
import { SocketEventService, WakeUps, type DeliveryState } from '@ringpost/messaging';
import { AcceptanceRepository, SocketDeliveryRepository, WakeUpRepository, type DeliveryKey } from '@ringpost/persistence';
import { explain } from '../explain.js';
import { withDatabase } from '../with-database.js';

/** What `ringpost socket:send` was asked for. */
export interface SocketSendOptions {
  readonly token: string;
  readonly type: number;
  readonly uid: string;
  readonly device?: string;
  readonly action?: string;
  readonly snapshot?: string;
  readonly alert: string;
  readonly message?: string;
  readonly sound?: string;
  readonly info?: Record<string, unknown>;
  readonly tenant?: string;
  readonly ttl?: number;
  readonly wait: number;
}

const LOOK_EVERY_MS = 50;
const FINAL: ReadonlySet<string> = new Set(['delivered', 'failed', 'cancelled']);

/** `ringpost socket:send`: stores an event for a phone on the push socket, and shows what becomes of it. */
export async function socketSendCommand({ token, snapshot, tenant, ttl, wait, ...draft }: SocketSendOptions): Promise<void> {
  await withDatabase(async (database, { vault, config }) => {
    const clock = new SystemClock();
    const socket = new SocketDeliveryRepository(database, clock.now()), wakeUps = new WakeUps(database, new WakeUpRepository(database), socket, '-');
    const events = new SocketEventService(database, socket, new AcceptanceRepository(database), wakeUps, vault, clock, new IdGenerator(clock, randomBytes));
    const started = performance.now();
    const key = await events.send(token, { ...draft, other: snapshot }, { ttlSeconds: ttl, strangersTenant: tenant ?? config.defaultTenantId }).catch(explain);
    process.stdout.write(`${toTypeId('log', key.id)} is stored\n`);
    await follow(events, key, started, wait * 1_000);
  });
}

async function follow(events: SocketEventService, key: DeliveryKey, started: number, patienceMs: number): Promise<void> {
  for (let last: DeliveryState | undefined; ; ) {
    const state = await events.stateOf(key);
    const passed = performance.now() - started;
    if (state.status !== last?.status) process.stdout.write(`${state.status.padEnd(10)} after ${passed.toFixed(0)} ms${state.error === null ? '' : `: ${state.error}`}\n`);
    last = state;
    if (FINAL.has(state.status)) return;
    if (passed > patienceMs) return void process.stdout.write(`${WAITS[state.status] ?? ''}\n`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const WAITS: Readonly<Record<string, string>> = {
  pending: 'The phone is not connected: it gets this when it connects before the event expires.',
  sent: 'The phone has not confirmed it: it gets this again when it reconnects before the event expires.',
};
