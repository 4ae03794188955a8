import { IDLE_DAYS, toTypeId, type Actor } from '@ringpost/domain';
import { LegacyAccountRepository, PARTITIONED, ensurePartitions, existingPartitions, type Partitioned } from '@ringpost/persistence';
import { user } from '@ringpost/persistence/testing';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let anna: Actor;
const TODAY = new Date();

beforeAll(async () => { app = await TestMessaging.start(); });
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(TODAY);
  anna = actorInNewTenant('anna');
});

const partitions = (table: Partitioned): Promise<string[]> =>
  app.db.asOwner(async (tx) => (await existingPartitions((sql, values) => tx.sql(sql, values), table)).map(({ name }) => name));
const partitionsSince = (date: Date): Promise<string[]> => app.db.asOwner((tx) => ensurePartitions((sql, values) => tx.sql(sql, values), TODAY, date));
const daysAgo = (days: number): Date => new Date(TODAY.getTime() - days * 86_400_000);
const monthName = (table: string, date: Date): string => `${table}_${date.toISOString().slice(0, 7).replace('-', '_')}`;

describe('a round of maintenance', () => {
  it('does nothing where nothing is due', async () => {
    await app.maintenance.run();
    expect(await app.maintenance.run()).toEqual({ partitionsMade: [], partitionsDropped: [], tokensExpired: 0, answersForgotten: 0 });
  });

  it('makes the months ahead as time goes on', async () => {
    app.clock.setTo(new Date(Date.UTC(TODAY.getUTCFullYear(), TODAY.getUTCMonth() + 1, 15)));
    const ahead = new Date(Date.UTC(TODAY.getUTCFullYear(), TODAY.getUTCMonth() + 3, 1));
    expect((await app.maintenance.run()).partitionsMade).toEqual(PARTITIONED.map((table) => monthName(table, ahead)));
  });

  it('ends tokens that no phone refreshed for as long as it may be away, of every tenant', async () => {
    const tokens = app.pushTokens();
    const bert = actorInNewTenant('bert');
    const [idle, fresh, theirs] = [await tokens.register(anna, { token: 'idle', platform: 'ios' }), await tokens.register(anna, { token: 'fresh', platform: 'ios' }), await tokens.register(bert, { token: 'idle', platform: 'ios' })];
    app.clock.advance(IDLE_DAYS, 'days');
    await tokens.register(anna, { token: 'fresh', platform: 'ios' });
    app.clock.advance(1, 'ms');
    expect((await app.maintenance.run()).tokensExpired).toBe(2);
    const states = await app.rows('select id, state, evidence, ended_at from push_token where id = any($1) order by id', [[idle, fresh, theirs].map(({ token }) => token.id)]);
    expect(states).toEqual([
      { id: idle.token.id, state: 'expired', evidence: { reason: 'idle' }, ended_at: app.clock.now() },
      { id: fresh.token.id, state: 'active', evidence: null, ended_at: null },
      { id: theirs.token.id, state: 'expired', evidence: { reason: 'idle' }, ended_at: app.clock.now() },
    ]);
    await expect(tokens.setActive(anna, toTypeId('pt', idle.token.id), true)).rejects.toMatchObject({ code: 'push_token_not_revivable' });
    expect((await tokens.register(anna, { token: 'idle', platform: 'ios' })).token).toMatchObject({ id: idle.token.id, isActive: true });
  });

  it('does not expire a token that is being registered just then', async () => {
    const tokens = app.pushTokens();
    for (let i = 0; i < 10; i++) {
      app.clock.setTo(daysAgo(IDLE_DAYS + 10));
      const { token } = await tokens.register(anna, { token: `t${i}`, platform: 'ios', deviceId: `p${i}` });
      app.clock.setTo(TODAY);
      await Promise.all([tokens.register(anna, { token: `t${i}`, platform: 'ios', deviceId: `p${i}`, language: 'de' }), app.maintenance.run()]);
      expect(await app.rows('select state from push_token where id = $1', [token.id])).toEqual([{ state: 'active' }]);
    }
  });

  it('forgets answers after a day', async () => {
    const run = () => app.idempotency.run(anna, { key: 'k', method: 'POST', path: '/', body: null }, async () => ({ status: 200, body: '' }), () => ({ status: 400, body: '' }));
    await run();
    app.clock.advance(24, 'hours');
    expect((await app.maintenance.run()).answersForgotten).toBe(0);
    app.clock.advance(1, 'ms');
    expect((await app.maintenance.run()).answersForgotten).toBe(1);
  });

  it('forgets after a day under which names events came', async () => {
    await app.rows("insert into event_guid values ($1, '\\x01', gen_random_uuid(), now() - interval '24 hours'), ($1, '\\x02', gen_random_uuid(), now() - interval '23 hours')", [anna.tenantId]);
    await app.maintenance.run();
    expect(await app.rows('select guid_hash from event_guid where tenant_id = $1', [anna.tenantId])).toEqual([{ guid_hash: Buffer.from([2]) }]);
  });

  it('removes the windows of rate limits that are over, however many, and no others', async () => {
    await app.database.sql("insert into rate_limit select decode(lpad(to_hex(i), 32, '0'), 'hex'), 1, now() + case when i <= 2500 then interval '-1 s' else interval '1 hour' end from generate_series(1, 2510) i");
    await app.maintenance.run();
    expect(await app.rows('select count(*)::int as left, bool_and(expires_at > now()) as lasting from rate_limit')).toEqual([{ left: 10, lasting: true }]);
  });

  it('leaves a window that a request counts in, and does not wait for it', async () => {
    await app.database.sql("truncate rate_limit; insert into rate_limit values ('\\x01', 1, now() - interval '1 s'), ('\\x02', 1, now() - interval '1 s')");
    await app.database.sql("begin; update rate_limit set points = 2 where key = '\\x01'");
    await app.maintenance.run();
    await app.database.sql('commit');
    expect(await app.rows("select encode(key, 'hex') as key from rate_limit")).toEqual([{ key: '01' }]);
  });

  it('drops the months past their retention, each table by its own, and takes their rows off the counts', async () => {
    await partitionsSince(daysAgo(500));
    const owner = user(app.db, anna.tenantId, 'anna');
    await owner.hasNotification({}, daysAgo(450));
    await owner.hasNotification({}, daysAgo(450));
    await owner.hasNotification({}, daysAgo(300));
    await owner.hasNotification({}, TODAY);
    const { partitionsDropped } = await app.maintenance.run();
    expect(partitionsDropped).toEqual(expect.arrayContaining([monthName('notification', daysAgo(450)), monthName('delivery', daysAgo(450)), monthName('delivery', daysAgo(150))]));
    expect(partitionsDropped).toContain(monthName('message', daysAgo(150)));
    expect(await partitions('message')).toContain(monthName('message', daysAgo(60)));
    expect(await partitions('notification')).toContain(monthName('notification', daysAgo(330)));
    expect(await partitions('delivery')).toContain(monthName('delivery', daysAgo(60)));
    expect(await app.inbox.counts(anna)).toMatchObject({ total: 2, unread: 2 });
  });

  it('leaves a month in which something is still to be delivered for a later round', async () => {
    await partitionsSince(daysAgo(500));
    const owner = user(app.db, anna.tenantId, 'anna');
    const delivery = await owner.isSent(await owner.hasSocketPhone('phone'), { at: daysAgo(200), seconds: 3_600 });
    const months = [monthName('delivery', daysAgo(200)), monthName('message', daysAgo(200))];
    const first = await app.maintenance.run();
    for (const month of months) expect(first.partitionsDropped).not.toContain(month);
    await app.rows("update delivery set status = 'delivered' where id = $1", [delivery.id]);
    expect((await app.maintenance.run()).partitionsDropped).toEqual(expect.arrayContaining(months));
  });

  it('ends what no process was there to deliver, and removes logins that are over', async () => {
    const owner = user(app.db, anna.tenantId, 'anna');
    const phone = await owner.hasSocketPhone('another phone');
    const [late, fresh] = [await owner.isSent(phone, { seconds: 0 }), await owner.isSent(phone)];
    const accounts = new LegacyAccountRepository(app.db);
    await app.db.runAsSystem('login', async (tx) => {
      const account = { tenant_id: anna.tenantId, number: await accounts.add(tx, anna.tenantId, 'anna', 'hash', TODAY) };
      for (const days of [-1, 1]) await accounts.addSession(tx, account, Buffer.from(`login ${days}`), days);
    });
    await app.maintenance.run();
    expect(await app.rows('select id, status, error from delivery where id = any($1) order by id', [[late.id, fresh.id]])).toEqual([{ id: late.id, status: 'failed', error: 'expired' }, { id: fresh.id, status: 'pending', error: null }]);
    expect(await app.rows('select token_hash from legacy_session')).toEqual([{ token_hash: Buffer.from('login 1') }]);
  });

  it('may be made by several processes at once, while the inbox is in use', async () => {
    const sender = colleagueOf(anna, 'gateway', 'notification:send');
    const users = ['a', 'B', 'c', 'D', 'é'];
    for (let round = 0; round < 3; round++) {
      await partitionsSince(daysAgo(430));
      for (const name of users) await user(app.db, anna.tenantId, name).hasNotification({}, daysAgo(425));
      app.clock.setTo(TODAY).advance(round, 'ms');
      const reports = await Promise.all([
        app.maintenance.run(), app.maintenance.run(), app.maintenance.run(),
        ...users.map((name) => app.inbox.markAllRead(colleagueOf(anna, name))),
        app.inbox.sendBatch(sender, users, { title: 'x', content: '' }), app.inbox.sendBatch(sender, [...users].reverse(), { title: 'x', content: '' }),
      ]);
      const dropped = reports.slice(0, 3).flatMap((report) => [...(report as { partitionsDropped: readonly string[] }).partitionsDropped]);
      expect(new Set(dropped).size).toBe(dropped.length);
      await app.maintenance.run();
      expect(await partitions('notification')).not.toContain(monthName('notification', daysAgo(425)));
    }
    for (const name of users) {
      const [truth] = await app.rows('select count(*)::int as total, (count(*) filter (where read_at is null))::int as unread from notification where tenant_id = $1 and user_id = $2', [anna.tenantId, name]);
      expect(await app.inbox.counts(colleagueOf(anna, name))).toMatchObject(truth!);
    }
    const [deadlocks] = await app.database.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()');
    expect(deadlocks!['n']).toBe(0);
  });
});
