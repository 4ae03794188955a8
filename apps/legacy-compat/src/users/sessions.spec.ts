import { jest } from '@jest/globals';
import { DomainError } from '@ringpost/domain';
import { PasswordQueue } from '@ringpost/messaging';
import { eventually } from '../testing/eventually.js';
import { BASE, PASSWORD, TestLegacy } from '../testing/test-legacy.js';
import { fieldsOf, seen, type TestPhone } from '../testing/test-phone.js';

const DONE = '200 {"message":"success"}', EMPTY = '200 []', INVALID = '401 {"message":"invalid token"}';
const here = await TestLegacy.start();
const there = await TestLegacy.start({ beside: here });
afterAll(async () => {
  await there.stop();
  await here.stop();
});

/** How often it was asked whose token it is while something was done. */
async function lookUps(of: TestLegacy, work: () => Promise<unknown>): Promise<number> {
  const ask = jest.spyOn(of.db, 'askAsSystem');
  await work();
  const { length } = ask.mock.calls;
  ask.mockRestore();
  return length;
}

const isRefused = (phone: TestPhone) => async (): Promise<boolean> => seen(await phone.tokens('ring')) === INVALID;

describe('a session', () => {
  it('is looked up once, and remembered from then on', async () => {
    const phone = await here.phone();
    expect(await lookUps(here, () => phone.tokens('ring'))).toBe(1);
    expect(await lookUps(here, async () => {
      expect(seen(await phone.tokens('message'))).toBe(EMPTY);
      expect((await phone.register('ring', fieldsOf())).status).toBe(201);
    })).toBe(0);
  });

  it('that is unknown is not remembered: it may begin any time', async () => {
    const stranger = (await here.phone()).at(here);
    const { token } = stranger;
    await here.sql("update legacy_session set expires_at = now() - interval '1 hour' where number = (select number from legacy_login where name = $1) returning 1", [stranger.username]);
    expect(seen(await stranger.tokens('ring'))).toBe(INVALID);
    await here.sql("update legacy_session set expires_at = now() + interval '1 hour' where number = (select number from legacy_login where name = $1) returning 1", [stranger.username]);
    expect(seen(await here.call('GET', BASE.ring, { headers: { token } }))).toBe(EMPTY);
  });

  it('that ends on one instance ends on the others within a second', async () => {
    const phone = await here.phone(), elsewhere = phone.at(there);
    for (const each of [phone, elsewhere]) expect(seen(await each.tokens('ring'))).toBe(EMPTY);
    expect(await lookUps(there, () => elsewhere.tokens('ring'))).toBe(0);
    expect(seen(await phone.logout())).toBe(DONE);
    expect(seen(await phone.tokens('ring'))).toBe(INVALID);
    await eventually(isRefused(elsewhere));
  });

  it('that a strict login elsewhere ends is over here within a second', async () => {
    const strict = await TestLegacy.start({ beside: here, env: { LEGACY_STRICT_LOGIN: 'true' } });
    const phone = await here.phone();
    expect(seen(await phone.tokens('ring'))).toBe(EMPTY);
    await strict.again(phone.username);
    await eventually(isRefused(phone));
    await strict.stop();
  });

  it('that ended unheard registers nothing, though it is still remembered', async () => {
    const phone = await here.phone();
    expect(seen(await phone.tokens('ring'))).toBe(EMPTY);
    await here.sql('delete from legacy_session where number = (select number from legacy_login where name = $1) returning 1', [phone.username]);
    expect(seen(await phone.tokens('ring'))).toBe(EMPTY);
    expect(seen(await phone.register('ring', fieldsOf()))).toBe(INVALID);
    expect(seen(await phone.tokens('ring'))).toBe(EMPTY);
  });

  it('is over when its days are, also where it was remembered', async () => {
    const phone = await here.phone();
    expect(seen(await phone.tokens('ring'))).toBe(EMPTY);
    await here.sql("update legacy_session set expires_at = now() - interval '1 second' where number = (select number from legacy_login where name = $1) returning 1", [phone.username]);
    here.clock.advance(31, 'days');
    expect(seen(await phone.tokens('ring'))).toBe(INVALID);
    here.clock.advance(-31, 'days');
  });

  it('lasts as many days as the operator says', async () => {
    const brief = await TestLegacy.start({ beside: here, env: { LEGACY_SESSION_DAYS: '2' } });
    const { body } = await brief.login(await brief.account(), PASSWORD);
    expect(Math.round((body.time - Date.now() / 1_000) / 3_600)).toBe(48);
    await brief.stop();
  });

  it('ends when the account gets another password', async () => {
    const username = await here.account({ username: 'renewed_01', user: 'usr_renewed' });
    const phone = await here.again(username);
    expect(seen(await phone.tokens('ring'))).toBe(EMPTY);
    await here.account({ username, user: 'usr_renewed' });
    await eventually(isRefused(phone));
  });
});

describe('a JWT', () => {
  it('is never looked for among the sessions', async () => {
    const token = await here.jwt();
    expect(await lookUps(here, async () => expect(seen(await here.call('GET', BASE.ring, { headers: { token } }))).toBe(EMPTY))).toBe(0);
  });

  it('is over when it says so, also where it is remembered', async () => {
    const token = await here.jwt({ ttlSeconds: 60 });
    const call = (): Promise<string> => here.call('GET', BASE.ring, { headers: { token } }).then(seen);
    expect(await call()).toBe(EMPTY);
    here.clock.advance(61, 'seconds');
    expect([await call(), await call()]).toEqual([INVALID, INVALID]);
    here.clock.advance(-61, 'seconds');
  });
});

describe('the address that tries are counted by', () => {
  const tries = async (of: TestLegacy, address: string, forwarded: string): Promise<number> => {
    const answer = await of.call('POST', '/v1/api/user/login', { body: { username: `nobody-${++count}`, password: PASSWORD }, address, headers: { 'x-forwarded-for': forwarded } });
    return answer.status;
  };
  let count = 0;

  it('is the peer\'s unless a proxy is trusted', async () => {
    const trusting = await TestLegacy.start({ beside: here, env: { TRUST_PROXY: 'on' } });
    const limit = here.rateLimits.limit({ name: 'legacy login addresses', points: 100, windowSeconds: 60 });
    for (let i = 0; i < 100; i++) await limit.take('198.51.100.1');
    expect([await tries(here, '198.51.100.2', '198.51.100.1'), await tries(here, '198.51.100.1', '198.51.100.3')]).toEqual([400, 429]);
    expect([await tries(trusting, '198.51.100.2', '198.51.100.1'), await tries(trusting, '198.51.100.1', '198.51.100.3')]).toEqual([429, 400]);
    await trusting.stop();
  });
});

it('whose password nobody has time to check is told when to come back', async () => {
  const check = jest.spyOn(PasswordQueue.prototype, 'check').mockRejectedValue(new DomainError('login_throttled', { retryAfter: 5 }));
  const { status, text, headers } = await here.login('nobody_at_all', PASSWORD);
  check.mockRestore();
  expect([status, text, headers['retry-after']]).toEqual([429, '{"message":"username or password error"}', '5']);
});
