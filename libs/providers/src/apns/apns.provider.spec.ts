import { DomainError, type ProviderClient, type ProviderConfig, type SendOutcome, type Shipment } from '@ringpost/domain';
import { TestClock } from '@ringpost/domain/testing';
import { startLoopbackApns, type LoopbackApns } from '../loopback/index.js';
import { apnsConfig, apnsShipment, deviceToken, p8, ringContent } from '../testing/apns-subject.js';
import { testCertificate } from '../testing/test-certificate.js';
import { Apns } from './apns.provider.js';

const PATIENCE_MS = 20_000;

describe('APNs', () => {
  const ends: (() => Promise<void>)[] = [];
  let clock: TestClock;
  let production: LoopbackApns;

  const start = async (...options: Parameters<typeof startLoopbackApns>): Promise<LoopbackApns> => {
    const server = await startLoopbackApns(...options);
    ends.push(() => server.close());
    return server;
  };
  const open = (more: ProviderConfig = {}, url = production.url): ProviderClient => {
    const kind = new Apns(clock);
    const client = kind.open(kind.readConfig(apnsConfig(url, more)), 'anywhere');
    ends.unshift(() => client.close());
    return client;
  };
  const send = (client: ProviderClient, more: Partial<Shipment> = {}): Promise<SendOutcome> => client.send(apnsShipment(more), PATIENCE_MS);

  beforeEach(async () => {
    clock = new TestClock();
    production = await start();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it('brings a push to the environment of its token', async () => {
    const sandbox = await start({ environment: 'sandbox' });
    const client = open({ sandbox_endpoint: sandbox.url }), token = deviceToken('5a4d');
    expect(await send(client, { address: token })).toMatchObject({ kind: 'suspect', elsewhere: true, reason: 'BadDeviceToken' });
    expect(await send(client, { address: token, environment: 'sandbox' })).toMatchObject({ kind: 'accepted' });
    expect([production.counts(), sandbox.counts()]).toMatchObject([{ received: 1 }, { accepted: 1 }]);
  });

  it('signs once for many pushes', async () => {
    const client = open();
    await Promise.all(Array.from({ length: 50 }, () => send(client)));
    expect(new Set(production.received().map(({ headers }) => headers.authorization)).size).toBe(1);
  });

  it('signs no more often for a client that is opened again, or for another account with the same key', async () => {
    const kind = new Apns(clock);
    for (const config of [apnsConfig(production.url), apnsConfig(production.url, { bundle_id: 'com.example.other' })]) {
      const client = kind.open(kind.readConfig(config), 'anywhere');
      clock.advance(2, 'seconds');
      expect(await send(client)).toMatchObject({ kind: 'accepted' });
      await client.close();
    }
    expect(new Set(production.received().map(({ headers }) => headers.authorization)).size).toBe(1);
  });

  it('signs anew when its token has expired, and lets the push be tried again at once', async () => {
    clock.advance(-2, 'hours');
    const client = open();
    expect(await send(client)).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: 'ExpiredProviderToken', response: expect.stringContaining('clock') });
    clock.advance(15, 'minutes');
    expect(await send(client)).toMatchObject({ kind: 'deferred', reason: 'ExpiredProviderToken', retryAfterMs: 0 });
    clock.setTo(new Date());
    expect(await send(client)).toMatchObject({ kind: 'accepted' });
  });

  it('uses the bundle id of the account for a token that names no app', async () => {
    expect(await send(open({ bundle_id: 'com.example.other' }), { appId: '' })).toMatchObject({ kind: 'accepted' });
    expect(production.received()[0]?.headers['apns-topic']).toBe('com.example.other');
    expect(await send(open(), { appId: '' })).toMatchObject({ kind: 'misconfigured', scope: 'account' });
  });

  it.each<[string, Partial<Shipment>]>([
    ['a token that is none', { address: 'fcm:APA91b/../..' }],
    ['a bundle id that is none', { appId: 'com.example\r\nx: y' }],
  ])('sends nothing to %s', async (_what, more) => {
    expect(await send(open(), more)).toMatchObject({ kind: 'suspect', elsewhere: false });
    expect(production.counts()).toEqual({});
  });

  it('answers also for content that is no push', async () => {
    expect(await send(open(), { content: { kind: 'sms', text: 'no' } })).toMatchObject({ kind: 'misconfigured', scope: 'payload' });
  });

  it('sends a ring on a connection of its own', async () => {
    const client = open();
    await Promise.all([send(client), send(client, { content: ringContent(), purpose: 'ring' })]);
    expect(production.counts()).toMatchObject({ connections: 2, accepted: 2 });
  });

  it('speaks TLS with a certificate that it is told to trust', async () => {
    const tls = await testCertificate(), secured = await start({ tls });
    expect(await send(open({ ca: tls.cert }, secured.url))).toMatchObject({ kind: 'accepted' });
    expect(await send(open({}, secured.url))).toMatchObject({ kind: 'deferred', reason: 'connect' });
  });

  it('fills in what a configuration leaves out, and drops what it does not know', () => {
    const { team_id, key_id, private_key } = apnsConfig('');
    expect(new Apns().readConfig({ team_id, key_id, private_key, more: 1 })).toEqual({
      team_id, key_id, private_key, endpoint: 'https://api.push.apple.com', sandbox_endpoint: 'https://api.sandbox.push.apple.com',
    });
  });

  it.each<[string, unknown]>([
    ['team_id', 'team'], ['team_id', undefined], ['key_id', 7], ['private_key', 'no key'], ['private_key', p8('P-384')], ['bundle_id', 'com.example app'],
    ['endpoint', 'api.push.apple.com'], ['endpoint', 'ftp://example.test'], ['sandbox_endpoint', 'https://example.test/3/device'], ['ca', 'no certificate'], ['concurrency', 0], ['per_second', 1.5],
  ])('refuses a configuration whose %s is %j', (member, value) => {
    const read = (): unknown => new Apns().readConfig(apnsConfig('http://127.0.0.1:1', { [member]: value }));
    expect(read).toThrow(DomainError);
    expect(read).toThrow(`config.${member} `);
  });
});
