import type { Reach } from '@ringpost/domain';
import { Http2Failure } from '../http2/http2-origin.js';
import { apnsShipment, deviceToken } from '../testing/apns-subject.js';
import { apnsFailure, apnsOutcome } from './apns-answer.js';

const NOW = Date.UTC(2026, 0, 1);
const shipment = apnsShipment();
const outcomeOf = (status: number, body: unknown = '', headers: Record<string, string> = {}, reach: Reach = 'anywhere') =>
  apnsOutcome({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, shipment, NOW, reach);

describe('an answer of APNs', () => {
  it('is kept by its reason alone where the account is public, and by its status where it is not of APNs', () => {
    expect(outcomeOf(500, 'password=hunter2', {}, 'public')).toMatchObject({ reason: 'http_500', response: '500' });
    expect(outcomeOf(400, { reason: 'BadTopic', password: 'hunter2' }, {}, 'public')).toMatchObject({ reason: 'BadTopic', response: '400 BadTopic' });
    expect(outcomeOf(500, 'out of order')).toMatchObject({ response: '500 out of order' });
  });

  it('accepts under its own id, or under that of the delivery when it is none', () => {
    const id = crypto.randomUUID();
    expect(outcomeOf(200, '', { 'apns-id': id })).toEqual({ kind: 'accepted', providerId: id, response: '200' });
    expect(outcomeOf(200, '', { 'apns-id': 'rubbish' })).toEqual({ kind: 'accepted', providerId: shipment.deliveryId, response: '200' });
  });

  it.each(['Unregistered', 'ExpiredToken'])('declares an address dead with 410 %s, since when it says', (reason) => {
    expect(outcomeOf(410, { reason, timestamp: 1_700_000_000_123 })).toEqual({ kind: 'dead', reason, response: expect.stringContaining(reason), since: new Date(1_700_000_000_123) });
  });

  it.each([undefined, 'yesterday', -1, 1e300, null])('believes that an address is dead, but not that it is so since %p', (timestamp) => {
    expect(outcomeOf(410, { reason: 'Unregistered', timestamp })).toEqual({ kind: 'dead', reason: 'Unregistered', response: expect.any(String) });
  });

  it.each([
    [400, 'BadDeviceToken', { kind: 'suspect', elsewhere: true }],
    [400, 'DeviceTokenNotForTopic', { kind: 'suspect', elsewhere: false }],
    [400, 'BadTopic', { kind: 'misconfigured', scope: 'account' }],
    [400, 'MissingTopic', { kind: 'misconfigured', scope: 'account' }],
    [400, 'TopicDisallowed', { kind: 'misconfigured', scope: 'account' }],
    [400, 'BadExpirationDate', { kind: 'misconfigured', scope: 'payload' }],
    [400, 'PayloadEmpty', { kind: 'misconfigured', scope: 'payload' }],
    [400, 'IdleTimeout', { kind: 'deferred' }],
    [403, 'InvalidProviderToken', { kind: 'misconfigured', scope: 'account' }],
    [403, 'MissingProviderToken', { kind: 'misconfigured', scope: 'account' }],
    [403, 'BadCertificateEnvironment', { kind: 'misconfigured', scope: 'account' }],
    [404, 'BadPath', { kind: 'misconfigured', scope: 'account' }],
    [405, 'MethodNotAllowed', { kind: 'misconfigured', scope: 'account' }],
    [413, 'PayloadTooLarge', { kind: 'misconfigured', scope: 'payload' }],
    [429, 'TooManyRequests', { kind: 'deferred', throttled: true }],
    [429, 'TooManyProviderTokenUpdates', { kind: 'deferred', throttled: true }],
    [500, 'InternalServerError', { kind: 'deferred' }],
    [503, 'ServiceUnavailable', { kind: 'deferred' }],
    [503, 'Shutdown', { kind: 'deferred' }],
    [410, 'SomethingNew', { kind: 'deferred' }],
  ])('%i %s', (status, reason, outcome) => {
    expect(outcomeOf(status, { reason })).toEqual({ ...outcome, reason, response: `${status} {"reason":"${reason}"}` });
  });

  it('leaves an expired provider token to the caller', () => {
    expect(outcomeOf(403, { reason: 'ExpiredProviderToken' })).toBe('expired');
  });

  it.each([204, 301, 400, 403, 404, 410, 502, 599])('takes status %i without a reason for something on the way, and tries again', (status) => {
    for (const body of ['<html>', '', '[]', 'null', '{"reason":{}}', '{"reason":"two words"}']) expect(outcomeOf(status, body)).toMatchObject({ kind: 'deferred', reason: `http_${status}` });
  });

  it.each([['7', 7_000], ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000], ['999999', 3_600_000], ['Thu, 01 Jan 2015 00:00:00 GMT', 0], ['soon', undefined]])('waits with Retry-After %s for %p ms', (said, ms) => {
    for (const status of [429, 500, 503]) expect((outcomeOf(status, { reason: 'ServiceUnavailable' }, { 'retry-after': said }) as { retryAfterMs?: number }).retryAfterMs).toBe(ms);
  });

  it('keeps the address to itself, also in other letters and in part', () => {
    const token = deviceToken();
    for (const said of [`no ${token}!`, token.toUpperCase(), `/3/device/${token.slice(3, 40)}`]) {
      const { response } = outcomeOf(502, said) as { response: string };
      expect(response.toLowerCase()).not.toContain(token.slice(10, 22));
      expect(response).toContain('…');
    }
  });

  it('keeps few of many words', () => {
    expect((outcomeOf(502, 'way too long\n'.repeat(1_000)) as { response: string }).response).toHaveLength(500);
  });
});

describe('no answer of APNs', () => {
  it.each([
    [new Http2Failure('timeout', false, 'no answer in time'), { reason: 'timeout' }],
    [new Http2Failure('connect', true, 'ECONNREFUSED'), { reason: 'connect' }],
    [new Http2Failure('reset', false, 'cut'), { reason: 'reset' }],
    [new Http2Failure('goaway', false, 'gone'), { reason: 'goaway' }],
    [new Http2Failure('goaway', true, 'gone'), { reason: 'goaway', retryAfterMs: 0 }],
    [new Http2Failure('closed', true, 'closed'), { reason: 'closed', retryAfterMs: 0 }],
  ])('is deferred, and tried at once only where nothing was sent on a connection that ended (%s)', (failure, told) => {
    expect(apnsFailure(failure, deviceToken())).toEqual({ kind: 'deferred', response: failure.message, ...told });
  });
});
