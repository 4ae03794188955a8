import type { Actor } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let anna: Actor;
let sender: Actor;

beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  sender = colleagueOf(anna, 'gateway', 'communication:send');
});

const get = async (actor = anna): Promise<object> => ({ ...(await app.recipients.get(actor, 'anna')) });

describe('what is known of a user', () => {
  it('is nothing at first', async () => {
    expect(await codeOf(app.recipients.get(anna, 'anna'))).toBe('recipient_not_found');
  });

  it('is what the user says, unverified', async () => {
    await app.recipients.put(anna, 'anna', { name: 'Anna', email: 'anna@example.com', timeZone: 'Europe/Berlin' });
    expect(await get()).toMatchObject({ name: 'Anna', email: 'anna@example.com', emailVerified: false, timeZone: 'Europe/Berlin', updatedAt: app.clock.now() });
  });

  it.each(['tenant:admin', 'communication:send'] as const)('is verified where somebody with %s says it', async (scope) => {
    await app.recipients.put(colleagueOf(anna, 'somebody', scope), 'anna', { email: 'anna@example.com', phone: '+4917012345678' });
    expect(await get()).toMatchObject({ emailVerified: true, phoneVerified: true });
  });

  it('may be seen and changed by the user, an administrator and a sender alone', async () => {
    await app.recipients.put(anna, 'anna', { name: 'Anna' });
    expect(await get(sender)).toMatchObject({ name: 'Anna' });
    expect(await get(colleagueOf(anna, 'admin', 'tenant:admin'))).toMatchObject({ name: 'Anna' });
    for (const stranger of [colleagueOf(anna, 'bert'), colleagueOf(anna, 'bert', 'notification:send'), actorInNewTenant('anna'), actorInNewTenant('x', 'tenant:admin')]) {
      expect(await codeOf(app.recipients.get(stranger, 'anna'))).toBe('recipient_not_found');
    }
    expect(await codeOf(app.recipients.put(colleagueOf(anna, 'bert'), 'anna', { name: 'Bert' }))).toBe('scope_missing');
  });

  it('is one row, however many change it at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => app.recipients.put(anna, 'anna', i % 2 ? { name: `Anna ${i}` } : { locale: `l-${i}` })));
    expect(await get()).toMatchObject({ name: expect.stringMatching(/^Anna/), locale: expect.stringMatching(/^l-/) });
  });
});

describe('an identity token', () => {
  it('teaches what is unset, and writes it down', async () => {
    await app.recipients.put(anna, 'anna', { name: 'Anna K.' });
    await app.recipients.learn(anna, { name: 'Anna', email: 'anna@example.com', emailVerified: true });
    expect(await get()).toMatchObject({ name: 'Anna K.', email: 'anna@example.com', emailVerified: true, learnedAt: app.clock.now() });
  });

  it('teaches at most once an hour', async () => {
    await app.recipients.learn(anna, { name: 'Anna' });
    app.clock.advance(59, 'minutes');
    await app.recipients.learn(anna, { email: 'anna@example.com' });
    expect(await get()).toMatchObject({ email: null });
    app.clock.advance(1, 'minutes');
    await app.recipients.learn(anna, { email: 'anna@example.com' });
    expect(await get()).toMatchObject({ email: 'anna@example.com' });
  });

  it('that teaches nothing leaves no row', async () => {
    await app.recipients.learn(anna, {});
    await app.recipients.learn(anna, { name: '', emailVerified: true });
    expect(await codeOf(app.recipients.get(anna, 'anna'))).toBe('recipient_not_found');
  });

  it('that teaches nothing new writes nothing', async () => {
    await app.recipients.learn(anna, { name: 'Anna' });
    const version = (): Promise<object[]> => app.rows('select xmin::text from recipient where tenant_id = $1', [anna.tenantId]);
    const before = await version();
    app.clock.advance(2, 'hours');
    await app.recipients.learn(anna, { name: 'Anna' });
    expect(await version()).toEqual(before);
  });

  it('may come twenty times at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => app.recipients.learn(anna, { name: 'Anna' })));
    expect(await get()).toMatchObject({ name: 'Anna' });
  });
});
