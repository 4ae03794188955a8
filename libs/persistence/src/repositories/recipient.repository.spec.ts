import { createTestDatabase, user, type TestDatabase, type TestUser } from '../testing/index.js';
import { RecipientRepository } from './recipient.repository.js';

let test: TestDatabase;
let recipients: RecipientRepository;
let anna: TestUser;
let tenant = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  recipients = new RecipientRepository(test.db);
});
afterAll(() => test.drop());
beforeEach(() => { anna = user(test.db, `tnt_${++tenant}`, 'anna'); });

const known = (userId: string, email: string | null, emailVerified = true, { actor } = anna): Promise<void> =>
  test.db.run(actor, async (tx) => void Object.assign(await recipients.claim(tx, userId, new Date()), { name: `The ${userId}`, email, emailVerified }));

describe('a verified e-mail address', () => {
  it.each(['bert@example.com', 'BERT@Example.COM', '  bert@example.com '])('is found however it is written: %j', async (email) => {
    await known('bert', 'Bert@Example.com');
    expect(await recipients.verified(anna.actor, email)).toEqual(['bert']);
  });

  it('is found only while it is verified, and after a change under the new one', async () => {
    await known('bert', 'bert@example.com', false);
    expect(await recipients.verified(anna.actor, 'bert@example.com')).toEqual([]);
    await known('bert', 'b@example.com');
    expect([await recipients.verified(anna.actor, 'bert@example.com'), await recipients.verified(anna.actor, 'b@example.com')]).toEqual([[], ['bert']]);
  });

  it('of more than one user names two of them', async () => {
    for (const name of ['bert', 'carl', 'dora']) await known(name, 'family@example.com');
    expect(await recipients.verified(anna.actor, 'family@example.com')).toHaveLength(2);
  });

  it('is looked for in the tenant only', async () => {
    await known('bert', 'bert@example.com', true, user(test.db, 'tnt_other', 'bert'));
    expect(await recipients.verified(anna.actor, 'bert@example.com')).toEqual([]);
  });

  it('is found by its index, under row-level security too', async () => {
    await test.db.run(anna.actor, (tx) => tx.sql("insert into recipient (tenant_id, user_id, email, email_verified, phone_verified, updated_at) select $1, 'u' || n, 'u' || n || '@example.com', true, false, now() from generate_series(1, 5000) n", [anna.tenantId]));
    await test.sql('analyze recipient');
    const plan = await test.db.run(anna.actor, (tx) => tx.sql<{ 'QUERY PLAN': string }>("explain select user_id from recipient where tenant_id = $1 and email_key = lower(btrim('U7@example.com')) and email_verified limit 2", [anna.tenantId]));
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/recipient_verified_email[^]*Index Cond:.*email_key/);
  });
});
