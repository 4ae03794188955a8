import { explanationOf, type Around, type Explained } from './ring-explanation.js';

const BEGUN = Date.parse('2026-03-01T12:00:00.000Z');
const at = (ms: number): Date => new Date(BEGUN + ms);
const WAITS: Explained = { status: 'pending', error: null, response: null, provider: 'apns', attempts: 0, acked_at: null, sent_at: null, tries: null };
const RINGS: Around = { begun: BEGUN, status: 'ringing', endedBy: null };
const tried = (outcome: 'accepted' | 'deferred', reason: string | null, response: string | null) => ({ at: BEGUN + 4, provider: 'apns', outcome, reason, response, duration_ms: 8 });

describe('a way to a phone is explained', () => {
  it.each<[string, Partial<Explained>, Partial<Around>]>([
    ['the phone rang: it said so after 812 ms', { status: 'delivered', acked_at: at(812) }, {}],
    ['delivered: the phone confirmed that it has it', { status: 'delivered', provider: 'socket' }, {}],
    ['sent in 12 ms; the phone has not confirmed', { status: 'sent', sent_at: at(40), tries: [tried('deferred', 'slow', 'later'), tried('accepted', null, 'ok')] }, {}],
    ['sent in 40 ms; the phone has not confirmed', { status: 'sent', provider: 'socket', sent_at: at(40) }, {}],
    ['waits to be sent', {}, {}],
    ['is being sent', { attempts: 1 }, {}],
    ['waits to be tried again: TooManyRequests: 429 TooManyRequests', { attempts: 1, error: 'TooManyRequests', response: '429 TooManyRequests' }, {}],
    ['waits for the phone to connect to the push socket', { provider: 'socket' }, {}],
    ['expired before the phone connected to the push socket', { provider: 'socket' }, { status: 'expired' }],
    ['expired before it could be sent', {}, { status: 'expired' }],
    ['cancelled: bert answered first', { status: 'cancelled', error: 'ring_answered' }, { status: 'answered', endedBy: 'bert' }],
    ['cancelled: the sender called the ring off', { status: 'cancelled', error: 'ring_cancelled' }, { status: 'cancelled', endedBy: 'gateway' }],
    ['cancelled: the user rejected the ring on another phone', { status: 'cancelled', error: 'ring_rejected' }, { status: 'answered', endedBy: 'bert' }],
    ['cancelled: the phone rang by another way first', { status: 'cancelled', error: 'rang_otherwise' }, {}],
    ['no push token is registered', { status: 'failed', provider: null, error: 'no_token' }, {}],
    ['no account for app com.example at apns', { status: 'failed', error: 'no_account', response: 'no account for app com.example at apns' }, {}],
    ['the provider says the token is dead: 410 Unregistered', { status: 'failed', error: 'address_dead', response: '410 Unregistered' }, {}],
    ['the provider says the token is of another app: 400 BadDeviceToken', { status: 'failed', error: 'wrong_app', response: '400 BadDeviceToken' }, {}],
    ['the provider refuses the message: 413 PayloadTooLarge', { status: 'failed', error: 'payload_refused', response: '413 PayloadTooLarge' }, {}],
    ['expired before the phone connected to the push socket', { status: 'failed', provider: 'socket', error: 'expired' }, {}],
    ['expired before the provider took it: timeout: no answer in 3 s', { status: 'failed', error: 'expired', response: '', tries: [tried('deferred', 'timeout', 'no answer in 3 s')] }, {}],
    ['provider_unavailable: the account is not used for a while', { status: 'failed', error: 'provider_unavailable', response: 'the account is not used for a while' }, {}],
  ])('%s', (sentence, target, around) => {
    expect(explanationOf({ ...WAITS, ...target }, { ...RINGS, ...around })).toBe(sentence);
  });
});
