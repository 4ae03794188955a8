import { randomBytes } from 'node:crypto';
import { IdGenerator, Share, SystemClock } from '@ringpost/domain';
import { createTestDatabase, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { ShareRepository } from './share.repository.js';

let test: TestDatabase;
let anna: TestUser;
let tenant = 0;
beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());
beforeEach(async () => {
  anna = user(test.db, `tnt_${++tenant}`, 'anna');
  await anna.ownsDevice('cam-1');
});

const shares = new ShareRepository();
const ids = new IdGenerator(new SystemClock(), randomBytes);
const NOW = new Date('2026-03-01T12:00:00Z');
const offered = async (userId: string, notificationId = ids.next()): Promise<Share> => {
  const share = new Share(anna.tenantId, 'cam-1', userId, { senderId: 'anna', permission: 3, credentialSealed: Buffer.from([0, 1, 255]), notificationId }, NOW);
  await test.db.run(anna.actor, async (tx) => shares.add(tx, share));
  return share;
};

describe('a share', () => {
  it('is read as it was written', async () => {
    const share = await offered('bert');
    expect(await test.db.run(anna.actor, (tx) => shares.find(tx, 'cam-1', 'bert'))).toEqual(share);
  });

  it('is among the pending ones of its device until it ends', async () => {
    for (const name of ['carl', 'bert', 'dora']) await offered(name);
    await test.db.run(anna.actor, async (tx) => void (await shares.find(tx, 'cam-1', 'carl'))!.reject(NOW));
    expect((await test.db.run(anna.actor, (tx) => shares.pending(tx, 'cam-1'))).map(({ userId }) => userId)).toEqual(['bert', 'dora']);
  });

  it('goes with its device', async () => {
    await offered('bert');
    await test.db.run(anna.actor, (tx) => tx.sql("delete from device where udid = 'cam-1'"));
    expect(await test.db.run(anna.actor, (tx) => tx.sql('select 1 from share'))).toEqual([]);
  });
});

describe('the database itself', () => {
  it.each([
    ['a pending share without a credential', 'credential_sealed = null'], ['one that ended and keeps the credential', "status = 'accepted'"], ['an unknown status', "status = 'lost'"],
    ['more than all permissions', 'permission = 4'], ['less than none', 'permission = -1'],
  ])('refuses %s', async (_what, sql) => {
    await offered('bert');
    await expect(test.db.run(anna.actor, (tx) => tx.sql(`update share set ${sql}`))).rejects.toMatchObject({ code: '23514' });
  });

  it('refuses two shares that one notification asks for', async () => {
    const { notificationId } = await offered('bert');
    await expect(offered('carl', notificationId)).rejects.toMatchObject({ code: '23505', constraint: 'share_notification' });
  });
});
