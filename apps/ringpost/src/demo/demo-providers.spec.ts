import { randomUUID } from 'node:crypto';
import type { PushContent, SendOutcome } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { Apns, Fcm } from '@ringpost/providers';
import { loopbackAppleTeam, loopbackServiceAccount } from '@ringpost/providers/loopback';
import type { ArrivedPush } from './demo-provider.js';
import { DemoProviders } from './demo-providers.js';

const CONTENT: PushContent = { kind: 'push', title: 'Front door', body: 'A parcel is at the door.', data: { shelf: 'left' } };
const ALIVE = 'a11e'.padEnd(64, '0'), DEAD = 'dead'.padEnd(64, '0');
const LONG_AGO = new Date(0), SOON = (): Date => new Date(Date.now() + 60_000);

let providers: DemoProviders;
beforeEach(async () => { providers = await DemoProviders.start(); });
afterEach(() => providers.close());

const clientOf = (name: 'apns' | 'fcm') => {
  const { url } = providers[name].server;
  if (name === 'apns') return new Apns().open(new Apns().readConfig(loopbackAppleTeam(url)), 'anywhere');
  return new Fcm().open(new Fcm().readConfig({ service_account: loopbackServiceAccount(url), endpoint: url }), 'anywhere');
};

async function send(name: 'apns' | 'fcm', address = ALIVE, content: PushContent = CONTENT): Promise<SendOutcome['kind']> {
  const client = clientOf(name);
  const { kind } = await client.send({ deliveryId: randomUUID(), content, address, purpose: 'message', environment: 'production', appId: 'com.example.doorbell', expiresAt: SOON() }, 5_000);
  await client.close();
  return kind;
}

describe.each(['apns', 'fcm'] as const)('what a phone gets by %s', (name) => {
  it('is what the provider took, once', async () => {
    expect(await send(name)).toBe('accepted');
    expect(providers[name].arrivals(new Date())).toEqual([{ token: ALIVE, title: 'Front door', body: 'A parcel is at the door.', data: expect.objectContaining({ shelf: 'left' }) }]);
    expect(providers[name].arrivals(SOON())).toEqual([]);
  });

  it('is nothing by a token that is dead', async () => {
    expect(await send(name, DEAD)).toBe('dead');
    expect(providers[name].arrivals(SOON())).toEqual([]);
  });

  it.each(['unavailable', 'throttle'] as const)('is nothing that came while the provider was told to be "%s", also later', async (mode) => {
    providers[name].steer(mode, new Date());
    expect(await send(name)).toBe('deferred');
    providers[name].steer('ok', new Date());
    expect(providers[name].arrivals(SOON())).toEqual([]);
    expect(await send(name)).toBe('accepted');
    expect(providers[name].arrivals(new Date())).toHaveLength(1);
  });

  it('comes later by a provider that is slow', async () => {
    providers[name].steer('slow', new Date());
    const sending = send(name), arrived: ArrivedPush[] = [];
    await until(() => providers[name].server.counts().received === 1);
    expect(providers[name].arrivals(LONG_AGO)).toEqual([]);
    await sending;
    arrived.push(...providers[name].arrivals(SOON()));
    expect(arrived).toMatchObject([{ token: ALIVE }]);
  });
});
