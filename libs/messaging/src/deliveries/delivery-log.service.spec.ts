import type { Channel, DeliveryStatus, PageRequest } from '@ringpost/domain';
import { user } from '@ringpost/persistence/testing';
import type { DeliveryLogService } from './delivery-log.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());

const FIRST_PAGE: PageRequest = { by: 'page', page: 1, size: 100 };

describe('the delivery log', () => {
  it('is the caller’s own, newest first, masked', async () => {
    const anna = actorInNewTenant('anna');
    const log = user(app.db, anna.tenantId, 'anna');
    await log.hasDelivery({ channel: 'sms', recipient: '13800138000', content: 'Code 482913' });
    await log.hasDelivery({ channel: 'email', recipient: 'anna@example.com' });
    await user(app.db, anna.tenantId, 'bert').hasDelivery();
    const { items, total } = await app.deliveries.list(anna, {}, FIRST_PAGE);
    expect(items.map(({ channel, recipient, content }) => [channel, recipient, content])).toEqual([['email', 'a***@example.com', 'Ding dong'], ['sms', '138****8000', 'Code ******']]);
    expect(total).toBe(2);
    expect(await app.deliveries.list(colleagueOf(anna, 'carl'), {}, FIRST_PAGE)).toMatchObject({ items: [], total: 0 });
  });

  it.each<[{ channel?: Channel; status?: DeliveryStatus }, number]>([[{}, 9], [{ channel: 'sms' }, 5], [{ status: 'pending' }, 9], [{ status: 'failed' }, 0], [{ channel: 'push', status: 'pending' }, 4]])(
    'for %j has %d rows, each exactly once by page and by cursor', async (filter, count) => {
      const anna = actorInNewTenant('anna');
      const log = user(app.db, anna.tenantId, 'anna');
      for (let i = 0; i < 9; i++) await log.hasDelivery({ channel: i % 2 ? 'push' : 'sms' });
      const whole = (await app.deliveries.list(anna, filter, FIRST_PAGE)).items.map(({ id }) => id);
      expect(whole).toEqual([...new Set(whole)].sort().reverse());
      expect(whole).toHaveLength(count);
      const walked: string[] = [];
      for (let after: string | undefined = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; after;) {
        const part: Awaited<ReturnType<DeliveryLogService['list']>> = await app.deliveries.list(anna, filter, { by: 'cursor', after, size: 2 });
        walked.push(...part.items.map(({ id }) => id));
        after = part.next;
      }
      expect(walked).toEqual(whole);
      expect(await app.deliveries.list(anna, filter, { by: 'page', page: 99, size: 2 })).toMatchObject({ items: [], total: count, hasNext: false });
    },
  );
});
