import { SystemClock } from '@ringpost/domain';
import { idsBy } from '@ringpost/domain/testing';
import type { RingTrace } from '@ringpost/messaging';
import { ringTimeline } from './ring-timeline.js';

const BEGUN = new Date('2026-03-01T12:00:00.000Z');
const after = (ms: number): Date => new Date(BEGUN.getTime() + ms);
const ids = idsBy(new SystemClock());
const TRACE: RingTrace = {
  id: ids.next(), udid: 'cam-1', type: 1, status: 'answered', createdAt: BEGUN, expiresAt: after(30_000), answeredBy: 'anna', ended: { at: after(4_210), by: 'anna' },
  targets: [
    {
      pushTokenId: ids.next(), userId: 'anna', platform: 'ios', provider: 'apns', status: 'delivered', ackedAt: after(812), explanation: 'the phone rang: it said so after 812 ms',
      attempts: [{ at: after(6), afterMs: 6, provider: 'apns', outcome: 'accepted', detail: '200', durationMs: 31 }],
    },
    {
      pushTokenId: ids.next(), userId: 'bert', platform: 'android', provider: 'fcm', status: 'failed', error: 'address_dead', explanation: 'the provider says the token is dead: 404 UNREGISTERED',
      attempts: [{ at: after(5), afterMs: 5, provider: 'fcm', outcome: 'deferred', detail: 'Unavailable: 503', durationMs: 9 }, { at: after(1_200), afterMs: 1_200, provider: 'fcm', outcome: 'dead', detail: 'UNREGISTERED: 404 UNREGISTERED', durationMs: 58 }],
    },
    { userId: 'carl', status: 'failed', error: 'no_token', explanation: 'no push token is registered', attempts: [] },
  ],
};
const plain = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/(ring|pt)_[0-9a-z]{26}/g, '$1_…'));

describe('the timeline of a ring', () => {
  it('has a line for each fact, in the order of time, and one for each phone', () => {
    expect(plain(ringTimeline(TRACE))).toEqual([
      'ring_…  cam-1  type 1  answered',
      '',
      '   +0 ms  ring                   ' + ' '.repeat(25) + 'begins, 2026-03-01T12:00:00.000Z',
      '   +5 ms  bert android fcm pt_…  fcm deferred (Unavailable: 503) in 9 ms',
      '   +6 ms  anna ios apns pt_…     apns accepted (200) in 31 ms',
      ' +812 ms  anna ios apns pt_…     the phone says that it rings',
      '+1200 ms  bert android fcm pt_…  fcm dead (UNREGISTERED: 404 UNREGISTERED) in 58 ms',
      '+4210 ms  ring                   ' + ' '.repeat(25) + 'answered by anna',
      '',
      'anna ios apns pt_…     delivered  the phone rang: it said so after 812 ms',
      'bert android fcm pt_…  failed     the provider says the token is dead: 404 UNREGISTERED',
      'carl                   ' + ' '.repeat(25) + 'failed     no push token is registered',
    ]);
  });

  it('tells that nobody answered, and works without any phone', () => {
    expect(plain(ringTimeline({ ...TRACE, status: 'expired', answeredBy: undefined, ended: undefined, targets: [] }))).toEqual([
      'ring_…  cam-1  type 1  expired', '', '    +0 ms  ring  begins, 2026-03-01T12:00:00.000Z', '+30000 ms  ring  expires: nobody answered', '',
    ]);
  });
});
