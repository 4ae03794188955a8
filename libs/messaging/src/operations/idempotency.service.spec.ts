import { DomainError, type Actor } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import type { Answer, KeyedRequest } from './idempotency.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let sender: Actor;

beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  sender = actorInNewTenant('gateway', 'notification:send');
});

const REQUEST: KeyedRequest = { key: 'key-1', method: 'POST', path: '/notifications', body: { title: 'Motion' } };
const refuse = (error: DomainError): Answer => ({ status: 404, body: JSON.stringify({ code: error.code }) });
const OK: Answer = { status: 201, body: '{"code":0}' };
const run = (more: Partial<KeyedRequest> = {}, work: () => Promise<Answer> = async () => OK, actor = sender) => app.idempotency.run(actor, { ...REQUEST, ...more }, work, refuse);
const sends = async (): Promise<Answer> => {
  await app.inbox.send(sender, 'anna', { title: 'Motion', content: '' });
  return OK;
};
const sent = async (): Promise<number> => (await app.inbox.counts(colleagueOf(sender, 'anna'))).total;
const keys = (): Promise<object[]> => app.rows('select * from idempotency_key where tenant_id = $1', [sender.tenantId]);

let begun: () => void;
let release: () => void;
/** Work that goes on until the test releases it. */
const slow = async (): Promise<Answer> => {
  begun();
  await new Promise<void>((resolve) => { release = resolve; });
  return sends();
};
/** Waits until slow work is on its way. */
async function held<T>(ended: Promise<T>): Promise<{ release: () => void; ended: Promise<T> }> {
  await new Promise<void>((resolve) => { begun = resolve; });
  return { release: () => release(), ended };
}

describe('a key that is used again', () => {
  it('replays the first answer, and the effect happens once', async () => {
    expect(await run({}, sends)).toEqual({ ...OK, replayed: false });
    expect(await run({}, sends)).toEqual({ ...OK, replayed: true });
    expect(await sent()).toBe(1);
  });

  it('with another body is a mismatch', async () => {
    await run({}, sends);
    expect(await codeOf(run({ body: { title: 'Battery' } }, sends))).toBe('idempotency_mismatch');
    expect(await codeOf(run({ body: undefined }, sends))).toBe('idempotency_mismatch');
    expect(await sent()).toBe(1);
  });

  it.each([
    ['another user', (): Promise<unknown> => run({}, sends, colleagueOf(sender, 'other', 'notification:send'))],
    ['another method', (): Promise<unknown> => run({ method: 'PUT' }, sends)],
    ['another path', (): Promise<unknown> => run({ path: '/notifications/send-batch' }, sends)],
    ['another key', (): Promise<unknown> => run({ key: 'key-2' }, sends)],
  ])('by %s is another key', async (_what, again) => {
    await run({}, sends);
    expect(await again()).toMatchObject({ replayed: false });
    expect(await sent()).toBe(2);
  });

  it('in another tenant is another key, at the same time too', async () => {
    const { release, ended } = await held(run({}, slow));
    expect(await run({}, undefined, actorInNewTenant('gateway'))).toMatchObject({ replayed: false });
    release();
    expect(await ended).toMatchObject({ replayed: false });
  });

  it('is not confused by where its parts end', async () => {
    await run({ method: 'POST', path: '/a', key: 'bc' });
    expect(await run({ method: 'POST', path: '/ab', key: 'c' })).toMatchObject({ replayed: false });
  });

  it('counts for twenty-four hours', async () => {
    await run({}, sends);
    app.clock.advance(24, 'hours').advance(-1, 'ms');
    expect(await run({}, sends)).toMatchObject({ replayed: true });
    app.clock.advance(1, 'ms');
    expect(await run({ body: 'another' }, sends)).toMatchObject({ replayed: false });
    expect(await run({ body: 'another' }, sends)).toMatchObject({ replayed: true });
    expect(await sent()).toBe(2);
  });
});

describe('a key that is in use', () => {
  it('is told to come back, and replays afterwards', async () => {
    const { release, ended } = await held(run({}, slow));
    await expect(run({}, sends)).rejects.toMatchObject({ code: 'idempotency_running', retryAfter: 1 });
    expect(await run({ key: 'key-2' })).toMatchObject({ replayed: false });
    release();
    expect(await ended).toMatchObject({ replayed: false });
    expect(await run({}, sends)).toMatchObject({ replayed: true });
    expect(await sent()).toBe(1);
  });

  it('by fifty at once has its effect once', async () => {
    const ends = await Promise.all(Array.from({ length: 50 }, () => run({}, sends).then(({ replayed }) => (replayed ? 'replayed' : 'done'), (error: DomainError) => error.code)));
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(new Set(ends)).toEqual(new Set(['done', ...ends.filter((end) => end === 'replayed' || end === 'idempotency_running')]));
    expect(await sent()).toBe(1);
  });
});

describe('a refusal', () => {
  const refused = async (): Promise<Answer> => {
    await sends();
    throw new DomainError('device_not_found');
  };

  it('is an answer like any other: stored, replayed, and its effects undone', async () => {
    const answer = { status: 404, body: '{"code":"device_not_found"}' };
    expect(await run({}, refused)).toEqual({ ...answer, replayed: false });
    expect(await sent()).toBe(0);
    expect(await run({}, sends)).toEqual({ ...answer, replayed: true });
    expect(await sent()).toBe(0);
  });

  it.each([['unavailable', new DomainError('unavailable')], ['overloaded', new DomainError('overloaded')], ['internal', new DomainError('internal')], ['a bug', new TypeError('x is not a function')]])('is not what a failure of ours is (%s): nothing is stored, and the next try does the work', async (_what, failure) => {
    await expect(run({}, async () => { await sends(); throw failure; })).rejects.toBe(failure);
    expect(await keys()).toEqual([]);
    expect(await sent()).toBe(0);
    expect(await run({}, sends)).toMatchObject({ replayed: false });
  });

  it('by the database is a failure of ours', async () => {
    await expect(run({}, async () => { await sends(); await app.db.run(sender, (tx) => tx.sql('select 1/0')); return OK; })).rejects.toMatchObject({ code: '22012' });
    expect(await keys()).toEqual([]);
    expect(await sent()).toBe(0);
  });
});

describe('a key', () => {
  it.each(['', ' ', 'a b', 'é', 'a\n', 'x'.repeat(256)])('is refused as %j', async (key) => {
    expect(await codeOf(run({ key }))).toBe('idempotency_key_invalid');
  });

  it.each(['x', '!~', 'x'.repeat(255)])('may be %j', async (key) => {
    expect(await run({ key })).toMatchObject({ replayed: false });
  });
});
