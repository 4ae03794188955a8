import { SocketTokens, type Actor, type Vault } from '@ringpost/domain';
import { keyNamed, vaultWith } from '@ringpost/domain/testing';
import { TestMessaging, TestOldPhones, TestSending, actorInNewTenant, callerOf, oldBuild } from '../testing/index.js';
import { IndexKeyError } from './vault.service.js';

let app: TestMessaging;
let phones: TestOldPhones;
beforeAll(async () => {
  app = await TestMessaging.start();
  phones = new TestOldPhones(app);
});
afterAll(() => app.stop());
afterEach(() => app.db.runAsSystem('diagnosis', async (tx) => { for (const table of ['push_token', 'message', 'delivery', 'provider_account', 'installation']) await tx.sql(`delete from ${table}`); }));

const OLD = vaultWith({ keys: ['old'] });
const register = async (actor: Actor, token: string, vault: Vault = OLD): Promise<{ id: string; created: boolean }> => {
  const { token: { id }, created } = await app.pushTokens(vault).register(actor, { token, platform: 'ios' });
  return { id, created };
};
const secrets = async (vault: Vault): Promise<string[]> =>
  (await app.rows<{ tenant_id: string; token_sealed: Buffer }>('select tenant_id, token_sealed from push_token where token_sealed is not null order by id')).map((row) => vault.open(row.token_sealed, `push_token ${row.tenant_id}`));

describe('a rotation', () => {
  const BOTH = vaultWith({ keys: ['new', 'old'] });
  const NEW = vaultWith({ keys: ['new'] });

  it('seals everything under the new key, of every tenant, so that the old one can go', async () => {
    const [anna, bert] = [actorInNewTenant('anna'), actorInNewTenant('bert')];
    await register(anna, 't1');
    await register(bert, 't2');
    await register(bert, 't3', BOTH);
    await expect(secrets(NEW)).rejects.toThrow('ENCRYPTION_KEYS');
    expect(await app.vaultService(BOTH).rotate()).toBe(2);
    expect(await secrets(NEW)).toEqual(['t1', 't2', 't3']);
  });

  it('seals addresses and audiences that wait under the new key, too', async () => {
    const actor = actorInNewTenant('usr_sender', 'communication:send');
    const sending = new TestSending(app, OLD);
    await sending.send.sms(actor, { phone: '13800138000', text: 'Hello' });
    await sending.bulk.send(actor, { channel: 'email', subject: 'Hello', content: 'All', recipients: Array.from({ length: 1_001 }, (_, n) => `user${n}@example.com`) });
    expect(await app.vaultService(BOTH).rotate()).toBe(2 + 1 + 2); // two messages, an address, an audience in two parts
    const opened = async (sql: string, context: string): Promise<string[]> => (await app.rows<{ sealed: Buffer }>(sql, [actor.tenantId])).map(({ sealed }) => NEW.open(sealed, `${context} ${actor.tenantId}`));
    expect(await opened('select address_sealed as sealed from delivery where tenant_id = $1', 'address')).toEqual(['+8613800138000']);
    expect((await opened('select recipients_sealed as sealed from audience where tenant_id = $1', 'audience')).flatMap((text) => JSON.parse(text) as string[])).toHaveLength(1_001);
    await app.rows('delete from audience returning 1');
  });

  it('changes no lookup: tokens are found before, between and after', async () => {
    const anna = actorInNewTenant('anna');
    const { id } = await register(anna, 't1');
    expect(await register(anna, 't1', BOTH)).toEqual({ id, created: false });
    await app.vaultService(BOTH).rotate();
    expect(await register(anna, 't1', NEW)).toEqual({ id, created: false });
  });

  it('seals accounts at providers, of every tenant, with the rest', async () => {
    for (const tenantId of ['tnt_here', 'tnt_there']) {
      await app.rows("insert into provider_account (tenant_id, id, channel, provider, app_id, priority, is_active, config_sealed, updated_at) values ($1, gen_random_uuid(), 'push', 'apns', '', 10, true, $2, now())", [tenantId, OLD.seal(`{"of":"${tenantId}"}`, `provider_account ${tenantId}`)]);
    }
    expect(await app.vaultService(BOTH).rotate()).toBe(2);
    const rows = await app.rows<{ tenant_id: string; config_sealed: Buffer }>('select tenant_id, config_sealed from provider_account order by 1');
    expect(rows.map((row) => NEW.open(row.config_sealed, `provider_account ${row.tenant_id}`))).toEqual(['{"of":"tnt_here"}', '{"of":"tnt_there"}']);
    expect(await app.vaultService(BOTH).rotate()).toBe(0);
  });

  it('finds nothing to do the second time', async () => {
    await register(actorInNewTenant('anna'), 't1');
    await app.vaultService(BOTH).rotate();
    expect(await app.vaultService(BOTH).rotate()).toBe(0);
  });

  it('leaves wiped addresses alone', async () => {
    const anna = actorInNewTenant('anna');
    await register(anna, 't1');
    await app.pushTokens(OLD).register(anna, { token: 't2', platform: 'ios' });
    await app.rows("update push_token set state = 'moved', ended_at = now(), token_hash = null, token_sealed = null where tenant_id = $1", [anna.tenantId]);
    expect(await app.vaultService(BOTH).rotate()).toBe(0);
  });

  it('goes through more than one batch, and tells how far it is', async () => {
    const anna = actorInNewTenant('anna');
    await app.rows(`insert into push_token (tenant_id, id, user_id, purpose, platform, provider, app_id, environment, token_hash, token_sealed, state, refreshed_at)
      select $1, gen_random_uuid(), 'anna', 'message', 'ios', 'apns', '', 'production', sha256(n::text::bytea), $2, 'active', now() from generate_series(1, 1100) n`, [anna.tenantId, OLD.seal('same', `push_token ${anna.tenantId}`)]);
    const told: [number, number][] = [];
    expect(await app.vaultService(BOTH).rotate((done, total) => told.push([done, total]))).toBe(1_100);
    expect(told).toEqual([[500, 1_100], [1_000, 1_100], [1_100, 1_100]]);
  });

  it('waits for rows that somebody holds, rather than leave them behind', async () => {
    const anna = actorInNewTenant('anna');
    const { id } = await register(anna, 't1');
    let release!: () => void;
    let held!: () => void;
    const holding = new Promise<void>((resolve) => { held = resolve; });
    const holder = app.db.runAsSystem('diagnosis', async (tx) => {
      await tx.sql('select 1 from push_token where id = $1 for update', [id]);
      held();
      await new Promise<void>((resolve) => { release = resolve; });
    });
    await holding;
    const rotation = app.vaultService(BOTH).rotate();
    for (let waiting = false; !waiting;) waiting = (await app.database.sql("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).length > 0;
    release();
    await holder;
    expect(await rotation).toBe(1);
    expect(await secrets(NEW)).toEqual(['t1']);
  });

  it('may go on while tokens are registered', async () => {
    const anna = actorInNewTenant('anna');
    await Promise.all(Array.from({ length: 20 }, (_, i) => register(anna, `t${i}`)));
    await Promise.all([app.vaultService(BOTH).rotate(), app.vaultService(BOTH).rotate(), ...Array.from({ length: 20 }, (_, i) => app.pushTokens(BOTH).register(anna, { token: `t${i}`, platform: 'ios', language: 'de' }))]);
    expect((await secrets(NEW)).sort()).toEqual(Array.from({ length: 20 }, (_, i) => `t${i}`).sort());
  });
});

describe('a new index key', () => {
  const REINDEXED = vaultWith({ keys: ['old'], index: 'new index' });

  it('is noticed at the start; the first start decides which it is', async () => {
    await app.vaultService(OLD).check();
    await app.vaultService(OLD).check();
    await expect(app.vaultService(REINDEXED).check()).rejects.toThrow(IndexKeyError);
    await expect(app.vaultService(REINDEXED).check()).rejects.toThrow(`INDEX_KEY is key ${REINDEXED.indexKeyId}, but the stored tokens are indexed under ${OLD.indexKeyId}`);
  });

  it('would not find the tokens before they are reindexed, and finds them afterwards', async () => {
    const [anna, bert] = [actorInNewTenant('anna'), actorInNewTenant('bert')];
    const [mine, theirs] = [await register(anna, 't1'), await register(bert, 't1')];
    await app.vaultService(OLD).check();
    expect(await app.vaultService(REINDEXED).reindex()).toBe(2);
    await app.vaultService(REINDEXED).check();
    await expect(app.vaultService(OLD).check()).rejects.toThrow(IndexKeyError);
    expect(await register(anna, 't1', REINDEXED)).toEqual({ id: mine.id, created: false });
    expect(await register(bert, 't1', REINDEXED)).toEqual({ id: theirs.id, created: false });
  });

  it('can be set before any start was checked', async () => {
    await app.vaultService(REINDEXED).reindex();
    await app.vaultService(REINDEXED).check();
  });

  it('is taken as a whole or not at all', async () => {
    const anna = actorInNewTenant('anna');
    const { id } = await register(anna, 't1');
    await register(anna, 't2', vaultWith({ keys: ['lost'] }));
    await app.vaultService(OLD).check();
    await expect(app.vaultService(REINDEXED).reindex()).rejects.toThrow('ENCRYPTION_KEYS');
    await app.vaultService(OLD).check();
    expect(await register(anna, 't1')).toEqual({ id, created: false });
  });
});

describe('what old phones have', () => {
  const BOTH = vaultWith({ keys: ['new', 'old'] });
  const NEW = vaultWith({ keys: ['new'] });
  const REINDEXED = vaultWith({ keys: ['old'], index: 'new index' });
  const HERE = 7;
  const socketToken = new SocketTokens([keyNamed('first')]).random();
  const SAID = oldBuild(socketToken, { os: 'Huawei', osToken: 'vendor token' });

  /** Whether a registration by a process with these keys finds everything as it was: then it takes no transaction. */
  async function isUnchanged(actor: Actor, vault: Vault): Promise<boolean> {
    const db = new Proxy(app.db, { get: (target, name) => (name === 'run' ? () => Promise.reject(new Error('changed')) : Reflect.get(target, name)?.bind?.(target)) });
    return phones.tokens({ vault, db }).register(callerOf(actor), 'ring', SAID).then(() => true, (error: Error) => { expect(error.message).toBe('changed'); return false; });
  }

  const registered = async (): Promise<Actor> => {
    const anna = actorInNewTenant('anna');
    await phones.tokens({ vault: OLD }).register(callerOf(anna), 'ring', SAID);
    return anna;
  };

  it('is sealed under the new key by a rotation, payloads of events included, and the old one can go', async () => {
    const anna = await registered();
    await phones.eventsBy(OLD).send(socketToken, { uid: 'cam-1', type: 1, alert: 'Ding' });
    const line = await phones.lines(HERE).open({ imei: '', imsi: '', bundleId: '' });
    await app.rows('update socket_presence set token_hash = (select socket_hash from push_token where tenant_id = $1)', [anna.tenantId]);
    await expect(phones.tokens({ vault: NEW }).list(callerOf(anna), 'ring')).rejects.toThrow('ENCRYPTION_KEYS');
    const told: [number, number][] = [];
    expect(await app.vaultService(BOTH).rotate((done, total) => told.push([done, total]))).toBe(3);
    expect(told).toEqual([[1, 3], [2, 3], [3, 3]]);
    expect(await phones.tokens({ vault: NEW }).list(callerOf(anna), 'ring')).toMatchObject([{ token: socketToken, osToken: 'vendor token' }]);
    const { deliveries } = await phones.deliveries(HERE, NEW).due({ rings: true, windowMs: 60_000 });
    expect(deliveries.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([{ uid: 'cam-1', type: '1' }]);
    expect(await isUnchanged(anna, NEW)).toBe(true);
    expect(await app.vaultService(BOTH).rotate()).toBe(0);
    await phones.lines(HERE).close([line]);
  });

  it('is found again under a new index key, the vendor’s token included', async () => {
    const anna = await registered();
    expect(await isUnchanged(anna, OLD)).toBe(true);
    expect(await isUnchanged(anna, REINDEXED)).toBe(false);
    expect(await app.vaultService(REINDEXED).reindex()).toBe(2);
    expect(await isUnchanged(anna, REINDEXED)).toBe(true);
    expect(await phones.tokens({ vault: REINDEXED }).list(callerOf(anna), 'ring')).toMatchObject([{ token: socketToken, osToken: 'vendor token' }]);
  });

  it('rotates in more than one batch', async () => {
    await app.rows("insert into message select 'tnt_many', (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || substr(replace(gen_random_uuid()::text, '-', ''), 13))::uuid, $1 from generate_series(1, 700)", [OLD.seal('{}', 'message tnt_many')]);
    expect(await app.vaultService(BOTH).rotate()).toBe(700);
    expect(await app.vaultService(NEW).rotate()).toBe(0);
  });
});
