import type { Actor, Channel } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import { RecipientRepository } from '@ringpost/persistence';
import { TestMessaging, TestSending, actorInNewTenant, colleagueOf } from '../testing/index.js';
import { Audience } from './audience.js';
import { MessageWriter } from './message-writer.js';
import { addressContext } from './message-text.js';
import { NotifyService } from './notify.service.js';
import { messageContext } from '../socket/socket-delivery.service.js';

let app: TestMessaging;
let notify: NotifyService;
let anna: Actor;
let sender: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  const { acceptances, make, wakeUps } = new TestSending(app);
  notify = new NotifyService(app.db, app.inbox, new RecipientRepository(app.db), new Audience(acceptances, make, wakeUps, app.vault), make, new MessageWriter(app.db, acceptances, wakeUps, app.vault), app.clock);
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  sender = colleagueOf(anna, 'gateway', 'notification:send');
});

const MOTION = { title: 'Motion', content: 'At the front door' };
const send = (channels?: readonly Channel[], draft: { title: string; content: string } = MOTION) => notify.send(sender, 'anna', draft, channels);
const hasPhone = (token: string, platform: 'ios' | 'android' = 'ios') => app.pushTokens().register(anna, { platform, token });

interface Row extends Record<string, unknown> {
  readonly channel: string;
  readonly user_id: string;
  readonly status: string;
  readonly error: string | null;
  readonly recipient: string;
  readonly address_sealed: Buffer | null;
  readonly payload_sealed: Buffer;
}
const rows = (): Promise<Row[]> => app.rows<Row>('select d.channel, d.user_id, d.status, d.error, d.recipient, d.address_sealed, m.payload_sealed from delivery d join message m on m.id = d.message_id where d.tenant_id = $1 order by d.id', [anna.tenantId]);
const contents = async (): Promise<any[]> => (await rows()).map(({ payload_sealed }) => JSON.parse(app.vault.open(payload_sealed, messageContext(anna.tenantId))));
const addresses = async (): Promise<string[]> => (await rows()).map(({ address_sealed }) => app.vault.open(address_sealed!, addressContext(anna.tenantId)));
const facts = async (): Promise<unknown[]> => (await rows()).map(({ channel, user_id, status, error }) => [channel, user_id, status, error]);

describe('a notification on channels', () => {
  it('goes into the inbox, to each phone and to both addresses, in one transaction', async () => {
    await hasPhone('one');
    await hasPhone('two', 'android');
    await app.recipients.put(anna, 'anna', { email: 'anna@example.com', phone: '+36301234567' });
    const { id } = await send(['push', 'sms', 'email']);
    expect(await facts()).toEqual([['push', 'anna', 'pending', null], ['push', 'anna', 'pending', null], ['sms', 'anna', 'pending', null], ['email', 'anna', 'pending', null]]);
    const [{ transactions }] = await app.rows<{ transactions: number }>(
      `select count(distinct x)::int as transactions from (select xmin::text from notification where id = $1 union all select xmin::text from delivery where tenant_id = $2 union all select xmin::text from message where tenant_id = $2) t (x)`, [id, anna.tenantId],
    ) as [{ transactions: number }];
    expect(transactions).toBe(1);
  });

  it('takes addresses that the user set', async () => {
    await app.recipients.put(anna, 'anna', { email: 'anna@example.com', phone: '13800138000' });
    await send(['email', 'sms']);
    expect(await addresses()).toEqual(['{"to":["anna@example.com"]}', '+8613800138000']);
  });

  it('is on each channel once, however often it is named', async () => {
    await hasPhone('one');
    await send(['push', 'push']);
    expect(await facts()).toEqual([['push', 'anna', 'pending', null]]);
  });

  it('is written all the same where there is nothing to send it to, and the log says so', async () => {
    await send(['push', 'sms', 'email']);
    expect(await facts()).toEqual([['push', 'anna', 'failed', 'no_token'], ['sms', 'anna', 'failed', 'no_address'], ['email', 'anna', 'failed', 'no_address']]);
    expect(await app.inbox.counts(anna)).toMatchObject({ total: 1, unread: 1 });
  });

  it('has no address in what cannot be one', async () => {
    await app.rows("insert into recipient (tenant_id, user_id, email, email_verified, phone, phone_verified, updated_at) values ($1, 'anna', $2, true, '112', true, now())", [anna.tenantId, 'anna@example.com\r\nBcc: eve@example.com']);
    await send(['sms', 'email']);
    expect((await facts()).map((fact) => (fact as unknown[])[3])).toEqual(['no_address', 'no_address']);
  });

  it('says which it is to the app, and no more than a phone shows', async () => {
    await hasPhone('one');
    const { id } = await send(['push'], { title: '🔔'.repeat(200), content: '门'.repeat(10_000) });
    const [{ body, data, title }] = await contents();
    expect([title, [...body].length, body.endsWith('…'), data]).toEqual(['🔔'.repeat(200), 400, true, { notification_id: expect.stringMatching(/^ntf_/), type: 'system' }]);
    expect((await app.inbox.get(anna, data.notification_id)).id).toBe(id);
    expect(Buffer.byteLength(JSON.stringify({ title, body, data }))).toBeLessThan(3_000);
  });

  it('is a text message with its title, and a mail whose subject is one line', async () => {
    await app.recipients.put(anna, 'anna', { email: 'anna@example.com', phone: '+36301234567' });
    await send(['sms', 'email'], { title: 'Motion\r\nBcc: eve@example.com', content: 'At the door' });
    expect(await contents()).toEqual([
      { kind: 'sms', text: 'Motion\r\nBcc: eve@example.com\nAt the door' }, { kind: 'email', subject: 'Motion Bcc: eve@example.com', text: 'At the door', transactional: true },
    ]);
  });

  it('needs the scope of notifications alone', async () => {
    expect(await codeOf(notify.send(colleagueOf(anna, 'gateway', 'communication:send'), 'anna', MOTION, ['push']))).toBe('scope_missing');
    expect(await rows()).toEqual([]);
  });

  it('that is refused sends nothing', async () => {
    await hasPhone('one');
    expect(await codeOf(notify.send(sender, 'anna', { ...MOTION, metadata: 'not json' }, ['push']))).toBe('invalid_request');
    expect([await rows(), (await app.inbox.counts(anna)).total]).toEqual([[], 0]);
  });

  it('of another tenant reaches nobody of the same name', async () => {
    await hasPhone('one');
    await notify.send(actorInNewTenant('gateway', 'notification:send'), 'anna', MOTION, ['push']);
    expect(await rows()).toEqual([]);
  });
});

it('a notification without channels is sent nowhere', async () => {
  await hasPhone('one');
  await send();
  await send([]);
  expect([await rows(), (await app.inbox.counts(anna)).total]).toEqual([[], 2]);
});
