import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { EmailContent, EmailEnvelope, ProviderClient, ProviderConfig, SendOutcome, Shipment } from '@ringpost/domain';
import { until } from '@ringpost/domain/testing';
import { startLoopbackSmtp, type LoopbackSmtp, type LoopbackSmtpOptions, type ReceivedSmtpMail } from '../loopback/smtp.js';
import { testCertificate } from '../testing/test-certificate.js';
import { Smtp } from './smtp.provider.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const FROM = 'Ringpost <bell@ringpost.test>';
const smtp = new Smtp();
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

const content = (more: Partial<EmailContent> = {}): EmailContent => ({ kind: 'email', subject: 'The door', text: 'Somebody is there.', transactional: true, ...more });

const shipment = (envelope: EmailEnvelope, mail: Partial<EmailContent> = {}): Shipment => ({
  deliveryId: ID, content: content(mail), address: '', envelope, purpose: 'message', environment: 'production', appId: '', expiresAt: new Date(Date.now() + 60_000),
});

async function loopback(options: LoopbackSmtpOptions = {}): Promise<LoopbackSmtp> {
  const server = await startLoopbackSmtp(options);
  opened.push(server);
  return server;
}

function open(url: string, config: ProviderConfig = {}): ProviderClient {
  const { hostname, port } = new URL(url);
  const client = smtp.open(smtp.readConfig({ host: hostname, port: Number(port), secure: 'none', from: FROM, ...config }), 'anywhere');
  opened.unshift(client); // closed before the server
  return client;
}

/** Sends one mail to one address at a server of its own. */
async function sendTo(to: string | readonly string[], { mail, config, server }: { mail?: Partial<EmailContent>; config?: ProviderConfig; server?: LoopbackSmtpOptions } = {}): Promise<{ outcome: SendOutcome; mail?: ReceivedSmtpMail }> {
  const at = await loopback(server);
  const outcome = await open(at.url, config).send(shipment({ to: [to].flat() }, mail), 10_000);
  return { outcome, mail: at.received()[0] };
}

/** A server that does with each connection what it is told to. */
async function rawServer(greet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => new Promise((resolve) => { server.close(() => resolve()); sockets.forEach((socket) => socket.destroy()); }) });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each line with what the script has for its verb, and `250 ok` where it has nothing. */
const scripted = (script: Record<string, string>) => (socket: Socket): void => {
  socket.write(script['greeting'] ?? '220 scripted\r\n');
  socket.setEncoding('utf8').on('data', (lines: string) => {
    for (const line of lines.split('\r\n').filter(Boolean)) socket.write(script[line.split(/[ :]/)[0]!.toUpperCase()] ?? '250 ok\r\n');
  });
};

describe('a mail', () => {
  it('arrives as it was given, from and to whom it was given', async () => {
    const server = await loopback();
    const outcome = await open(server.url, { reply_to: 'Help <help@ringpost.test>' }).send(shipment({ to: ['anna@example.com'], cc: ['ben@example.com'], bcc: ['cleo@example.com'] }, { html: '<p>Somebody is there.</p>' }), 10_000);
    expect(outcome).toEqual({ kind: 'accepted', providerId: '0000000001', response: '250 2.0.0 Ok: queued as 0000000001' });
    const [mail] = server.received();
    expect(mail).toMatchObject({ subject: 'The door', text: 'Somebody is there.', html: '<p>Somebody is there.</p>', envelope: { from: 'bell@ringpost.test', to: ['anna@example.com', 'ben@example.com', 'cleo@example.com'] } });
    expect(mail!.headers).toMatchObject({ from: FROM, to: 'anna@example.com', cc: 'ben@example.com', 'reply-to': 'Help <help@ringpost.test>' });
    expect(mail!.raw).not.toContain('cleo@');
  });

  it('has one part when one is given', async () => {
    const { mail: html } = await sendTo('anna@example.com', { mail: { text: undefined, html: '<p>Hi</p>' } });
    expect(html).toMatchObject({ html: '<p>Hi</p>' });
    expect(html!.headers['content-type']).toMatch(/^text\/html/);
    const { mail: text } = await sendTo('anna@example.com');
    expect(text!.headers['content-type']).toMatch(/^text\/plain/);
  });

  it('has the same Message-ID and envelope id at every try, made of the delivery', async () => {
    const server = await loopback();
    const client = open(server.url, { return_path: 'bounces@mail.ringpost.test' });
    for (let tries = 0; tries < 2; tries += 1) await client.send(shipment({ to: ['anna@example.com'] }), 10_000);
    const mails = server.received();
    expect(mails.map(({ headers }) => headers['message-id'])).toEqual([`<${ID}@ringpost.test>`, `<${ID}@ringpost.test>`]);
    expect(mails[0]!.envelope).toEqual({ from: 'bounces@mail.ringpost.test', to: ['anna@example.com'], envelopeId: ID, returned: 'HDRS', notify: ['FAILURE', 'DELAY'], smtpUtf8: false });
    expect(mails[1]!.envelope).toEqual(mails[0]!.envelope);
    expect(server.counts()).toMatchObject({ connections: 1, accepted: 2 });
  });

  it('asks for no report where the account or the server does not want that', async () => {
    const none = { envelopeId: null, returned: null, notify: [] };
    expect((await sendTo('anna@example.com', { config: { dsn: false } })).mail!.envelope).toMatchObject(none);
    expect((await sendTo('anna@example.com', { server: { without: ['DSN'] } })).mail!.envelope).toMatchObject(none);
  });

  it('is accepted under its Message-ID where the server names no id', async () => {
    const url = await rawServer(scripted({ DATA: '354 go\r\n250 fine\r\n' }));
    expect(await open(url).send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'accepted', providerId: `<${ID}@ringpost.test>` });
  });

  it.each([
    ['250 2.0.0 Ok: queued as 4QxT7g2bLmz9sXX', '4QxT7g2bLmz9sXX'],
    ['250 OK id=1tpBxY-000000003aB-1cDe', '1tpBxY-000000003aB-1cDe'],
  ])('is accepted under what %j names', async (reply, providerId) => {
    const url = await rawServer(scripted({ DATA: `354 go\r\n${reply}\r\n` }));
    expect(await open(url).send(shipment({ to: ['anna@example.com'] }), 10_000)).toEqual({ kind: 'accepted', providerId, response: reply });
  });
});

describe('a mail that can be unsubscribed from', () => {
  const config = { unsubscribe_url: 'https://ringpost.test/u/{delivery_id}?one=1', unsubscribe_mailto: 'leave@ringpost.test' };

  it('says how, in one click', async () => {
    const { mail } = await sendTo('anna@example.com', { config, mail: { transactional: false } });
    expect(mail!.headers['list-unsubscribe']).toBe(`<https://ringpost.test/u/${ID}?one=1>, <mailto:leave@ringpost.test?subject=unsubscribe%20${ID}>`);
    expect(mail!.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  });

  it('says no more than is configured', async () => {
    const { mail: byMail } = await sendTo('anna@example.com', { config: { unsubscribe_mailto: 'leave@ringpost.test' }, mail: { transactional: false } });
    expect(byMail!.headers['list-unsubscribe']).toBe(`<mailto:leave@ringpost.test?subject=unsubscribe%20${ID}>`);
    expect(byMail!.headers).not.toHaveProperty('list-unsubscribe-post');
    const { mail: neither } = await sendTo('anna@example.com', { mail: { transactional: false } });
    expect(neither!.headers).not.toHaveProperty('list-unsubscribe');
  });

  it('is never one that somebody is sent because of what they did', async () => {
    const { mail } = await sendTo('anna@example.com', { config });
    expect(mail!.headers).not.toHaveProperty('list-unsubscribe');
    expect(mail!.headers).not.toHaveProperty('list-unsubscribe-post');
  });

  it('is signed with both headers', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
    const { mail } = await sendTo('anna@example.com', { config: { ...config, dkim: { domain: 'ringpost.test', selector: 'k1', private_key: privateKey } }, mail: { transactional: false } });
    const signature = mail!.headers['dkim-signature']!.replace(/\s/g, '');
    expect(signature).toMatch(/^v=1;a=rsa-sha256;c=relaxed\/relaxed;d=ringpost\.test;q=dns\/txt;s=k1;/);
    expect(signature).toMatch(/;h=[\w:-]*list-unsubscribe:list-unsubscribe-post;/i);
  });
});

describe('languages', () => {
  it('are all the same to subjects, words and names', async () => {
    const { mail } = await sendTo('anna@example.com', { config: { from: '门铃 🔔 <bell@ringpost.test>' }, mail: { subject: '有人按门铃 🔔 — Ωμέγα', text: '有人在门口。', html: '<p>有人在门口。</p>' } });
    expect(mail).toMatchObject({ subject: '有人按门铃 🔔 — Ωμέγα', text: '有人在门口。', html: '<p>有人在门口。</p>' });
    expect(mail!.headers['from']).toMatch(/^=\?UTF-8\?.* <bell@ringpost\.test>$/);
    expect(mail!.raw).toMatch(/^[\x00-\x7f]*$/);
  });

  it('go to any server as A-labels in a domain', async () => {
    const { outcome, mail } = await sendTo('anna@bücher.example', { server: { without: ['SMTPUTF8'] }, config: { from: 'Bell <bell@türklingel.example>' } });
    expect(outcome.kind).toBe('accepted');
    expect(mail!.headers).toMatchObject({ to: 'anna@xn--bcher-kva.example', from: 'Bell <bell@xn--trklingel-q9a.example>', 'message-id': `<${ID}@xn--trklingel-q9a.example>` });
    expect(mail!.envelope.smtpUtf8).toBe(false);
  });

  it('go to a server that offers SMTPUTF8 in an address', async () => {
    const { outcome, mail } = await sendTo('用户@例え.テスト');
    expect(outcome.kind).toBe('accepted');
    expect(mail!.envelope).toMatchObject({ to: ['用户@例え.テスト'], smtpUtf8: true });
    expect(mail!.headers['to']).toBe('用户@例え.テスト');
  });

  it('are not sent in an address to a server that does not', async () => {
    const server = await loopback({ without: ['SMTPUTF8'] });
    const client = open(server.url);
    expect(await client.send(shipment({ to: ['anna@example.com', '用户@例え.テスト'] }), 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'smtputf8' });
    expect(server.counts()).not.toHaveProperty('received');
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'accepted' });
  });

  it('are asked about once of a server that offers them', async () => {
    const server = await loopback();
    const client = open(server.url);
    for (let mails = 0; mails < 3; mails += 1) expect(await client.send(shipment({ to: ['用户@例え.テスト'] }), 10_000)).toMatchObject({ kind: 'accepted' });
    expect(server.counts()).toMatchObject({ connections: 2, accepted: 3 });
  });

  it('wait for a server that cannot be asked', async () => {
    const server = await loopback();
    const client = open(server.url);
    await server.close();
    expect(await client.send(shipment({ to: ['用户@例え.テスト'] }), 10_000)).toMatchObject({ kind: 'deferred', reason: 'connection' });
    const silent = await rawServer(() => undefined);
    expect(await open(silent).send(shipment({ to: ['用户@例え.テスト'] }), 300)).toMatchObject({ kind: 'deferred', reason: 'timeout' });
  });
});

describe('a header', () => {
  const EVIL = ['\r\nBcc: eve@example.com', '\nBcc: eve@example.com', '\rBcc: eve@example.com', '\r\n\r\nBcc: eve@example.com', '\u2028Bcc: eve@example.com', '\u2029Bcc: eve@example.com', '\u0085Bcc: eve@example.com', '\v\fBcc: eve@example.com', '嘊Bcc: eve@example.com', '\u0000Bcc: eve@example.com', '=?utf-8?Q?=0D=0ABcc:_eve@example.com?=', '%0d%0aBcc: eve@example.com'];

  it.each(EVIL)('cannot be put into a subject by %j', async (evil) => {
    const { outcome, mail } = await sendTo('anna@example.com', { mail: { subject: `The door${evil}` } });
    expect(outcome.kind).toBe('accepted');
    expect(mail!.headers).not.toHaveProperty('bcc');
    expect(mail!.envelope.to).toEqual(['anna@example.com']);
    const head = mail!.raw.slice(0, mail!.raw.indexOf('\r\n\r\n'));
    expect(head.replaceAll('\r\n', '')).not.toMatch(/[\r\n\v\f\0\x80-\uffff]/);
    expect(head.split(/\r\n(?![ \t])/).map((line) => line.split(':')[0])).toEqual(['From', 'To', 'Subject', 'Message-ID', 'Content-Transfer-Encoding', 'Date', 'MIME-Version', 'Content-Type']);
  });

  it.each(EVIL)('cannot be put into an address or its command by %j', async (evil) => {
    const server = await loopback();
    const client = open(server.url);
    for (const to of [`anna@example.com${evil}`, `anna${evil}@example.com`, `anna${evil}`]) {
      expect(await client.send(shipment({ to: [to] }), 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'address' });
      expect(await client.send(shipment({ to: ['ben@example.com'], bcc: [to] }), 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'address' });
    }
    expect(server.counts()).toEqual({});
  });

  it('is folded when it is long', async () => {
    const { mail } = await sendTo('anna@example.com', { mail: { subject: 'word '.repeat(150).trim() } });
    expect(mail!.subject).toBe('word '.repeat(150).trim());
    expect(Math.max(...mail!.raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('cannot be ended, nor the mail, by a dot in the text', async () => {
    const { mail } = await sendTo('anna@example.com', { mail: { text: 'one\r\n.\r\nMAIL FROM:<eve@example.com>\r\n..two' } });
    expect(mail!.text!.replaceAll('\r\n', '\n')).toBe('one\n.\nMAIL FROM:<eve@example.com>\n..two');
  });
});

describe('an address', () => {
  it.each([
    ['unknown@example.com', { kind: 'dead', reason: '5.1.1', response: '550 5.1.1 <u***@example.com>: Recipient address rejected: User unknown' }],
    ['nobody@example.com', { kind: 'dead', reason: '550' }],
    ['nullmx@example.com', { kind: 'dead', reason: '5.1.10' }],
    ['disabled@example.com', { kind: 'misconfigured', scope: 'payload', reason: '5.2.1' }],
    ['full@example.com', { kind: 'deferred', reason: '4.2.2' }],
    ['grey@example.com', { kind: 'deferred', reason: '4.7.1' }],
    ['policy@example.com', { kind: 'misconfigured', scope: 'payload', reason: '5.7.1' }],
    ['relay@example.com', { kind: 'misconfigured', scope: 'account', reason: '5.7.1' }],
    ['big@example.com', { kind: 'misconfigured', scope: 'payload', reason: '5.3.4' }],
    ['spam@example.com', { kind: 'misconfigured', scope: 'payload', reason: '5.7.1', response: '554 5.7.1 Message for s***@example.com rejected as spam' }],
    ['later@example.com', { kind: 'deferred', reason: '4.3.0' }],
  ])('%s has its outcome, which does not name it', async (to, expected) => {
    for (const without of [[], ['PIPELINING']] as const) {
      const { outcome } = await sendTo(to, { server: { without } });
      expect(outcome).toMatchObject(expected);
      expect(JSON.stringify(outcome)).not.toContain(to);
    }
  });

  it('that is refused beside one that is not leaves the mail accepted, and is told of', async () => {
    const { outcome, mail } = await sendTo(['anna@example.com', 'unknown@example.com', 'full@example.com']);
    expect(outcome).toEqual({ kind: 'accepted', providerId: '0000000001', response: '250 2.0.0 Ok: queued as 0000000001; refused 2 of 3: u***@example.com 5.1.1, f***@example.com 4.2.2' });
    expect(mail!.envelope.to).toEqual(['anna@example.com']);
  });

  it('is dead only where all are', async () => {
    expect((await sendTo(['unknown@example.com', 'unknown@example.org'])).outcome).toMatchObject({ kind: 'dead' });
    expect((await sendTo(['unknown@example.com', 'policy@example.com'])).outcome).toMatchObject({ kind: 'misconfigured', scope: 'payload' });
    expect((await sendTo(['unknown@example.com', 'full@example.com'])).outcome).toMatchObject({ kind: 'deferred' });
  });

  it('is needed', async () => {
    const client = open((await loopback()).url);
    for (const to of [[], ['anna'], ['anna@example.com', '']]) expect(await client.send(shipment({ to }), 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'address' });
    expect(await client.send({ ...shipment({ to: [] }), envelope: undefined }, 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'address' });
  });

  it('is no place for what is no mail', async () => {
    const client = open((await loopback()).url);
    expect(await client.send({ ...shipment({ to: ['anna@example.com'] }), content: { kind: 'sms', text: 'hi' } }, 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: 'content' });
  });
});

describe('a server', () => {
  const send = async (url: string, config?: ProviderConfig, timeoutMs = 10_000): Promise<SendOutcome> => open(url, config).send(shipment({ to: ['anna@example.com'] }), timeoutMs);

  it.each([
    ['throttle', { kind: 'deferred', reason: '4.7.28', throttled: true }],
    ['unavailable', { kind: 'deferred', reason: '4.3.2' }],
    ['garbage', { kind: 'deferred', reason: 'protocol', response: 'the server answered with what is no reply of SMTP' }],
    ['reset', { kind: 'deferred', reason: 'connection' }],
  ])('that answers with %s makes the mail wait, and takes the next one', async (mode, expected) => {
    const server = await loopback();
    const client = open(server.url);
    server.steer({ mode });
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject(expected);
    server.steer({});
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'accepted' });
  });

  it('that is slow is waited for', async () => {
    const server = await loopback();
    server.steer({ mode: 'slow', delayMs: 300 });
    expect(await send(server.url)).toMatchObject({ kind: 'accepted' });
  });

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'])('that falls silent at %s is not waited for longer than was said', async (verb) => {
    const url = await rawServer(scripted({ [verb]: '' }));
    const client = open(url);
    const started = performance.now();
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 400)).toMatchObject({ kind: 'deferred', reason: 'timeout' });
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it('that drips its reply is not waited for either', async () => {
    const url = await rawServer((socket) => {
      const timer = setInterval(() => socket.write('220-still here\r\n'), 20);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await send(url, {}, 400)).toMatchObject({ kind: 'deferred', reason: 'timeout' });
  });

  it('that talks without end is left', async () => {
    const url = await rawServer((socket) => socket.write(`220-${'x'.repeat(200_000)}`));
    expect(await send(url)).toMatchObject({ kind: 'deferred', reason: 'protocol' });
  });

  it('that is not there makes the mail wait', async () => {
    const server = await loopback();
    await server.close();
    expect(await send(server.url)).toMatchObject({ kind: 'deferred', reason: 'connection' });
  });

  it('that closes before it greets makes the mail wait', async () => {
    expect(await send(await rawServer((socket) => socket.end()))).toMatchObject({ kind: 'deferred', reason: 'connection' });
  });

  it('that refuses us does so for the account', async () => {
    expect(await send(await rawServer(scripted({ greeting: '554 5.7.1 Client host blocked\r\n' })))).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: '5.7.1' });
    expect(await send(await rawServer(scripted({ MAIL: '550 5.7.1 Sender not owned\r\n', RCPT: '503 no\r\n', DATA: '503 no\r\n' })))).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: '5.7.1' });
    expect(await send(await rawServer(scripted({ MAIL: '552 5.3.4 too big\r\n' })))).toMatchObject({ kind: 'misconfigured', scope: 'payload', reason: '5.3.4' });
  });

  it('is spoken to over as many connections as the account has, and no more', async () => {
    const server = await loopback({ delayMs: 50 });
    const client = open(server.url, { concurrency: 2 });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => client.send(shipment({ to: ['anna@example.com'] }), 10_000)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'accepted'));
    expect(server.counts()).toMatchObject({ connections: 2, accepted: 8 });
  });

  it('that dropped an idle connection gets the mail over another one', async () => {
    const server = await loopback();
    const client = open(server.url, { concurrency: 1 });
    server.steer({ mode: 'goaway' });
    for (let mails = 0; mails < 3; mails += 1) expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'accepted' });
    expect(server.counts()).toMatchObject({ connections: 3, accepted: 3 });
  });
});

describe('a login', () => {
  const login = { username: 'bell', password: 'correct horse' };

  it('is made with what is configured', async () => {
    const { outcome, mail } = await sendTo('anna@example.com', { server: { login }, config: login });
    expect(outcome.kind).toBe('accepted');
    expect(mail!.username).toBe('bell');
  });

  it('that is refused is the account\'s fault, and its password is not told', async () => {
    const { outcome } = await sendTo('anna@example.com', { server: { login }, config: { ...login, password: 'wrong staple' } });
    expect(outcome).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: '5.7.8' });
    expect(JSON.stringify(outcome)).not.toMatch(/staple|d3Jvbmcgc3RhcGxl/);
  });

  it('that is missing is the account\'s fault', async () => {
    expect((await sendTo('anna@example.com', { server: { login } })).outcome).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: '530' });
  });

  it('that cannot be checked now makes the mail wait', async () => {
    const url = await rawServer(scripted({ EHLO: '250-scripted\r\n250 AUTH PLAIN\r\n', AUTH: '454 4.7.0 Temporary authentication failure\r\n' }));
    expect(await open(url, login).send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'deferred', reason: '4.7.0' });
  });

  it('is refused by steering too', async () => {
    const server = await loopback({ login });
    const client = open(server.url, login);
    server.steer({ login: 'refused' });
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: '5.7.8' });
    server.steer({});
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'accepted' });
    expect(() => server.steer({ login: 'perhaps' })).toThrow(TypeError);
  });
});

describe('a connection', () => {
  it.each([['starttls', false], ['tls', true]] as const)('is secured by %s with a certificate that is trusted', async (secure, implicitTls) => {
    const tls = await testCertificate();
    const login = { username: 'bell', password: 'correct horse' };
    const { outcome, mail } = await sendTo('anna@example.com', { server: { tls, implicitTls, login }, config: { secure, ca: tls.cert, ...login } });
    expect(outcome.kind).toBe('accepted');
    expect(mail).toMatchObject({ secure: true, username: 'bell', envelope: { envelopeId: ID } });
  });

  it.each([['starttls', false], ['tls', true]] as const)('is not made by %s to whom a certificate does not prove', async (secure, implicitTls) => {
    const tls = await testCertificate();
    const untrusted = await sendTo('anna@example.com', { server: { tls, implicitTls }, config: { secure } });
    expect(untrusted.outcome).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: 'certificate' });
    const misnamed = await sendTo('anna@example.com', { server: { tls, implicitTls }, config: { secure, ca: tls.cert, host: 'localhost' } }); // it names 127.0.0.1 alone
    expect(misnamed.outcome).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: 'certificate' });
    expect([untrusted.mail, misnamed.mail]).toEqual([undefined, undefined]);
  });

  it('is not used in the clear where it was to be secured', async () => {
    const { outcome, mail } = await sendTo('anna@example.com', { config: { secure: 'starttls' } });
    expect(outcome).toMatchObject({ kind: 'misconfigured', scope: 'account', reason: '500' });
    expect(mail).toBeUndefined();
  });

  it('that fails while it is secured makes the mail wait', async () => {
    const url = await rawServer(scripted({ EHLO: '250-scripted\r\n250 STARTTLS\r\n', STARTTLS: '220 go\r\nthis is no TLS\r\n' }));
    expect(await open(url, { secure: 'starttls' }).send(shipment({ to: ['anna@example.com'] }), 3_000)).toMatchObject({ kind: 'deferred' });
  });
});

describe('a closed client', () => {
  it('lets a mail that is under way arrive', async () => {
    const server = await loopback({ delayMs: 200 });
    const client = open(server.url);
    const sending = client.send(shipment({ to: ['anna@example.com'] }), 10_000);
    await until(() => server.counts()['received'] === 1);
    await client.close();
    expect(await sending).toMatchObject({ kind: 'accepted' });
  });

  it('waits no longer than a few seconds for one that does not', async () => {
    const server = await loopback();
    const client = open(server.url);
    server.steer({ mode: 'silent' });
    const sending = client.send(shipment({ to: ['anna@example.com'] }), 60_000);
    await until(() => server.counts()['silent'] === 1);
    const started = performance.now();
    await client.close();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await sending).toMatchObject({ kind: 'deferred', reason: 'closed' });
  });

  it('sends no more', async () => {
    const server = await loopback();
    const client = open(server.url);
    await client.close();
    expect(await client.send(shipment({ to: ['anna@example.com'] }), 10_000)).toMatchObject({ kind: 'deferred' });
    expect(server.received()).toEqual([]);
  });
});

describe('the size of a mail', () => {
  it('may be that of any that an API takes', () => {
    expect(() => smtp.check(content({ html: 'x'.repeat(5_000_000), text: 'x'.repeat(5_000_000) }))).not.toThrow();
  });

  it('is limited', () => {
    for (const more of [{ html: 'é'.repeat(6_000_000) }, { subject: 'x'.repeat(999) }]) expect(() => smtp.check(content(more))).toThrow(expect.objectContaining({ code: 'payload_too_large' }));
  });
});

describe('an account', () => {
  it('never shows its secrets', () => {
    expect(smtp.secrets).toEqual(['password', 'callback_secret', 'dkim']);
  });
});
