import { randomBytes } from 'node:crypto';
import { until } from '@ringpost/domain/testing';
import { loopbackAppleTeam, startLoopbackApns, startLoopbackSmtp, type LoopbackApns, type LoopbackSmtp } from '@ringpost/providers/loopback';
import { OldPhone } from './testing/old-phone.js';
import { Service } from './testing/service.js';

const APP = 'com.example.doorbell';

/** One ring from the doorbell to the phones and back, on the started program: as a household sees it. */
describe('a ring', () => {
  let service: Service;
  let apns: LoopbackApns;
  let smtp: LoopbackSmtp;
  let phone: OldPhone;
  let sender: string, alice: string, bob: string;
  const iphone = { ring: randomBytes(32).toString('hex'), message: randomBytes(32).toString('hex') };

  const call = async (token: string, method: string, url: string, body?: unknown): Promise<any> => {
    const answer = await service.call(method, url, token, body);
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  };
  const trace = (ringId: string): Promise<any> => call(alice, 'GET', `/communication/rings/${ringId}`);
  /** A button that nobody pressed yet: presses within three seconds are one. */
  const door = async (udid: string): Promise<string> => {
    await call(sender, 'PUT', `/communication/devices/${udid}`, { name: udid, owner: 'usr_alice' });
    return udid;
  };
  const rung = (): any[] => apns.received().filter(({ payload }: any) => payload?.kind === 'ring');

  beforeAll(async () => {
    [service, apns, smtp] = await Promise.all([Service.create(), startLoopbackApns(), startLoopbackSmtp()]);
    await service.start();
    const token = (user: string, scope = ''): string => service.run('token', '--user', user, ...(scope ? ['--scope', scope] : [])).out.trim();
    [sender, alice, bob] = [token('usr_door', 'communication:send tenant:admin'), token('usr_alice'), token('usr_bob')];
    await call(sender, 'PUT', '/communication/devices/DB-1', { name: 'Front door', owner: 'usr_alice' });
    await call(alice, 'PUT', '/communication/devices/DB-1/members/usr_bob', { permission: 1 });
    await call(alice, 'PUT', '/communication/devices/DB-1/members/usr_carl', { permission: 1 });
    for (const purpose of ['ring', 'message'] as const) await call(alice, 'POST', '/communication/push-tokens', { platform: 'ios', token: iphone[purpose], purpose, app_id: APP, device_id: 'alice-iphone' });
    phone = new OldPhone(service);
    const old = await phone.connect({ imei: '356938035643809', imsi: '460001234567890', bundle_id: 'com.lancens.wxdoorbell' });
    await call(bob, 'POST', '/communication/push-tokens', { platform: 'android', token: old, purpose: 'ring', provider: 'socket', device_id: 'bob-android' });
    // Over the API an account cannot lead to this machine.
    const add = (provider: string, config: object, ...more: string[]): void => expect(service.run('provider:add', '--provider', provider, '--config', JSON.stringify(config), ...more)).toMatchObject({ code: 0 });
    add('apns', loopbackAppleTeam(apns.url), '--app', APP);
    add('smtp', { host: '127.0.0.1', port: Number(new URL(smtp.url).port), secure: 'none', from: 'Doorbell <door@example.com>' });
  }, 90_000);
  afterAll(async () => {
    await phone.hangUp();
    await service.remove();
    await Promise.all([apns.close(), smtp.close()]);
  });

  it('reaches a phone by APNs and one on the push socket, is answered on one and ended on the other, and the trace tells it', async () => {
    const { ring_id, targets } = await call(sender, 'POST', '/communication/rings', { device: 'DB-1' });
    expect(targets).toBe(2);
    expect(await phone.nextEvent()).toMatchObject({ uid: 'DB-1', device: 'Front door', type: '1' });
    await until(() => rung().length === 1);
    expect(rung()[0]).toMatchObject({ path: `/3/device/${iphone.ring}`, headers: { 'apns-push-type': 'voip', 'apns-topic': `${APP}.voip` }, payload: { ring_id, device: 'DB-1', device_name: 'Front door' } });
    await call(alice, 'POST', `/communication/rings/${ring_id}/ack`, {});
    await call(bob, 'POST', `/communication/rings/${ring_id}/answer`, { device_id: 'bob-android' });
    await until(() => apns.received().some(({ payload }: any) => payload?.kind === 'ring_end'));
    expect(apns.received().find(({ payload }: any) => payload?.kind === 'ring_end')).toMatchObject({
      path: `/3/device/${iphone.message}`, headers: { 'apns-push-type': 'background', 'apns-topic': APP }, payload: { ring_id, reason: 'answered', by: 'usr_bob' },
    });
    const told = await trace(ring_id);
    expect(told).toMatchObject({ ring_id, device: 'DB-1', status: 'answered', answered_by: 'usr_bob' });
    const of = (user: string): any => told.targets.find(({ user_id }: any) => user_id === user);
    expect(of('usr_alice')).toMatchObject({ platform: 'ios', provider: 'apns', status: 'delivered', acked_at: expect.any(String), attempts: [{ provider: 'apns', outcome: 'accepted', duration_ms: expect.any(Number) }] });
    expect(of('usr_bob')).toMatchObject({ platform: 'android', provider: 'socket', status: 'delivered' });
    expect(of('usr_carl')).toMatchObject({ status: 'failed', error: 'no_token', explanation: expect.stringContaining('no push token') });
    const { code, out } = service.run('trace', ring_id);
    expect(code).toBe(0);
    for (const word of ['answered', 'usr_bob', 'usr_alice', 'apns', 'socket', 'usr_carl']) expect(out).toContain(word);
    for (const address of Object.values(iphone)) expect(out).not.toContain(address);
  }, 30_000);

  it('is one ring however often the button is pressed within three seconds', async () => {
    const device = await door('DB-2'), before = rung().length;
    const rings = await Promise.all(Array.from({ length: 5 }, () => call(sender, 'POST', '/communication/rings', { device })));
    expect(new Set(rings.map(({ ring_id }) => ring_id)).size).toBe(1);
    await until(() => rung().length > before);
    await call(sender, 'DELETE', `/communication/rings/${rings[0].ring_id}`);
    expect((await trace(rings[0].ring_id)).status).toBe('cancelled');
    expect(rung()).toHaveLength(before + 1);
  }, 30_000);

  it('is refused where it is over', async () => {
    const { ring_id } = await call(sender, 'POST', '/communication/rings', { device: await door('DB-3') });
    await call(sender, 'DELETE', `/communication/rings/${ring_id}`);
    expect((await service.call('POST', `/communication/rings/${ring_id}/answer`, alice, {})).status).toBe(409);
  }, 30_000);

  it('of somebody else is not there', async () => {
    const { ring_id } = await call(sender, 'POST', '/communication/rings', { device: await door('DB-4') });
    const stranger = service.run('token', '--user', 'usr_stranger').out.trim();
    expect((await service.call('GET', `/communication/rings/${ring_id}`, stranger)).status).toBe(404);
  }, 30_000);
});

describe('a message', () => {
  let service: Service;
  let smtp: LoopbackSmtp;
  let sender: string;
  beforeAll(async () => {
    [service, smtp] = await Promise.all([Service.create(), startLoopbackSmtp()]);
    await service.start();
    sender = service.run('token', '--user', 'usr_shop', '--scope', 'communication:send tenant:admin').out.trim();
  }, 90_000);
  afterAll(async () => {
    await service.remove();
    await smtp.close();
  });

  it('fails in plain words where there is no account, and nothing pretends to have been sent', async () => {
    await service.call('POST', '/communication/push-tokens', sender, { platform: 'ios', token: randomBytes(32).toString('hex'), app_id: APP });
    const answer = await fetch(`${service.url}/communication/push`, {
      method: 'POST', headers: { authorization: `Bearer ${sender}`, 'content-type': 'application/json', prefer: 'wait=10' }, body: JSON.stringify({ user_id: 'usr_shop', title: 'Hello', body: 'There' }),
    });
    expect(((await answer.json()) as any).data).toMatchObject({ sent: false, tokens_sent: 0, tokens_failed: 1 });
    const { items } = (await service.call('GET', '/communication/logs', sender)).body;
    expect(items[0]).toMatchObject({ status: 'failed', error: 'no_account', response: `no account for app ${APP} at apns` });
  }, 30_000);

  it('by e-mail arrives, and the log has the server’s words', async () => {
    const { port } = new URL(smtp.url);
    expect(service.run('provider:add', '--provider', 'smtp', '--tenant', 'tnt_default', '--config', JSON.stringify({ host: '127.0.0.1', port: Number(port), secure: 'none', from: 'Shop <shop@example.com>' }))).toMatchObject({ code: 0 });
    const answer = await fetch(`${service.url}/communication/email`, {
      method: 'POST', headers: { authorization: `Bearer ${sender}`, 'content-type': 'application/json', prefer: 'wait=10' }, body: JSON.stringify({ to: ['ann@example.com'], subject: 'Grüße 🔔', content: 'Your verification code is 123456' }),
    });
    expect(((await answer.json()) as any).data).toMatchObject({ channel: 'email', status: 'sent', provider: 'smtp', recipient: 'a***@example.com', response: expect.stringContaining('250') });
    expect(smtp.received()).toMatchObject([{ subject: 'Grüße 🔔' }]);
    expect(JSON.stringify((await service.call('GET', '/communication/logs', sender)).body)).not.toContain('123456');
  }, 30_000);
});
