import { createPublicKey, verify } from 'node:crypto';
import { p8 } from '../testing/apns-subject.js';
import { ApnsJwt, ApnsJwts, type Times } from './apns-jwt.js';

const MINUTE_MS = 60_000;
const KEY = p8();

/** Two clocks that go alike, until one is set. */
class TestTimes implements Times {
  private at = 1_700_000_000_000;
  private gone = 5_000;

  calendar = (): number => this.at;
  steady = (): number => this.gone;

  pass(minutes: number): void {
    this.at += minutes * MINUTE_MS;
    this.gone += minutes * MINUTE_MS;
  }

  jump(minutes: number): void {
    this.at += minutes * MINUTE_MS;
  }
}

describe('the provider token of APNs', () => {
  let times: TestTimes;
  let jwt: ApnsJwt;

  beforeEach(() => {
    times = new TestTimes();
    jwt = new ApnsJwt({ team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: KEY }, times);
  });

  it('is what Apple wants, signed by the key of the team', () => {
    const [header = '', claims = '', signature = ''] = jwt.current.replace('bearer ', '').split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(header)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
    expect(read(claims)).toEqual({ iss: 'TEAM123456', iat: 1_700_000_000 });
    const key = { key: createPublicKey(KEY), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('is used for 40 minutes', () => {
    const first = jwt.current;
    times.pass(39);
    expect(jwt.current).toBe(first);
    times.pass(1);
    expect(jwt.current).not.toBe(first);
  });

  it('is renewed when APNs calls it expired, but not twice within 20 minutes', () => {
    const first = jwt.current;
    times.pass(20);
    expect(jwt.expired(first)).toBe(true);
    const second = jwt.current;
    expect(second).not.toBe(first);
    times.pass(19);
    expect(jwt.expired(second)).toBe(false);
    expect(jwt.current).toBe(second);
  });

  it('is not renewed once more for those who used the old one', () => {
    const first = jwt.current;
    times.pass(30);
    expect(jwt.expired(first)).toBe(true);
    const second = jwt.current;
    expect(jwt.expired(first)).toBe(true);
    expect(jwt.current).toBe(second);
  });

  it('is one for all that have the key of the team, and another for every other key', () => {
    const jwts = new ApnsJwts(times), config = { team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: KEY };
    const first = jwts.of(config);
    expect(jwts.of({ ...config })).toBe(first);
    const others = [{ team_id: 'TEAM654321' }, { key_id: 'KEY7654321' }, { private_key: p8() }].map((other) => jwts.of({ ...config, ...other }));
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('is kept while it is used, and forgotten an hour after it was signed for the last time', () => {
    const jwts = new ApnsJwts(times), config = { team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: KEY }, another = { ...config, key_id: 'KEY7654321' };
    const used = jwts.of(config), unused = jwts.of(another);
    times.pass(59);
    expect([used.current, jwts.of(another)]).toEqual([expect.any(String), unused]);
    times.pass(1);
    jwts.of({ ...config, key_id: 'KEY0000000' });
    expect([jwts.of(config) === used, jwts.of(another) === unused]).toEqual([true, false]);
  });

  it.each([90, -90])('is renewed at once when the clock is set by %i minutes', (minutes) => {
    const first = jwt.current;
    times.jump(minutes);
    expect(jwt.current).not.toBe(first);
  });

  it.each([10, -0.5])('stays when the clock is set by %d minutes, until APNs calls it expired', (minutes) => {
    const first = jwt.current;
    times.jump(minutes);
    expect(jwt.current).toBe(first);
    expect(jwt.expired(first)).toBe(Math.abs(minutes) > 1);
  });
});
