import { Http2Origin, type Http2Answer } from '../http2/http2-origin.js';
import { apnsConfig, deviceToken } from '../testing/apns-subject.js';
import { ApnsJwt } from '../apns/apns-jwt.js';
import { Apns } from '../apns/apns.provider.js';
import { startLoopbackApns, type LoopbackApns } from './apns.js';

const jwtAt = (ms: number): string => new ApnsJwt(new Apns().readConfig(apnsConfig('http://127.0.0.1:1')), { calendar: () => ms, steady: () => 0 }).current;

describe('the APNs on loopback', () => {
  let server: LoopbackApns;
  let origin: Http2Origin;

  beforeEach(async () => {
    server = await startLoopbackApns({ keep: 3 });
    origin = new Http2Origin(server.url, { reach: 'anywhere' });
  });
  afterEach(async () => {
    await origin.close();
    await server.close();
  });

  const push = (headers: Record<string, string | undefined> = {}, body = '{"aps":{}}'): Promise<Http2Answer> => {
    const usual = { ':method': 'POST', ':path': `/3/device/${deviceToken()}`, authorization: jwtAt(Date.now()), 'apns-topic': 'com.example.app', 'apns-push-type': 'alert' };
    return origin.request(Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined)), body, 20_000);
  };

  it('takes a push, names it, and keeps the latest few', async () => {
    const id = crypto.randomUUID();
    expect(await push({ 'apns-id': id })).toMatchObject({ status: 200, headers: { 'apns-id': id }, body: '' });
    for (const number of [1, 2, 3, 4]) await push({}, JSON.stringify({ aps: {}, number }));
    expect(server.received().map(({ payload }) => payload?.number)).toEqual([2, 3, 4]);
    expect(server.counts()).toMatchObject({ received: 5, accepted: 5 });
    server.clear();
    expect([server.received(), server.counts()]).toEqual([[], {}]);
  });

  it.each<[number, string, Record<string, string | undefined>, string?]>([
    [404, 'BadPath', { ':path': '/4/device' }],
    [405, 'MethodNotAllowed', { ':method': 'GET' }, ''],
    [403, 'MissingProviderToken', { authorization: undefined }],
    [403, 'InvalidProviderToken', { authorization: 'bearer a.b.c' }],
    [403, 'InvalidProviderToken', { authorization: jwtAt(Date.now() + 3_600_000) }],
    [403, 'ExpiredProviderToken', { authorization: jwtAt(Date.now() - 3_700_000) }],
    [400, 'MissingTopic', { 'apns-topic': undefined }],
    [400, 'InvalidPushType', { 'apns-push-type': undefined }],
    [400, 'InvalidPushType', { 'apns-push-type': 'voip' }],
    [400, 'BadPriority', { 'apns-push-type': 'background', 'apns-priority': '10' }],
    [400, 'BadExpirationDate', { 'apns-expiration': 'never' }],
    [400, 'BadCollapseId', { 'apns-collapse-id': 'x'.repeat(65) }],
    [400, 'BadMessageId', { 'apns-id': 'x' }],
    [400, 'PayloadEmpty', {}, ''],
    [400, 'BadPayload', {}, 'no JSON'],
    [413, 'PayloadTooLarge', {}, JSON.stringify({ aps: {}, more: 'x'.repeat(4_096) })],
    [400, 'BadDeviceToken', { ':path': '/3/device/xyz' }],
    [400, 'BadDeviceToken', { ':path': `/3/device/${deviceToken('bad0')}` }],
    [400, 'BadDeviceToken', { ':path': `/3/device/${deviceToken('5a4d')}` }],
    [400, 'DeviceTokenNotForTopic', { ':path': `/3/device/${deviceToken('face')}` }],
    [410, 'Unregistered', { ':path': `/3/device/${deviceToken('dead')}` }],
    [410, 'ExpiredToken', { ':path': `/3/device/${deviceToken('e4d0')}` }],
  ])('answers %i %s', async (...[status, reason, headers, body]) => {
    const answer = await push(headers, body);
    expect({ status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({ status, reason, ...(status === 410 && { timestamp: expect.any(Number) }) });
  });

  it('is steered for so many requests, or for each so-many-th', async () => {
    server.steer({ mode: 'unavailable', times: 1 });
    expect([(await push()).status, (await push()).status]).toEqual([503, 200]);
    server.steer({ mode: 'throttle', every: 2, retryAfter: 3 });
    expect([(await push()).status, (await push()).headers['retry-after']]).toEqual([200, '3']);
    expect(() => server.steer({ mode: 'moody' })).toThrow(TypeError);
    expect(() => server.steer({ delayMs: 'long' })).toThrow(TypeError);
  });
});
