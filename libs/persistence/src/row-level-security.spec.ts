import { randomBytes } from 'node:crypto';
import { Actor, AuditEntry, Delivery, Device, IdGenerator, Member, Notification, ProviderAccount, PushToken, Recipient, Share, SystemClock } from '@ringpost/domain';
import type { Database, Tx } from './database.js';
import { PARTITIONED, partitionAt } from './partitions.js';
import { createTestDatabase, user, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let db: Database;
const eve = Actor.of('tnt_eve', 'eve');
const ids = new IdGenerator(new SystemClock(), randomBytes);
const ENTITIES = [PushToken, Notification, Delivery, Recipient, Device, Member, Share, AuditEntry, ProviderAccount] as const;
const TABLES = ['push_token', 'push_token_event', 'app_health', 'notification', 'inbox', 'delivery', 'recipient', 'device', 'member', 'share', 'audit', 'idempotency_key', 'legacy_account', 'legacy_login', 'legacy_session', 'message', 'provider_account', 'ring', 'event_guid', 'attempt', 'audience', 'scheduled'];

/** Two tenants that own one row of everything each; Eve is of the second and wants what the first has. */
beforeAll(async () => {
  ({ db } = test = await createTestDatabase());
  for (const owner of [user(db, 'tnt_ada', 'ada'), user(db, 'tnt_eve', 'eve')]) {
    await owner.hasNotification();
    await owner.hasDelivery();
    await owner.hasPushToken('address');
    await owner.ownsDevice('cam-1');
    await db.run(owner.actor, async (tx) => {
      tx.em.persist(new Recipient(owner.tenantId, owner.userId, new Date()));
      tx.em.persist(new Share(owner.tenantId, 'cam-1', 'bert', { senderId: owner.userId, permission: 1, credentialSealed: Buffer.from('sealed'), notificationId: ids.next() }, new Date()));
      tx.em.persist(new AuditEntry(owner.tenantId, ids.next(), owner.userId, 'device.owner_changed', 'cam-1', {}));
      await tx.change('insert into legacy_account (tenant_id, number, user_id, password, updated_at) values ($1, 1, $2, $3, now())', [owner.tenantId, owner.userId, 'hash']);
      await tx.change("insert into legacy_login values ($2, 'username', $1, 1)", [owner.tenantId, owner.userId]);
      await tx.change("insert into legacy_session values (sha256($1::text::bytea), $1, 1, now() + interval '1 day')", [owner.tenantId]);
      await tx.change("insert into app_health (tenant_id, provider, app_id, minute, attempts, deaths) values ($1, 'apns', '', now(), 1, 1)", [owner.tenantId]);
      await tx.change("insert into message values ($1, $2, '\\x01')", [owner.tenantId, ids.next()]);
      await tx.change("insert into ring (tenant_id, id, udid, type, sender_id, status, expires_at) values ($1, $2, 'cam-1', 1, 'gateway', 'ringing', now())", [owner.tenantId, ids.next()]);
      await tx.change("insert into attempt (tenant_id, delivery_id, number, at, outcome, duration_ms) values ($1, $2, 1, now(), 'accepted', 1)", [owner.tenantId, ids.next()]);
      await tx.change("insert into audience values ($1, $2, $3, '{}', '\\x01', now())", [owner.tenantId, ids.next(), ids.next()]);
      await tx.change("insert into scheduled values ($1, 'later', $2, now())", [owner.tenantId, ids.next()]);
      await tx.change("insert into event_guid values ($1, '\\x01', $2, now())", [owner.tenantId, ids.next()]);
      tx.em.persist(new ProviderAccount(owner.tenantId, ids.next(), { channel: 'push', provider: 'apns', configSealed: Buffer.from('sealed') }, new Date()));
      await tx.change("insert into idempotency_key values ($1, '\\x01', '\\x02', 200, '', now())", [owner.tenantId]);
    });
  }
});
afterAll(() => test.drop());

const asEve = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.run(eve, work);
const ofAda = (table: string): Promise<object[]> => db.runAsSystem('diagnosis', (tx) => tx.sql(`select * from ${table} where tenant_id = 'tnt_ada'`));

describe('through the entity manager, another tenant’s rows', () => {
  it.each(ENTITIES)('are not found where the query forgets the tenant: %p', async (entity) => {
    const found = await asEve((tx) => tx.em.find<object>(entity, {}));
    expect(found).toEqual([expect.objectContaining({ tenantId: 'tnt_eve' })]);
  });

  it.each(ENTITIES)('are not found where the query names them: %p', async (entity) => {
    expect(await asEve((tx) => tx.em.find<object>(entity, { tenantId: 'tnt_ada' } as never))).toEqual([]);
  });

  it.each(ENTITIES)('are not found where the tenant filter is switched off: %p', async (entity) => {
    const found = await asEve((tx) => tx.em.find<object>(entity, {}, { filters: false }));
    expect(found).toEqual([expect.objectContaining({ tenantId: 'tnt_eve' })]);
  });

  it('are not counted', async () => {
    expect(await asEve((tx) => tx.em.count(Device, {}, { filters: false }))).toBe(1);
  });

  it('are not changed or removed in bulk', async () => {
    const before = await ofAda('device');
    expect(await asEve((tx) => tx.em.nativeUpdate(Device, { tenantId: 'tnt_ada' }, { name: 'Eve was here' }, { filters: false }))).toBe(0);
    const undone = new Error('enough');
    await expect(asEve(async (tx) => {
      expect(await tx.em.nativeDelete(Device, {}, { filters: false })).toBe(1);
      throw undone;
    })).rejects.toBe(undone);
    expect(await ofAda('device')).toEqual(before);
  });

  it('cannot be made', async () => {
    await expect(asEve(async (tx) => void tx.em.persist(new Device('tnt_ada', 'planted', new Date())))).rejects.toThrow(/row-level security/);
  });

  it('cannot be reached by giving one’s own away', async () => {
    await expect(asEve(async (tx) => void Object.assign(await tx.em.findOneOrFail(Recipient, { userId: 'eve' }), { tenantId: 'tnt_ada' }))).rejects.toThrow(/row-level security/);
  });

  it('are refused even to a question outside any tenant', async () => {
    await expect(db.asOwner((tx) => tx.em.find(Device, {}))).rejects.toThrow('without a tenant');
  });
});

describe('through SQL, another tenant’s rows', () => {
  it.each(TABLES)('are not read from %s', async (table) => {
    expect(await asEve((tx) => tx.sql(`select tenant_id from ${table} where tenant_id = 'tnt_ada'`))).toEqual([]);
    for (const row of await asEve((tx) => tx.sql<{ tenant_id: string }>(`select tenant_id from ${table}`))) expect(row.tenant_id).toBe('tnt_eve');
  });

  it.each(TABLES)('are not changed or deleted in %s', async (table) => {
    const before = await ofAda(table);
    expect(before.length).toBeGreaterThan(0);
    expect(await asEve((tx) => tx.change(`update ${table} set tenant_id = tenant_id where tenant_id = 'tnt_ada'`))).toBe(0);
    expect(await asEve((tx) => tx.change(`delete from ${table} where tenant_id = 'tnt_ada'`))).toBe(0);
    expect(await ofAda(table)).toEqual(before);
  });

  it.each(TABLES)('are not taken over in %s by renaming the tenant', async (table) => {
    await expect(asEve((tx) => tx.sql(`update ${table} set tenant_id = 'tnt_ada'`))).rejects.toThrow(/row-level security/);
  });

  it('are not touched by a conflict with one of them', async () => {
    await expect(asEve((tx) => tx.sql("insert into device values ('tnt_ada', 'cam-1', 'Eve', now(), now()) on conflict (tenant_id, udid) do update set name = 'Eve'"))).rejects.toThrow(/row-level security/);
    await expect(asEve((tx) => tx.sql("insert into device values ('tnt_ada', 'cam-9', 'Eve', now(), now())"))).rejects.toThrow(/row-level security/);
  });

  it('do not tell of themselves by an error in a leaky condition', async () => {
    expect(await asEve((tx) => tx.sql("select 1 from recipient where 1 / (case tenant_id when 'tnt_ada' then 0 else 1 end) = 1"))).toHaveLength(1);
  });

  it('cannot be locked by taking the table away', async () => {
    for (const sql of ['truncate device', 'drop table device cascade', 'alter table device disable row level security', 'create policy open on device using (true)']) {
      await expect(asEve((tx) => tx.sql(sql))).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('a partition named directly', () => {
  const names = PARTITIONED.map((table) => partitionAt(table, new Date()).name);

  it.each(names)('%s is closed to tenants', async (name) => {
    for (const sql of [`select * from ${name}`, `delete from ${name}`, `update ${name} set tenant_id = 'tnt_eve'`, `insert into ${name} select * from ${name}`]) {
      await expect(asEve((tx) => tx.sql(sql))).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each(names)('%s is closed to the system', async (name) => {
    await expect(db.runAsSystem('diagnosis', (tx) => tx.sql(`select * from ${name}`))).rejects.toMatchObject({ code: '42501' });
  });

  it.each(names)('%s shows its owner nothing', async (name) => {
    expect(await test.sql(`select * from ${name}`)).toEqual([]);
  });
});

describe('without a tenant', () => {
  it.each(TABLES)('reading %s raises as the application', async (table) => {
    await expect(db.asOwner(async (tx) => { await tx.sql("select set_config('role', 'ringpost_app', true)"); return tx.sql(`select * from ${table}`); })).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('no tenant is set') });
  });

  it.each(TABLES)('reading %s raises when the tenant is empty', async (table) => {
    await expect(db.asOwner(async (tx) => { await tx.sql("select set_config('role', 'ringpost_app', true), set_config('ringpost.tenant', '', true)"); return tx.sql(`select * from ${table}`); })).rejects.toMatchObject({ code: '42501' });
  });

  it('writing raises', async () => {
    await expect(db.asOwner(async (tx) => { await tx.sql("select set_config('role', 'ringpost_app', true)"); return tx.sql("insert into device values ('tnt_ada', 'x', null, now(), now())"); })).rejects.toMatchObject({ code: '42501' });
  });

  it.each(TABLES)('the owner of %s sees nothing without a role', async (table) => {
    const seen = await db.asOwner((tx) => tx.sql(`select * from ${table}`)).catch((error: { code: string }) => error.code);
    expect([[], '42501']).toContainEqual(seen);
  });

  it('the owner cannot write without a role', async () => {
    await expect(test.sql("insert into device values ('tnt_ada', 'x', null, now(), now())")).rejects.toMatchObject({ code: '42501' });
  });

  it('a tenant that the owner sets for itself does not open the system’s door', async () => {
    const seen = await db.asOwner(async (tx) => { await tx.sql("select set_config('ringpost.tenant', 'tnt_eve', true)"); return tx.sql<{ tenant_id: string }>('select tenant_id from device'); });
    expect(seen.filter(({ tenant_id }) => tenant_id !== 'tnt_eve')).toEqual([]);
  });
});

describe('every table', () => {
  it('forces row-level security, its partitions included; but for rate limits, which hold nothing of anybody', async () => {
    const open = await test.sql(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in ('migration', 'rate_limit') and not (relrowsecurity and relforcerowsecurity)`);
    expect(open).toEqual([]);
  });

  it('with a tenant has both policies, the tenant’s with a check', async () => {
    const rows = await test.sql(`select c.relname, array_agg(p.polname::text order by p.polname) as policies, bool_and(p.polwithcheck is not null) as checked
      from pg_class c left join pg_policy p on p.polrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') group by 1 order by 1`);
    expect(rows).toEqual([...TABLES].sort().map((relname) => ({ relname, policies: ['everything', 'tenant'], checked: true })));
  });

  // Names, logins and connections are looked for before anybody knows whose they are: they are unique across tenants.
  it('with a tenant begins its primary key with it, but for what a login or a socket is found by', async () => {
    const rows = await test.sql(`select c.relname from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indisprimary and c.relnamespace = 'public'::regnamespace and a.attname <> 'tenant_id' and c.relname not in ('migration', 'installation', 'rate_limit') order by 1`);
    expect(rows.map(({ relname }) => relname)).toEqual(['legacy_login', 'legacy_session', 'socket_identity', 'socket_presence']);
  });

  // One statement counts requests of several tenants. That needs no wall as long as a row is this and no more; `key` is a hash.
  it('of rate limits has a hash, a number and a time, and only what counts them may touch it', async () => {
    const columns = await test.sql("select attname, format_type(atttypid, null) as type from pg_attribute where attrelid = 'rate_limit'::regclass and attnum > 0 order by attnum");
    expect(columns.map(({ attname, type }) => `${String(attname)} ${String(type)}`)).toEqual(['key bytea', 'points integer', 'expires_at timestamp with time zone']);
    const grants = await test.sql("select grantee, array_agg(privilege_type::text order by privilege_type) as may from information_schema.role_table_grants where table_name = 'rate_limit' and grantee like 'ringpost\\_%' group by 1 order by 1");
    expect(grants).toEqual([{ grantee: 'ringpost_app', may: ['INSERT', 'SELECT', 'UPDATE'] }, { grantee: 'ringpost_system', may: ['DELETE', 'SELECT', 'UPDATE'] }]);
  });

  it.each(TABLES)('but that of rate limits raises in a statement without a tenant: %s', async (table) => {
    await expect(db.askWithoutTenant({ name: `all_${table}`, text: `select * from ${table} where $1 = ''` })).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('no tenant is set') });
    await expect(db.run(eve, () => db.askWithoutTenant({ name: `all_${table}`, text: `select * from ${table} where $1 = ''` }))).rejects.toMatchObject({ code: '42501' });
  });

  it.each(['installation', 'socket_presence', 'socket_identity'])('of no tenant is the system’s alone: %s', async (table) => {
    const inserts = { installation: "values ('fact', 'x')", socket_presence: "values ('\\x01', 1, 1, now())", socket_identity: "values ('\\x01', 1)" }[table];
    await db.runAsSystem('diagnosis', (tx) => tx.sql(`insert into ${table} ${inserts}`));
    for (const sql of [`select * from ${table}`, `insert into ${table} ${inserts}`, `delete from ${table}`]) await expect(asEve((tx) => tx.sql(sql))).rejects.toMatchObject({ code: '42501' });
    await expect(db.askWithoutTenant({ name: `all_of_${table}`, text: `select * from ${table} where $1 = ''` })).rejects.toMatchObject({ code: '42501' });
    expect(await test.sql(`select * from ${table}`)).toEqual([]);
    expect(await db.askAsSystem('diagnosis', { name: `system_of_${table}`, text: `select 1 as there from ${table}` })).toEqual([{ there: 1 }]);
  });

  it('of accounts cannot be named by a conflict with another tenant’s name', async () => {
    for (const what of ['nothing', "update set tenant_id = 'tnt_eve'"]) {
      const named = asEve((tx) => tx.change(`insert into legacy_login values ('ada', 'username', 'tnt_eve', 1) on conflict (name) do ${what}`));
      expect(await named.catch((error: { code: string }) => error.code)).toBe(what === 'nothing' ? 0 : '42501');
    }
    await expect(asEve((tx) => tx.sql("insert into legacy_login values ('eve too', 'email', 'tnt_ada', 1)"))).rejects.toMatchObject({ code: '42501' });
  });

  it('of accounts goes with the account, of its own tenant alone', async () => {
    const both = (table: string): Promise<string[]> => db.runAsSystem('diagnosis', async (tx) => (await tx.sql<{ tenant_id: string }>(`select tenant_id from ${table} order by 1`)).map(({ tenant_id }) => tenant_id));
    const undone = new Error('enough');
    await expect(asEve(async (tx) => {
      expect(await tx.change('delete from legacy_account')).toBe(1);
      expect(await tx.sql('select 1 from legacy_login union all select 1 from legacy_session')).toEqual([]);
      throw undone;
    })).rejects.toBe(undone);
    for (const table of ['legacy_login', 'legacy_session']) expect(await both(table)).toEqual(['tnt_ada', 'tnt_eve']);
  });
});
