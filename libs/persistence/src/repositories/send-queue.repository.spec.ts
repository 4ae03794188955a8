import { Actor, Delivery, type Lane, type Step } from '@ringpost/domain';
import { idsBy, TestClock } from '@ringpost/domain/testing';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { AcceptanceRepository } from './acceptance.repository.js';
import { POOLS_IN_A_TURN, SendQueueRepository, type Claim, type ClaimedRow, type Settlement } from './send-queue.repository.js';

let test: TestDatabase;
let queue: SendQueueRepository;
let acceptances: AcceptanceRepository;
const ids = idsBy(new TestClock());

beforeAll(async () => {
  test = await createTestDatabase();
  queue = new SendQueueRepository(test.db, new Date());
  acceptances = new AcceptanceRepository(test.db);
});
afterAll(() => test.drop());
beforeEach(() => test.db.runAsSystem('diagnosis', async (tx) => { for (const table of ['attempt', 'delivery', 'message']) await tx.sql(`delete from ${table}`); }));

/** Deliveries of one message that wait in a pool. Answers the message. */
async function waiting(tenantId: string, count: number, { lane = 'message', pool = 'sms', ttlSeconds = 60, fallback }: { lane?: Lane; pool?: string; ttlSeconds?: number; fallback?: Delivery['fallback'] } = {}): Promise<string> {
  const messageId = ids.next();
  const deliveries = Array.from({ length: count }, () => new Delivery(tenantId, ids.next(), {
    userId: 'usr', channel: 'sms', recipient: '+8613800138000', content: 'Hello', queueing: { messageId, lane, pool, addressSealed: Buffer.from('sealed'), ...(fallback && { fallback }) },
  }, new Date()));
  await acceptances.accept(Actor.of(tenantId, 'usr'), { message: { id: messageId, payloadSealed: Buffer.from('payload') }, deliveries, ttlSeconds });
  return messageId;
}

const claim = (more: Partial<Claim> = {}): Promise<ClaimedRow[]> => queue.claim({ lane: 'message', after: ['', ''], most: 100, limits: new Map(), unknown: 1_000, leaseMs: 15_000, ...more });
const settlement = (row: ClaimedRow, step: Step, more: Partial<Settlement> = {}): Settlement => ({ tenantId: row.tenant_id, id: row.id, number: row.number, step, outcome: 'accepted', provider: 'test', durationMs: 3, ...more });
const SENT: Step = { status: 'sent', providerRef: 'p-1', response: '200 OK' };
const AGAIN: Step = { status: 'pending', delayMs: 0, error: 'Unavailable', response: '503' };
const FAILED: Step = { status: 'failed', error: 'address_dead', response: '410' };
const rows = (messageId: string): Promise<Record<string, any>[]> => test.db.runAsSystem('diagnosis', (tx) => tx.sql('select *, due_at > now() as leased from delivery where message_id = $1 order by id', [messageId]));
const attempts = (id: string): Promise<Record<string, any>[]> => test.db.runAsSystem('diagnosis', (tx) => tx.sql('select * from attempt where delivery_id = $1 order by number', [id]));
const byTenant = (claimed: readonly ClaimedRow[]): Record<string, number> => Object.fromEntries([...Map.groupBy(claimed, ({ tenant_id }) => tenant_id)].map(([tenant, of]) => [tenant, of.length]));

describe('the queue', () => {
  it('gives each delivery to one claim, with all that sending takes', async () => {
    await waiting('tnt_a', 30);
    const [one, other] = await Promise.all([claim({ most: 20 }), claim({ most: 20 })]);
    expect(new Set([...one, ...other].map(({ id }) => id)).size).toBe(30);
    expect(one[0]).toMatchObject({ tenant_id: 'tnt_a', number: 1, pool: 'sms', push_token_id: null, has_detour: false, pools: 1, last_tenant: 'tnt_a', last_pool: 'sms' });
    expect(one[0]!.payload_sealed!.toString()).toBe('payload');
    expect(one[0]!.ms_left).toBeGreaterThan(50_000);
    expect(await claim()).toEqual([]);
  });

  it('shares a claim between tenants, so that one with thousands does not delay one with a single message', async () => {
    await waiting('tnt_flood', 2_000);
    await waiting('tnt_small', 1);
    await waiting('tnt_other', 80);
    expect(byTenant(await claim({ most: 90 }))).toEqual({ tnt_flood: 30, tnt_other: 30, tnt_small: 1 });
  });

  it('takes no more of a pool than it is told to, and nothing of one that is blocked', async () => {
    await waiting('tnt_a', 50, { pool: 'push apns production app one' });
    await waiting('tnt_a', 50, { pool: 'sms' });
    await waiting('tnt_b', 50);
    const claimed = await claim({ limits: new Map([['tnt_a push apns production app one', 0], ['tnt_a sms', 7]]), unknown: 20 });
    expect(claimed.filter(({ tenant_id }) => tenant_id === 'tnt_a').map(({ pool }) => pool)).toEqual(Array(7).fill('sms'));
    expect(byTenant(claimed)).toEqual({ tnt_a: 7, tnt_b: 20 });
  });

  it('comes round to every pool, however many there are', async () => {
    const tenants = Array.from({ length: POOLS_IN_A_TURN + 20 }, (_, n) => `tnt_${String(n).padStart(3, '0')}`);
    for (const tenant of tenants) await waiting(tenant, 2);
    const first = await claim({ most: POOLS_IN_A_TURN });
    expect(first).toHaveLength(POOLS_IN_A_TURN);
    expect(new Set(first.map(({ tenant_id }) => tenant_id)).size).toBe(POOLS_IN_A_TURN);
    const second = await claim({ after: [first[0]!.last_tenant, first[0]!.last_pool] });
    expect(new Set(second.map(({ tenant_id }) => tenant_id))).toEqual(new Set(tenants.slice(POOLS_IN_A_TURN)));
  });

  it('keeps lanes apart', async () => {
    await waiting('tnt_a', 3, { lane: 'bulk' });
    await waiting('tnt_a', 2, { lane: 'ring' });
    expect(await claim()).toEqual([]);
    expect(await claim({ lane: 'ring' })).toHaveLength(2);
    expect(await claim({ lane: 'bulk' })).toHaveLength(3);
  });

  it('gives what its holder lost to the next, and lets the first one keep what it extends', async () => {
    const lost = await waiting('tnt_a', 1), kept = await waiting('tnt_a', 1);
    const held = await claim({ leaseMs: 0 });
    await queue.extend(held.filter(({ message_id }) => message_id === kept).map((row) => ({ tenantId: row.tenant_id, id: row.id, number: row.number })), 15_000);
    const again = await claim();
    expect(again.map(({ message_id, number }) => [message_id, number])).toEqual([[lost, 2]]);
  });

  it('does not let one that lost its lease extend it', async () => {
    await waiting('tnt_a', 1);
    const [first] = await claim({ leaseMs: 0 }), [second] = await claim({ leaseMs: 0 });
    await queue.extend([{ tenantId: 'tnt_a', id: first!.id, number: first!.number }], 15_000);
    expect(await claim({ leaseMs: 0 })).toHaveLength(1);
    expect(second!.number).toBe(2);
  });

  it('writes down what came of it, and the try with the words of the provider', async () => {
    const message = await waiting('tnt_a', 3);
    const [one, two, three] = await claim();
    await queue.settle([settlement(one!, SENT), settlement(two!, AGAIN, { outcome: 'deferred' }), settlement(three!, FAILED, { outcome: 'dead' })]);
    expect((await rows(message)).map(({ status, error, response, provider, provider_ref, leased }) => [status, error, response, provider, provider_ref, leased])).toEqual([
      ['sent', null, '200 OK', 'test', 'p-1', true], ['pending', 'Unavailable', '503', 'test', null, false], ['failed', 'address_dead', '410', 'test', null, true],
    ]);
    expect((await attempts(three!.id)).map(({ number, outcome, reason, response, duration_ms }) => [number, outcome, reason, response, duration_ms])).toEqual([[1, 'dead', 'address_dead', '410', 3]]);
  });

  it('writes texts down as they are, whatever is in them', async () => {
    const message = await waiting('tnt_a', 1), [row] = await claim();
    const odd = '"quoted", {braces}, back\\slash, null, 电池 🔔';
    await queue.settle([settlement(row!, { status: 'failed', error: 'odd', response: odd }, { outcome: 'deferred' })]);
    expect((await rows(message))[0]!['response']).toBe(odd);
  });

  it('believes that it was sent also from one that lost the lease, and nothing else', async () => {
    const sent = await waiting('tnt_a', 1), [first] = await claim({ leaseMs: 0 });
    const failed = await waiting('tnt_a', 1), [other] = (await claim({ leaseMs: 0 })).filter(({ message_id }) => message_id === failed);
    await claim();
    await queue.settle([settlement(first!, SENT), settlement(other!, FAILED, { outcome: 'dead' })]);
    expect((await rows(sent))[0]).toMatchObject({ status: 'sent' });
    expect((await rows(failed))[0]).toMatchObject({ status: 'pending', attempts: 2 });
  });

  it('leaves what was cancelled cancelled, and tells who sent it', async () => {
    const message = await waiting('tnt_a', 1), [row] = await claim();
    await test.db.runAsSystem('diagnosis', (tx) => tx.sql("update delivery set status = 'cancelled' where message_id = $1", [message]));
    expect(await queue.settle([settlement(row!, SENT)])).toEqual([{ tenant_id: 'tnt_a', id: row!.id, status: 'cancelled', detour_id: null, detour_pool: null, detour_lane: null }]);
    expect((await rows(message))[0]).toMatchObject({ status: 'cancelled', provider_ref: 'p-1' });
  });

  it('takes the next way to the phone when one has failed for good', async () => {
    const detour = (pushTokenId: string, pool: string | null) => ({ pushTokenId, provider: pool === null ? 'socket' : 'fcm', pool, recipient: 'abcd****wxyz' }) as const;
    const [second, third] = [ids.next(), ids.next()];
    const message = await waiting('tnt_a', 1, { lane: 'ring', fallback: [detour(second, 'push fcm production app'), detour(third, null)] });
    const [row] = await claim({ lane: 'ring' });
    expect(row!.has_detour).toBe(true);
    const detourId = ids.next();
    expect(await queue.settle([settlement(row!, FAILED, { outcome: 'dead', detourId })])).toEqual([{ tenant_id: 'tnt_a', id: row!.id, status: 'failed', detour_id: detourId, detour_pool: 'push fcm production app', detour_lane: 'ring' }]);
    const [next] = await claim({ lane: 'ring' });
    expect(next).toMatchObject({ id: detourId, message_id: message, push_token_id: second, pool: 'push fcm production app', has_detour: true, number: 1 });
    const lastId = ids.next();
    await queue.settle([settlement(next!, FAILED, { outcome: 'dead', detourId: lastId })]);
    expect((await rows(message)).map(({ id, status, provider, push_token_id, pool, fallback }) => [id, status, provider, push_token_id, pool, fallback])).toEqual([
      [row!.id, 'failed', 'test', null, 'sms', null], [detourId, 'failed', 'test', second, 'push fcm production app', null], [lastId, 'pending', 'socket', third, null, null],
    ]);
  });

  it('takes no other way when what failed was not the last word', async () => {
    const message = await waiting('tnt_a', 1, { lane: 'ring', fallback: [{ pushTokenId: ids.next(), provider: 'fcm', pool: 'push fcm production app', recipient: 'x' }] });
    const [row] = await claim({ lane: 'ring' });
    await queue.settle([settlement(row!, AGAIN, { outcome: 'deferred', detourId: ids.next() })]);
    expect(await rows(message)).toHaveLength(1);
    expect((await rows(message))[0]!['fallback']).toHaveLength(1);
  });

  it('ends what is past its time in a blocked pool', async () => {
    const late = await waiting('tnt_a', 2, { ttlSeconds: 0 }), young = await waiting('tnt_a', 1);
    expect(await queue.expire('message', 'tnt_a', 'sms', 100)).toBe(2);
    expect((await rows(late)).map(({ status, error }) => [status, error])).toEqual([['failed', 'expired'], ['failed', 'expired']]);
    expect((await rows(young))[0]).toMatchObject({ status: 'pending' });
  });

  it('lets nobody in under a key that was used', async () => {
    const actor = Actor.of('tnt_a', 'usr'), keyHash = Buffer.alloc(32, 7), bodyHash = Buffer.alloc(32, 8);
    const once = (): Promise<boolean> => acceptances.accept(actor, { message: { id: ids.next(), payloadSealed: Buffer.from('x') }, deliveries: [], ttlSeconds: 1 }, { keyHash, bodyHash, status: 200, body: '{}', now: new Date() });
    const answers = await Promise.all([once(), once(), once()]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect((await test.db.runAsSystem('diagnosis', (tx) => tx.sql('select 1 from message where tenant_id = $1', ['tnt_a']))).length).toBe(1);
  });
});
