import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Deferred, Misconfigured } from '@ringpost/domain';
import { TestClock } from '@ringpost/domain/testing';
import { AccessToken, type Grant } from './access-token.js';

const HOUR_MS = 3_600_000;
const down: Deferred = { kind: 'deferred', reason: 'token_http_503', response: '503' };
const revoked: Misconfigured = { kind: 'misconfigured', scope: 'account', reason: 'invalid_grant', response: '400 invalid_grant' };
const refused: Misconfigured = { kind: 'misconfigured', scope: 'account', reason: 'ACCESS_TOKEN_EXPIRED', response: '401' };

describe('The access token of an account', () => {
  let clock: TestClock, access: AccessToken;
  let asked: number, answer: () => Grant | Promise<Grant>;

  beforeEach(() => {
    clock = new TestClock();
    asked = 0;
    answer = () => ({ kind: 'granted', token: `token-${asked}`, lifetimeMs: HOUR_MS });
    access = new AccessToken(async () => {
      asked += 1;
      return answer();
    }, () => clock.now().getTime());
  });
  afterEach(() => access.close());

  it('is asked for once by all that wait for it', async () => {
    const tokens = await Promise.all(Array.from({ length: 100 }, () => access.get(1_000)));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect([asked, access.current]).toEqual([1, 'token-1']);
  });

  it('is renewed in the background five minutes before it ends, and used meanwhile', async () => {
    await access.get(1_000);
    clock.advance(54, 'minutes');
    expect([access.current, asked]).toEqual(['token-1', 1]);
    clock.advance(1, 'minutes');
    expect(access.current).toBe('token-1');
    expect(await access.get(1_000)).toBe('token-1');
    await settled();
    expect([access.current, asked]).toEqual(['token-2', 2]);
  });

  it('is not used once it has ended', async () => {
    await access.get(1_000);
    clock.advance(1, 'hours');
    expect(access.current).toBeUndefined();
    expect(await access.get(1_000)).toBe('token-2');
  });

  it('goes on being used while its renewal fails', async () => {
    await access.get(1_000);
    clock.advance(56, 'minutes');
    answer = () => down;
    expect(access.current).toBe('token-1');
    await settled();
    expect([access.current, access.current, asked]).toEqual(['token-1', 'token-1', 2]);
  });

  it('is not asked for again at once of a server that fails, and ever less often', async () => {
    answer = () => down;
    expect(await access.get(1_000)).toEqual({ ...down, retryAfterMs: 1_000 });
    clock.advance(400, 'ms');
    expect(await access.get(1_000)).toEqual({ ...down, retryAfterMs: 600 });
    expect(asked).toBe(1);
    clock.advance(600, 'ms');
    expect(await access.get(1_000)).toEqual({ ...down, retryAfterMs: 2_000 });
    expect(asked).toBe(2);
    for (let tries = 0; tries < 10; tries += 1) {
      clock.advance(60, 'seconds');
      await access.get(1_000);
    }
    expect(await access.get(1_000)).toEqual({ ...down, retryAfterMs: 60_000 });
  });

  it('waits as long as the server asks', async () => {
    answer = () => ({ ...down, retryAfterMs: 90_000 });
    await access.get(1_000);
    clock.advance(89, 'seconds');
    expect(await access.get(1_000)).toEqual({ ...down, retryAfterMs: 1_000 });
  });

  it('is not asked for during a minute after the account was refused', async () => {
    answer = () => revoked;
    expect([await access.get(1_000), await access.get(1_000), asked]).toEqual([revoked, revoked, 1]);
    clock.advance(1, 'minutes');
    answer = () => ({ kind: 'granted', token: 'mended', lifetimeMs: HOUR_MS });
    expect(await access.get(1_000)).toBe('mended');
  });

  it('is thrown away once by all whose sends were refused', async () => {
    await access.get(1_000);
    expect(Array.from({ length: 10 }, () => access.discard('token-1', refused))).toEqual(Array(10).fill(undefined));
    expect([await access.get(1_000), asked]).toEqual(['token-2', 2]);
  });

  it('says that the account is at fault when the next one is refused too, and asks for no other during a minute', async () => {
    await access.get(1_000);
    access.discard('token-1', refused);
    await access.get(1_000);
    expect([access.discard('token-2', refused), access.discard('token-2', refused)]).toEqual([refused, refused]);
    expect([await access.get(1_000), asked]).toEqual([refused, 2]);
    clock.advance(1, 'minutes');
    expect(await access.get(1_000)).toBe('token-3');
    expect(access.discard('token-3', refused)).toEqual(refused);
  });

  it('is trusted again once a send was accepted with it', async () => {
    await access.get(1_000);
    access.discard('token-1', refused);
    access.accepted((await access.get(1_000)) as string);
    expect(access.discard('token-2', refused)).toBeUndefined();
  });

  it('is given up by who waits when it takes too long, and there for who comes later', async () => {
    let grant!: (granted: Grant) => void;
    answer = () => new Promise((resolve) => (grant = resolve));
    expect(await access.get(20)).toMatchObject({ kind: 'deferred', reason: 'token_timeout' });
    const later = access.get(10_000);
    grant({ kind: 'granted', token: 'late', lifetimeMs: HOUR_MS });
    expect([await later, asked]).toEqual(['late', 1]);
  });
});

/** What is under way has ended: everything here waits for promises alone. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
