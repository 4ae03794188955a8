import { createHmac, generateKeyPairSync } from 'node:crypto';
import { answerFaults, restOperations } from '@ringpost/contracts/testing';
import { DomainError, ERRORS, fromTypeId, type ErrorCode } from '@ringpost/domain';
import type { Database } from '@ringpost/persistence';
import { TestApi, type Answered, type Who } from '../../testing/test-api.js';

const EC_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const SECRET = 'what the provider signs with';
const ADMIN: Who = { user: 'usr_admin', tenant: 'tnt_1', scopes: ['tenant:admin', 'communication:send'] };
const seen = new Set<number>();

let api: TestApi;
let accounts: { smtp: string; apns: string; without: string; neighbour: string };
beforeAll(async () => {
  api = await TestApi.start();
  const [smtp, apns] = [{ host: 'mail.example.com', from: 'doorbell@example.com', dsn: true }, { team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: EC_KEY }];
  accounts = {
    smtp: await account('smtp', { ...smtp, callback_secret: SECRET }), apns: await account('apns', { ...apns, callback_secret: SECRET }, { app_id: 'com.example.doorbell' }),
    without: await account('smtp', smtp, { priority: 20 }), neighbour: await account('smtp', { ...smtp, callback_secret: SECRET }, {}, { ...ADMIN, tenant: 'tnt_2' }),
  };
});
afterAll(() => api.stop());

async function account(provider: string, config: object, more: object = {}, as = ADMIN): Promise<string> {
  const { status, body } = await api.call('POST', '/admin/communication/providers', { as, body: { channel: provider === 'smtp' ? 'email' : 'push', provider, config, ...more } });
  expect(status).toBe(201);
  return body.data.id;
}
/** A delivery that a provider took; its id as the log has it. */
async function taken(provider = 'smtp', status = 'sent', attempts = 1): Promise<string> {
  const { id } = (await api.call('POST', '/communication/email', { as: ADMIN, body: { to: ['user@example.com'], subject: 'Hello', content: 'There' } })).body.data;
  await api.sql("update delivery set status = $2, provider = $3, attempts = $4, response = '250 ok', sent_at = case when $2 = 'sent' then now() end where id = $1", [fromTypeId('log', id), status, provider, attempts]);
  return id;
}
const rowOf = async (id: string): Promise<any> => (await api.sql('select status, error, response, provider from delivery where id = $1', [fromTypeId('log', id)]))[0];

const signatureOf = (body: string | Buffer, { at = new Date(), secret = SECRET } = {}): string => {
  const t = Math.floor(at.getTime() / 1_000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;
};
interface Told {
  readonly provider?: string;
  readonly account?: string;
  readonly signature?: string | null;
  readonly type?: string;
}
async function tell(body: string, { provider = 'smtp', account: id = accounts.smtp, signature = signatureOf(body), type = 'message/rfc822' }: Told = {}, on = api): Promise<Answered> {
  const headers = { 'content-type': type, ...(signature !== null && { 'x-ringpost-signature': signature }) };
  const answer = await on.call('POST', `/communication/callback/${provider}?account=${id}`, { as: null, body, headers });
  expect(answerFaults('receiveCallback', answer.status, answer.body)).toEqual([]);
  seen.add(answer.status);
  return answer;
}
const codeOf = ({ status, body }: Answered): [number, number] => [status, body.code];
const refusal = (code: ErrorCode): [number, number] => [Math.trunc(ERRORS[code].number / 100_000), ERRORS[code].number];
const figure = async (outcome: string): Promise<number> => Number(new RegExp(`ringpost_callbacks_total\\{outcome="${outcome}"\\} (\\d+)`).exec((await api.call('GET', '/metrics', { as: null })).body)?.[1] ?? 0);

const bounce = (id: string, action = 'failed', status = '5.1.1'): string => `From: MAILER-DAEMON@mx.example.com
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Original-Envelope-Id: ${fromTypeId('log', id) ?? id}

Final-Recipient: rfc822; user@example.com
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 5.1.1 <user@example.com>: user unknown

--b--
`;

describe('a bounce', () => {
  it('ends the delivery, in the words of the server, without the address', async () => {
    const id = await taken();
    const { status, body } = await tell(bounce(id));
    expect([status, body.data]).toEqual([200, { provider: 'smtp', received: true }]);
    expect(await rowOf(id)).toMatchObject({ status: 'failed', error: 'bounced', response: expect.stringContaining('user unknown') });
    expect((await rowOf(id)).response).not.toContain('user@example.com');
  });

  it('may say that the mail arrived, which is final', async () => {
    const id = await taken();
    await tell(bounce(id, 'delivered', '2.0.0'));
    await tell(bounce(id));
    expect(await rowOf(id)).toMatchObject({ status: 'delivered', error: null, response: '250 ok' });
  });

  it('that says the server goes on trying changes nothing', async () => {
    const id = await taken(), before = await figure('unreadable');
    await tell(bounce(id, 'delayed', '4.4.7'));
    expect([(await rowOf(id)).status, await figure('unreadable')]).toEqual(['sent', before + 1]);
  });

  it('may be sent again', async () => {
    const id = await taken(), before = await figure('nothing_new'), text = bounce(id), signature = signatureOf(text);
    for (let i = 0; i < 3; i++) expect((await tell(text, { signature })).status).toBe(200);
    expect([(await rowOf(id)).status, await figure('nothing_new')]).toEqual(['failed', before + 2]);
  });

  it.each([['sent', 1, 'failed'], ['pending', 1, 'failed'], ['pending', 0, 'pending'], ['scheduled', 0, 'scheduled'], ['cancelled', 0, 'cancelled'], ['delivered', 1, 'delivered']])('of a delivery that is %s after %i tries leaves it %s', async (status, attempts, then) => {
    const id = await taken('smtp', status, attempts);
    await tell(bounce(id));
    expect((await rowOf(id)).status).toBe(then);
  });

  it.each([
    ['of a delivery that is not there', bounce('01890a5d-ac96-774b-bcce-b302099a8057'), 'unknown_delivery'],
    ['that names none', bounce('something else'), 'unreadable'],
    ['that is none', 'Subject: Out of office\r\n\r\nI am away.', 'unreadable'],
    ['that is nothing at all', '', 'unreadable'],
    ['of bytes that are no text', '\u0000\ufffd'.repeat(1_000), 'unreadable'],
  ] as const)('%s is taken, and counted', async (_what, text, outcome) => {
    const before = await figure(outcome);
    expect((await tell(text)).body.data).toEqual({ provider: 'smtp', received: true });
    expect(await figure(outcome)).toBe(before + 1);
  });

  it.each(['multipart/report; boundary=x', 'application/json', 'application/x-www-form-urlencoded', 'no type at all', 'text/plain; charset=latin1'])('is taken as it is, whatever type it says it has: %s', async (type) => {
    const id = await taken();
    expect((await tell(bounce(id), { type })).status).toBe(200);
    expect((await rowOf(id)).status).toBe('failed');
  });

  it('ends no delivery of another tenant or another provider', async () => {
    const [id, other] = [await taken(), await taken('apns')];
    expect((await tell(bounce(id), { account: accounts.neighbour })).status).toBe(200);
    expect((await tell(bounce(other))).status).toBe(200);
    expect([(await rowOf(id)).status, (await rowOf(other)).status]).toEqual(['sent', 'sent']);
  });
});

describe('a receipt of another provider', () => {
  const receipt = (members: object): Promise<Answered> => tell(JSON.stringify(members), { provider: 'apns', account: accounts.apns, type: 'application/json' });

  it('moves a delivery forward, by either of its ids', async () => {
    const [delivered, failed] = [await taken('apns'), await taken('apns')];
    expect((await receipt({ delivery_id: delivered, status: 'delivered' })).body.data).toEqual({ provider: 'apns', received: true });
    await receipt({ delivery_id: fromTypeId('log', failed), status: 'failed', error: 'user@example.com at +36 30 123 4567 is\nnot in service' });
    expect([await rowOf(delivered), await rowOf(failed)]).toEqual([
      { status: 'delivered', error: null, response: '250 ok', provider: 'apns' }, { status: 'failed', error: 'undelivered', response: '*** at *** is not in service', provider: 'apns' },
    ]);
    await receipt({ delivery_id: failed, status: 'delivered' });
    expect((await rowOf(failed)).status).toBe('failed');
  });

  it.each([
    ['no JSON', 'delivery_id=log_1', 'malformed_body', undefined],
    ['null', 'null', 'invalid_request', 'body'],
    ['without a delivery', '{"status":"delivered"}', 'invalid_request', 'delivery_id'],
    ['with a number for it', '{"delivery_id":7,"status":"delivered"}', 'invalid_request', 'delivery_id'],
    ['with another status', '{"delivery_id":"log_1","status":"opened"}', 'invalid_request', 'status'],
    ['with an error that is no text', '{"delivery_id":"log_1","status":"failed","error":{}}', 'invalid_request', 'error'],
  ] as const)('%s is refused', async (_what, body, code, field) => {
    const answer = await tell(body, { provider: 'apns', account: accounts.apns });
    expect([codeOf(answer), answer.body.errors?.[0].field]).toEqual([refusal(code), field]);
  });

  it.each(['log_1', 'nonsense', 'log_01h2xcejqtf2nbrexx3vqjhp41', ''])('of %j is taken, and counted as unknown', async (delivery_id) => {
    const before = await figure('unknown_delivery');
    expect((await receipt({ delivery_id, status: 'delivered' })).status).toBe(200);
    expect(await figure('unknown_delivery')).toBe(before + 1);
  });
});

describe('a callback', () => {
  const minutes = (n: number): Date => new Date(Date.now() + n * 60_000);

  it.each([
    ['without a signature', () => ({ signature: null })],
    ['with another form of one', () => ({ signature: 'v1=abc' })],
    ['signed with another secret', (text: string) => ({ signature: signatureOf(text, { secret: 'a guess' }) })],
    ['signed for another body', () => ({ signature: signatureOf('other') })],
    ['with the time of another signature', (text: string) => ({ signature: signatureOf(text).replace(/t=\d+/, `t=${Math.floor(minutes(1).getTime() / 1_000)}`) })],
    ['that is six minutes old', (text: string) => ({ signature: signatureOf(text, { at: minutes(-6) }) })],
    ['from six minutes ahead', (text: string) => ({ signature: signatureOf(text, { at: minutes(6) }) })],
    ['for an account that is not there', () => ({ account: 'pvd_01h2xcejqtf2nbrexx3vqjhp41' })],
    ['for no account', () => ({ account: '' })],
    ['for something that is no account', () => ({ account: 'log_01h2xcejqtf2nbrexx3vqjhp41' })],
    ['for an account without a secret', () => ({ account: accounts.without })],
    ['for an account of another provider', () => ({ account: accounts.apns })],
    ['of a provider that nobody knows', () => ({ provider: 'pigeon' })],
  ] as [string, (text: string) => Told][])('%s is refused, and told no more than that', async (_what, told) => {
    const id = await taken(), text = bounce(id), before = await figure('refused');
    const answer = await tell(text, told(text));
    expect([codeOf(answer), answer.body.detail, answer.body.errors]).toEqual([refusal('signature_invalid'), undefined, undefined]);
    expect([(await rowOf(id)).status, await figure('refused')]).toEqual(['sent', before + 1]);
  });

  it('may be four minutes late or early', async () => {
    for (const at of [minutes(-4), minutes(4)]) {
      const id = await taken(), text = bounce(id);
      await tell(text, { signature: signatureOf(text, { at }) });
      expect((await rowOf(id)).status).toBe('failed');
    }
  });

  it('is reached under the prefixes of the family, and with a token that is nobody’s', async () => {
    const id = await taken(), text = bounce(id);
    const answer = await api.call('POST', `/communication/api/v1/communication/callback/smtp?account=${accounts.smtp}`, { as: null, body: text, headers: { authorization: 'Bearer nonsense', 'x-ringpost-signature': signatureOf(text) } });
    expect([answer.status, (await rowOf(id)).status]).toEqual([200, 'failed']);
  });

  it('may have 1 MiB', async () => {
    expect((await tell('x'.repeat(1_048_576))).status).toBe(200);
    expect(codeOf(await tell('x'.repeat(1_048_577)))).toEqual(refusal('body_too_large'));
  });

  it('names its account once, in text that can be stored', async () => {
    expect(codeOf(await tell('', { account: `${accounts.smtp}&account=${accounts.apns}` }))).toEqual(refusal('invalid_request'));
    expect((await tell('', { account: '%00' })).status).toBe(400);
  });

  it('is answered with 500 or 503 when we fail, so that it comes again', async () => {
    for (const [error, status] of [[new Error('select secret'), 500], [new DomainError('unavailable', { retryAfter: 2 }), 503]] as const) {
      const broken = await TestApi.start({ instead: { askAsSystem: () => Promise.reject(error), askWithoutTenant: async () => [] } as unknown as Database });
      const answer = await tell('x', {}, broken);
      await broken.stop();
      expect(answer.status).toBe(status);
      expect(JSON.stringify(answer.body)).not.toContain('secret');
    }
  });

  it('was seen with every status that is documented', () => {
    expect([...seen].sort().map(String)).toEqual(Object.keys(restOperations.find(({ id }) => id === 'receiveCallback')!.responses).sort());
  });
});
