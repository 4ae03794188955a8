import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageContent, ProviderClient, ProviderConfig, SendOutcome } from '@ringpost/domain';
import { codeOf, until } from '@ringpost/domain/testing';
import { loopbackServiceAccount, startLoopbackFcm, type LoopbackFcm, type LoopbackFcmOptions } from '../loopback/fcm.js';
import { fcmAccount, fcmConfig, fcmEvent, fcmPublicKey, fcmPush, fcmRing, fcmRingEnd, fcmShipment, registrationToken } from '../testing/fcm-subject.js';
import { testCertificate } from '../testing/test-certificate.js';
import { fcmOutcome } from './fcm-answer.js';
import { Fcm } from './fcm.provider.js';

const PATIENCE_MS = 20_000;
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError', BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

describe('FCM', () => {
  const kind = new Fcm();
  const clients: ProviderClient[] = [];
  let server: LoopbackFcm;

  const restartWith = async (options: LoopbackFcmOptions): Promise<void> => {
    await server.close();
    server = await startLoopbackFcm(options);
  };
  const open = (config: ProviderConfig = fcmConfig(server.url)): ProviderClient => {
    const client = kind.open(kind.readConfig(config), 'anywhere');
    clients.push(client);
    return client;
  };
  const sendTo = (start: string, client = open()): Promise<SendOutcome> => client.send(fcmShipment({ address: registrationToken(start) }), PATIENCE_MS);
  const send = (client: ProviderClient, content: MessageContent = fcmPush()): Promise<SendOutcome> => client.send(fcmShipment({ content }), PATIENCE_MS);

  beforeEach(async () => {
    server = await startLoopbackFcm({ publicKey: fcmPublicKey });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.close();
  });

  describe('carries', () => {
    const arriving = async (content: MessageContent, more = {}): Promise<any> => {
      expect(await open().send(fcmShipment({ content, deliveryId: 'd1', ...more }), PATIENCE_MS)).toMatchObject({ kind: 'accepted' });
      return server.received().at(-1)!.message;
    };
    /** Not on the second, which may pass before it is sent. */
    const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1_000 + 900);

    it('what is shown as a notification, kept until it ends', async () => {
      const message = await arriving(fcmPush({ data: { n: 5, list: [1, { a: 'b' }], text: 'as it is', nothing: null, left: undefined } }), { expiresAt: inSeconds(3_600) });
      expect(message).toEqual({
        token: registrationToken(), notification: { title: 'Front door', body: 'Somebody was here' },
        data: { n: '5', list: '[1,{"a":"b"}]', text: 'as it is', nothing: 'null', ringpost_delivery_id: 'd1' },
        android: { priority: 'HIGH', ttl: expect.stringMatching(/^3(?:600|59\d)s$/), notification: { tag: 'd1' } },
      });
    });

    it('an event with its guid as the tag, so that a copy replaces what is on the screen', async () => {
      const message = await arriving(fcmEvent());
      expect(message).toMatchObject({ notification: { title: 'Front door', body: 'Motion' }, data: { kind: 'event', guid: 'guid-1', event_type: '2' }, android: { notification: { tag: 'guid-1' } } });
    });

    it('a ring as data alone for Android, for thirty seconds at most', async () => {
      const message = await arriving(fcmRing({ data: { title: 'of the app' } }), { expiresAt: inSeconds(3_600) });
      expect(message).toEqual({
        token: registrationToken(), android: { priority: 'HIGH', ttl: '30s' }, apns: expect.any(Object),
        data: {
          kind: 'ring', device: 'UD1', device_name: 'Front door', event_type: '1', guid: 'guid-1', at: '1700000000', ring_id: 'ring_1', expires_at: '1700000030',
          title: 'Front door', body: 'Motion', ringpost_delivery_id: 'd1',
        },
      });
    });

    it('the end of a ring as data alone for Android', async () => {
      const message = await arriving(fcmRingEnd());
      expect(message).toMatchObject({ data: { kind: 'ring_end', ring_id: 'ring_1', device: 'UD1', reason: 'answered', by: 'u1', ringpost_delivery_id: 'd1' }, android: { priority: 'HIGH', ttl: '30s' } });
      expect(message).not.toHaveProperty('notification');
    });

    it('a ring for the screen of an iPhone, as something that cannot wait, and its end to wake the app', async () => {
      const until = inSeconds(12), endsAt = String(Math.floor(until.getTime() / 1_000)), alert = { title: 'Front door', body: 'Motion' };
      const aps = { alert, sound: 'default', 'interruption-level': 'time-sensitive' };
      const { apns: ring } = await arriving(fcmRing(), { expiresAt: until });
      expect(ring).toEqual({ headers: { 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-expiration': expect.any(String) }, payload: { aps } });
      expect(Number(endsAt) - Number(ring.headers['apns-expiration'])).toBeLessThanOrEqual(1);
      expect((await arriving(fcmRing({ snapshotUrl: 'https://example.test/1.jpg' }))).apns.payload).toEqual({ aps: { ...aps, 'mutable-content': 1 } });
      expect((await arriving(fcmRingEnd(), { expiresAt: new Date(0) })).apns).toEqual({
        headers: { 'apns-push-type': 'background', 'apns-priority': '5', 'apns-expiration': '0' }, payload: { aps: { 'content-available': 1 } },
      });
      expect(await arriving(fcmPush())).not.toHaveProperty('apns');
    });

    it('a ring that is nearly over no longer than it lasts, and one that is over not at all later', async () => {
      const { android: { ttl } } = await arriving(fcmRing(), { expiresAt: inSeconds(12) });
      expect(Number.parseInt(ttl)).toBeLessThanOrEqual(12);
      expect(await arriving(fcmRing(), { expiresAt: new Date(0) })).toMatchObject({ android: { ttl: '0s' } });
    });

    it('what would be kept for longer than FCM does for four weeks', async () => {
      expect(await arriving(fcmPush(), { expiresAt: new Date('2999-01-01') })).toMatchObject({ android: { ttl: '2419200s' } });
    });

    it('names that FCM keeps to itself with a prefix, and overwrites none with them', async () => {
      const data = { from: 'a', message_type: 'b', 'google.x': 'c', 'gcm.notification.y': 'd', collapse_key: 'e', data_from: 'f', fromage: 'g' };
      expect((await arriving(fcmPush({ data }))).data).toEqual({
        data_data_from: 'a', data_message_type: 'b', 'data_google.x': 'c', 'data_gcm.notification.y': 'd', data_collapse_key: 'e', data_from: 'f', fromage: 'g', ringpost_delivery_id: 'd1',
      });
    });

    it('to the project that is configured, and else to that of the service account', async () => {
      await send(open());
      await send(open(fcmConfig(server.url, { project_id: 'other-doors' })));
      expect(server.received().map(({ path }) => path)).toEqual(['/v1/projects/doors/messages:send', '/v1/projects/other-doors/messages:send']);
    });

    it('nothing that is no push', async () => {
      expect(await send(open(), { kind: 'sms', text: 'x' })).toEqual({ kind: 'misconfigured', scope: 'payload', reason: 'unsendable', response: expect.stringContaining('TypeError') });
    });
  });

  it('takes exactly as many bytes as it lets through', async () => {
    const bytes = (body: number): MessageContent => fcmPush({ title: 'é', body: 'x'.repeat(body), data: { from: 'a' } });
    const beside = 'title'.length + 2 + 'body'.length + 'data_from'.length + 1 + 'ringpost_delivery_id'.length + 36 + 'tag'.length + 36;
    kind.check(bytes(4_096 - beside));
    expect(await send(open(), bytes(4_096 - beside))).toMatchObject({ kind: 'accepted' });
    expect(await codeOf(() => kind.check(bytes(4_097 - beside)))).toBe('payload_too_large');
    expect(await send(open(), bytes(4_097 - beside))).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'INVALID_ARGUMENT', response: expect.stringContaining('too big') });
  });

  it('takes exactly as many bytes of a ring as it lets through, those for an iPhone included', async () => {
    const ring = (letters: number): MessageContent => fcmRing({ title: 'é', data: { more: 'x'.repeat(letters) } });
    const told = { kind: 'ring', device: 'UD1', device_name: 'Front door', event_type: '1', guid: 'guid-1', at: '1700000000', ring_id: 'ring_1', expires_at: '1700000030', title: 'é', body: 'Motion', more: '' };
    const aps = { alert: { title: 'é', body: 'Motion' }, sound: 'default', 'interruption-level': 'time-sensitive' };
    const most = 4_096 - Buffer.byteLength(Object.entries(told).flat().join('')) - 'ringpost_delivery_id'.length - 36 - Buffer.byteLength(JSON.stringify({ aps }));
    kind.check(ring(most));
    expect(await codeOf(() => kind.check(ring(most + 1)))).toBe('payload_too_large');
    expect(await send(open(), ring(most))).toMatchObject({ kind: 'accepted' });
    expect(await send(open(), ring(most + 1))).toMatchObject({ kind: 'misconfigured', scope: 'payload', response: expect.stringContaining('too big') });
  });

  describe('understands', () => {
    const cases: [start: string, outcome: Partial<SendOutcome>][] = [
      ['dead', { kind: 'dead', reason: 'UNREGISTERED' }],
      ['bad0', { kind: 'dead', reason: 'INVALID_ARGUMENT' }],
      ['bad1', { kind: 'dead', reason: 'INVALID_ARGUMENT' }],
      ['bad2', { kind: 'misconfigured', scope: 'payload', reason: 'INVALID_ARGUMENT' }],
      ['face', { kind: 'suspect', elsewhere: false, reason: 'SENDER_ID_MISMATCH' }],
      ['cafe', { kind: 'misconfigured', scope: 'account', reason: 'THIRD_PARTY_AUTH_ERROR' }],
      ['f10d', { kind: 'deferred', throttled: true, retryAfterMs: 60_000, reason: 'QUOTA_EXCEEDED' }],
      ['f001', { kind: 'deferred', reason: 'INTERNAL' }],
    ];
    it.each(cases)('what becomes of tokens that begin with %s', async (start, outcome) => {
      expect(await sendTo(start)).toEqual({ ...outcome, response: expect.stringMatching(/^\d{3} [A-Z_]+: \w/) });
    });

    const judged = (status: number, body: unknown, headers = {}): unknown => fcmOutcome({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, registrationToken(), () => 0, 'anywhere');
    const error = (code: number, status: string, message: string, ...details: object[]): object => ({ error: { code, status, message, details } });
    const fcmError = (errorCode: string): object => ({ '@type': FCM_ERROR, errorCode });
    const badRequest = (...fields: string[]): object => ({ '@type': BAD_REQUEST, fieldViolations: fields.map((field) => ({ field, description: 'Invalid' })) });

    it('no bad message as a dead address, whatever it quotes', () => {
      const words = 'The registration token is not a valid FCM registration token';
      for (const body of [
        error(400, 'INVALID_ARGUMENT', words), error(400, 'INVALID_ARGUMENT', words, badRequest('message.token')),
        error(400, 'INVALID_ARGUMENT', `Invalid data payload key: ${words}`, fcmError('INVALID_ARGUMENT')),
        error(400, 'INVALID_ARGUMENT', words, fcmError('INVALID_ARGUMENT'), badRequest('message.data')),
        error(400, 'INVALID_ARGUMENT', words, fcmError('INVALID_ARGUMENT'), badRequest('message.token', 'message.data')),
        error(400, 'INVALID_ARGUMENT', "Invalid value at 'message.data[0].value' (TYPE_STRING), 12", badRequest('message.data[0].value')),
      ]) expect(judged(400, body)).toMatchObject({ kind: 'misconfigured', scope: 'payload' });
    });

    it('a project that there is not, or that may not send, as the fault of the account', () => {
      expect(judged(404, error(404, 'NOT_FOUND', 'Requested entity was not found.'))).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: 'NOT_FOUND' });
      expect(judged(403, error(403, 'PERMISSION_DENIED', 'denied'))).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: 'PERMISSION_DENIED' });
    });

    it('how long it is asked to wait, in seconds or by a date, an hour at most', () => {
      const unavailable = error(503, 'UNAVAILABLE', 'later', fcmError('UNAVAILABLE'));
      expect(judged(503, unavailable, { 'retry-after': '5' })).toMatchObject({ kind: 'deferred', retryAfterMs: 5_000 });
      expect(judged(503, unavailable, { 'retry-after': new Date(9_000).toUTCString() })).toMatchObject({ retryAfterMs: 9_000 });
      expect(judged(503, unavailable, { 'retry-after': '999999' })).toMatchObject({ retryAfterMs: 3_600_000 });
      expect(judged(503, unavailable)).not.toHaveProperty('retryAfterMs');
      expect(judged(429, '<html>', { 'retry-after': '7' })).toMatchObject({ kind: 'deferred', throttled: true, retryAfterMs: 7_000 });
    });

    it('nonsense as nothing against anybody', () => {
      const nonsense: [number, unknown][] = [[200, ''], [200, '<html>'], [200, { name: 5 }], [200, { name: 'not a message' }], [404, '<html>'], [400, '[]'], [403, 'null'], [500, { error: 'x' }], [502, '\u0000'], [302, '']];
      for (const [status, body] of nonsense) expect(judged(status, body)).toMatchObject({ kind: 'deferred', reason: status === 200 ? 'garbage' : `http_${status}` });
      expect(judged(503, { error: { details: [null, 5, { '@type': FCM_ERROR, errorCode: { a: 1 } }], message: 5, status: 'has spaces' } })).toMatchObject({ kind: 'deferred', reason: 'unknown' });
    });

    it('no word of the token, however it is quoted', () => {
      const token = registrationToken();
      const quoted = [token, token.replace(':', '%3A'), token.slice(10), token.slice(0, 40), `token:${token}`, `"${token}"`].join(' and ');
      for (const [status, body] of [[400, error(400, 'INVALID_ARGUMENT', quoted)], [502, quoted], [200, quoted]] as const) {
        const { response } = judged(status, body) as { response: string };
        expect(response).toContain('…');
        expect(token.split(':').filter((part) => response.includes(part.slice(0, 12)) || response.includes(part.slice(-12)))).toEqual([]);
      }
    });
  });

  describe('asks for access', () => {
    const tokenRequests = (): number | undefined => server.counts().token_requests;

    it('once for a hundred sends that wait for it', async () => {
      server.steer({ oauthDelayMs: 50 });
      const client = open();
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => send(client)));
      expect(outcomes.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
      expect(tokenRequests()).toBe(1);
    });

    it('with a signature that is the account\'s', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      const stranger = fcmAccount(server.url, { private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) });
      expect(await send(open(fcmConfig(server.url, { service_account: stranger })))).toEqual({ kind: 'misconfigured', scope: 'account', reason: 'invalid_grant', response: '400 invalid_grant Invalid JWT Signature.' });
    });

    it('with the loopback server\'s own service account', async () => {
      await restartWith({});
      expect(await send(open({ service_account: loopbackServiceAccount(server.url), endpoint: server.url }))).toMatchObject({ kind: 'accepted' });
    });

    it('not again and again of a server that refuses the account', async () => {
      server.steer({ oauth: 'invalid_grant' });
      const client = open();
      const outcomes = [await send(client), ...(await Promise.all([send(client), send(client)])), await send(client)];
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('misconfigured'));
      expect([tokenRequests(), server.received()]).toEqual([1, []]);
    });

    it.each(['unavailable', 'garbage'])('later of a server that answers %s', async (oauth) => {
      server.steer({ oauth });
      const client = open();
      const [first, second] = [await send(client), await send(client)];
      expect(first).toMatchObject({ kind: 'deferred', reason: `token_http_${oauth === 'garbage' ? 200 : 503}`, retryAfterMs: expect.any(Number) });
      expect(second).toMatchObject({ kind: 'deferred' });
      expect(tokenRequests()).toBe(1);
    });

    it('again once the pause is over', async () => {
      server.steer({ oauth: 'unavailable' });
      const client = open();
      await send(client);
      server.steer({});
      await until(async () => (await send(client)).kind === 'accepted');
      expect(tokenRequests()).toBe(2);
    });

    it('no longer than a send may take', async () => {
      server.steer({ oauth: 'silent' });
      const startedAt = performance.now();
      expect(await open().send(fcmShipment(), 100)).toMatchObject({ kind: 'deferred', reason: 'token_timeout' });
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    });

    it('of nobody once it is closed, and lets go of who waits', async () => {
      server.steer({ oauth: 'silent' });
      const client = open(), sending = send(client);
      await until(() => tokenRequests() === 1);
      await client.close();
      expect([await sending, await send(client)]).toMatchObject([{ kind: 'deferred' }, { kind: 'deferred' }]);
      expect(tokenRequests()).toBe(1);
    });

    it('anew when FCM no longer takes the token', async () => {
      const client = open();
      await send(client);
      server.steer({ mode: 'unauthorized', times: 1 });
      expect(await send(client)).toEqual({ kind: 'deferred', retryAfterMs: 0, reason: 'ACCESS_TOKEN_EXPIRED', response: expect.stringMatching(/^401 /) });
      expect([await send(client), tokenRequests()]).toMatchObject([{ kind: 'accepted' }, 2]);
    });

    it('no third time when FCM does not take the new one either', async () => {
      const client = open();
      await send(client);
      server.steer({ mode: 'unauthorized' });
      expect(await send(client)).toMatchObject({ kind: 'deferred', retryAfterMs: 0 });
      expect(await send(client)).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: 'ACCESS_TOKEN_EXPIRED' });
      expect(await send(client)).toMatchObject({ kind: 'misconfigured', scope: 'account' });
      expect(tokenRequests()).toBe(2);
    });

    it('over TLS, with the authority that is configured', async () => {
      const { cert, key } = await testCertificate();
      await restartWith({ publicKey: fcmPublicKey, tls: { cert, key } });
      expect(await send(open(fcmConfig(server.url, { ca: cert })))).toMatchObject({ kind: 'accepted' });
      expect(await send(open())).toMatchObject({ kind: 'deferred', reason: 'token_unreachable', response: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') });
    });
  });

  describe('is configured', () => {
    const read = (more: ProviderConfig): unknown => kind.readConfig(fcmConfig('https://fcm.example', more));

    it('by the text of the file or by its members, of which it keeps what it needs', () => {
      const { service_account: account } = kind.readConfig({ service_account: JSON.stringify(fcmAccount('https://oauth.example', { private_key_id: 'k1', client_id: '5' })) });
      expect(Object.keys(account).sort()).toEqual(['client_email', 'private_key', 'private_key_id', 'project_id', 'token_uri']);
      expect(kind.readConfig({ service_account: account })).toEqual({ service_account: account, endpoint: 'https://fcm.googleapis.com', concurrency: 500, per_second: 10_000 });
    });

    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    it.each<[string, ProviderConfig]>([
      ['service_account', { service_account: undefined }],
      ['service_account', { service_account: 'no JSON' }],
      ['service_account', { service_account: fcmAccount('https://x.example', { client_email: undefined }) }],
      ['service_account', { service_account: fcmAccount('https://x.example', { private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }) }],
      ['service_account', { service_account: fcmAccount('https://x.example', { private_key: 'secret' }) }],
      ['service_account', { service_account: fcmAccount('https://x.example', { token_uri: 'ftp://x.example' }) }],
      ['project_id', { project_id: 'a/b' }],
      ['endpoint', { endpoint: 'https://fcm.example/v1' }],
      ['endpoint', { endpoint: 'ftp://fcm.example' }],
      ['token_endpoint', { token_endpoint: 'nowhere' }],
      ['ca', { ca: 'no PEM' }],
      ['concurrency', { concurrency: 0 }],
      ['per_second', { per_second: 1.5 }],
    ])('only by a %s that makes sense', (member, more) => {
      expect(() => read(more)).toThrow(expect.objectContaining({ code: 'invalid_request', fields: [expect.objectContaining({ field: `config.${member}` })] }));
      expect(() => read(more)).not.toThrow(/secret/);
    });
  });
});
