import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import type { ProviderClient, ProviderKind, SendOutcome } from '@ringpost/domain';
import { Apns } from './apns/apns.provider.js';
import { fcmOutcome } from './fcm/fcm-answer.js';
import { Fcm } from './fcm/fcm.provider.js';
import { loopbackAppleTeam } from './loopback/apns.js';
import { loopbackServiceAccount } from './loopback/fcm.js';
import { startLoopbackSmtp } from './loopback/smtp.js';
import { postForm } from './oauth/post-form.js';
import { Smtp } from './smtp/smtp.provider.js';
import { apnsShipment } from './testing/apns-subject.js';
import { fcmShipment } from './testing/fcm-subject.js';

/** What a server of this machine gets to see of accounts that may connect to public addresses only. */
describe('an account that is public', () => {
  let server: Server;
  let port: number;
  let connections = 0;
  const ends: (() => Promise<unknown>)[] = [];
  const mail = { ...fcmShipment(), content: { kind: 'email', subject: 'a', text: 'b', transactional: true }, address: '', envelope: { to: ['ann@example.com'] } } as const;

  beforeAll(async () => {
    server = createServer((socket) => { connections += 1; socket.destroy(); });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => { connections = 0; });
  afterEach(async () => void (await Promise.all(ends.splice(0).map((end) => end()))));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const opened = (kind: ProviderKind<any>, config: object): ProviderClient => {
    const client = kind.open(kind.readConfig(config as never), 'public');
    ends.push(() => client.close());
    return client;
  };
  const refusal = (reason: string, words: string): SendOutcome => expect.objectContaining({ kind: 'deferred', reason, response: expect.stringContaining(words) });

  it.each(['127.0.0.1', 'localhost'])('does not connect to %s', async (host) => {
    const url = `http://${host}:${port}`, secured = `https://${host}:${port}`;
    for (const endpoint of [url, secured]) expect(await opened(new Apns(), { ...loopbackAppleTeam(endpoint), bundle_id: 'com.example' }).send(apnsShipment(), 5_000)).toEqual(refusal('connect', 'no public address'));
    for (const token_endpoint of [url, secured]) expect(await opened(new Fcm(), { service_account: loopbackServiceAccount(url), token_endpoint }).send(fcmShipment(), 5_000)).toEqual(refusal('token_unreachable', 'ENOTPUBLIC'));
    const smtp = opened(new Smtp(), { host, port, secure: 'none', from: 'bell@ringpost.test' });
    for (const to of ['ann@example.com', '门铃@example.com']) expect(await smtp.send({ ...mail, envelope: { to: [to] } }, 5_000)).toEqual(refusal('connection', 'no public address'));
    expect(connections).toBe(0);
  }, 30_000);

  it('keeps no word of an answer that is not FCM’s', () => {
    const answer = { status: 500, headers: {}, body: 'password=hunter2' };
    expect(fcmOutcome(answer, 'token', () => 0, 'public')).toMatchObject({ kind: 'deferred', reason: 'http_500', response: '500' });
    expect(fcmOutcome(answer, 'token', () => 0, 'anywhere')).toMatchObject({ response: '500 password=hunter2' });
  });

  it.each(['ann@example.com', '门铃@example.com'])('speaks to a mail server over the connection that was checked, to %s', async (to) => {
    const at = await startLoopbackSmtp();
    ends.push(() => at.close());
    const asked: string[] = [];
    const kind = new Smtp((host) => { asked.push(host); return new Promise((resolve) => { const socket = connect(Number(new URL(at.url).port), '127.0.0.1', () => resolve(socket)); }); });
    const outcome = await opened(kind, { host: 'mail.example.com', secure: 'none', allow_plain: true, from: 'bell@ringpost.test' }).send({ ...mail, envelope: { to: [to] } }, 10_000);
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect(at.received()).toHaveLength(1);
    expect(new Set(asked)).toEqual(new Set(['mail.example.com']));
  });
});

describe('the answer to a form', () => {
  it('is not read beyond 64 KiB', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined).end(`HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n${'x'.repeat(10_000_000)}`)); // the reader goes away in the middle
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await expect(postForm(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, { timeoutMs: 10_000, reach: 'anywhere' })).rejects.toMatchObject({ code: 'EMSGSIZE' });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
