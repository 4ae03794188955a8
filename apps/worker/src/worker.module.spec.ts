import { randomBytes } from 'node:crypto';
import { Actor, IdGenerator, SystemClock, type Clock } from '@ringpost/domain';
import { until, vaultWith } from '@ringpost/domain/testing';
import { Metrics } from '@ringpost/edge';
import { AcceptanceRepository, AuditRepository, Notifications, ProviderAccountRepository, PushTokenRepository, RateLimits, SocketDeliveryRepository, WakeUpRepository } from '@ringpost/persistence';
import { createTestDatabase, type TestDatabase } from '@ringpost/persistence/testing';
import { DeliveryMaker, MessageWriter, ProviderAccountService, PushTokenService, ReachableProviders, SendService, TokenPlacement, WakeUps } from '@ringpost/messaging';
import { PROVIDER_KINDS } from '@ringpost/providers';
import { loopbackAppleTeam, startLoopbackApns, type LoopbackApns } from '@ringpost/providers/loopback';
import { createWorker, type Worker } from './worker.module.js';

let test: TestDatabase;
let notifications: Notifications;
let rateLimits: RateLimits;
const said: string[] = [];
const log = { info: (_report: object, message?: string) => void said.push(`info ${message}`), warn: (_context: object, message: string) => void said.push(`warn ${message}`), error: (_context: object, message: string) => void said.push(`error ${message}`) };
const vault = vaultWith();

beforeAll(async () => {
  test = await createTestDatabase();
  notifications = await Notifications.open({ url: test.url, log: { info: () => undefined, warn: log.warn } });
  rateLimits = await RateLimits.open(test.db, { log });
});
afterAll(async () => {
  await notifications.close();
  await rateLimits.close();
  await test.drop();
});

const wakeUpsOf = (process: string): WakeUps => new WakeUps(test.db, new WakeUpRepository(test.db), new SocketDeliveryRepository(test.db, new Date()), process);

async function started(clock: Clock = new SystemClock()): Promise<{ worker: Worker; metrics: Metrics }> {
  const metrics = new Metrics();
  const worker = createWorker({ database: test.db, vault, rateLimits, wakeUps: wakeUpsOf('worker'), retention: { notification: 36_500, delivery: 36_500, attempt: 36_500 }, log, metrics, clock });
  await worker.start(notifications);
  return { worker, metrics };
}

describe('the worker', () => {
  it('makes the months ahead in which notifications and deliveries will fall', async () => {
    const later = new Date();
    later.setUTCMonth(later.getUTCMonth() + 3, 1);
    const { worker } = await started({ now: () => later });
    await worker.stop();
    const month = later.toISOString().slice(0, 7).replace('-', '_');
    const names = (await test.sql("select relname from pg_class where relkind = 'r' and relispartition")).map(({ relname }) => relname);
    expect(names).toEqual(expect.arrayContaining([`notification_${month}`, `delivery_${month}`, `attempt_${month}`, `message_${month}`, `ring_${month}`]));
    expect(said).toContain('info maintenance');
  });

  it('sends over APNs what another process accepted, and counts it', async () => {
    const apns: LoopbackApns = await startLoopbackApns();
    const clock = new SystemClock(), ids = new IdGenerator(clock, randomBytes), actor = Actor.of('tnt_a', 'usr_sender', 'communication:send', 'tenant:admin');
    await new ProviderAccountService(test.db, new ProviderAccountRepository(), new AuditRepository(), new ReachableProviders(PROVIDER_KINDS, 'anywhere'), vault, clock, ids).create(actor, { provider: 'apns', config: { ...loopbackAppleTeam(apns.url) } });
    const tokens = new PushTokenRepository(test.db), token = 'ab'.repeat(32);
    await new PushTokenService(test.db, tokens, new TokenPlacement(tokens, new AuditRepository(), clock, ids), vault, clock).register(actor, { platform: 'ios', token, userId: 'usr_a', appId: 'com.example.app' });
    const { worker, metrics } = await started();
    const acceptances = new AcceptanceRepository(test.db);
    const sends = new SendService(acceptances, new DeliveryMaker(vault, ids), new MessageWriter(test.db, acceptances, wakeUpsOf('api'), vault), PROVIDER_KINDS, vault, clock, ids);
    await sends.push(actor, { userId: 'usr_a', title: 'Hello', body: 'There' });
    await until(() => apns.received().length === 1);
    expect(apns.received()[0]).toMatchObject({ payload: { aps: { alert: { title: 'Hello', body: 'There' } } } });
    await worker.stop();
    expect(await metrics.text()).toContain('ringpost_send_attempts_total{lane="message",provider="apns",outcome="accepted"} 1');
    await apns.close();
  });
});
