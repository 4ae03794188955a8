import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ERRORS } from '@ringpost/domain';
import { Database, migrate, openEmbeddedDatabase, type EmbeddedDatabase } from '@ringpost/persistence';
import { TestApi, type Answered } from '../testing/test-api.js';

const SENDER = { user: 'usr_1', tenant: 'tnt_1', scopes: ['notification:send'] as const };
const FAST = { fsync: 'off' };

describe('a database that goes away', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'ringpost-outage-'));
  let postgres: EmbeddedDatabase, database: Database, api: TestApi;
  let crashed: Promise<unknown>;

  const startPostgres = async (): Promise<void> => {
    let onCrash: (reason: string) => void = () => undefined;
    crashed = new Promise((resolve) => { onCrash = resolve; });
    postgres = await openEmbeddedDatabase(dir, { settings: FAST, onCrash });
  };

  const killPostgres = async (): Promise<void> => {
    process.kill(Number(readFileSync(path.join(dir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await crashed;
  };

  beforeAll(async () => {
    await startPostgres();
    await migrate(postgres.url, new Date());
    database = await Database.open({ url: postgres.url, connections: 4 });
    api = await TestApi.start({ instead: database });
  }, 60_000);
  afterAll(async () => {
    await api.stop();
    await database.close();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('answers 503 while it is away, recovers by itself, and has written nothing by halves', async () => {
    const users = Array.from({ length: 20 }, (_, i) => `usr_${i}`);
    const send = (): Promise<Answered> => api.call('POST', '/notifications/send-batch', { as: SENDER, body: { user_ids: users, title: 'All or nobody', content: 'c' } });
    expect((await send()).status).toBe(201);
    const inFlight = Array.from({ length: 40 }, () => send());
    await Promise.race(inFlight);
    await killPostgres();
    const during = await Promise.all(inFlight);
    expect([...new Set(during.map(({ status }) => status))].filter((status) => status !== 201 && status !== 503)).toEqual([]);
    for (const [method, url] of [['GET', '/notifications/unread'], ['PUT', '/notifications/read-all'], ['GET', '/communication/push-tokens']] as const) {
      const { status, headers, body } = await api.call(method, url);
      expect([status, headers['retry-after'], body.code]).toEqual([503, '2', ERRORS.unavailable.number]);
    }
    expect((await api.call('GET', '/health/ready', { as: null })).status).toBe(503);
    expect((await api.call('GET', '/health/live', { as: null })).status).toBe(200);

    await startPostgres();
    expect((await api.call('GET', '/health/ready', { as: null })).status).toBe(200);
    const acknowledged = 1 + during.filter(({ status }) => status === 201).length;
    const totals = await Promise.all(users.map(async (user) => (await api.call('GET', '/notifications/unread', { as: { user } })).body.total as number));
    expect(new Set(totals).size).toBe(1);
    expect(totals[0]).toBeGreaterThanOrEqual(acknowledged);
    const wrong = await database.runAsSystem('diagnosis', (tx) => tx.sql('select i.user_id from inbox i where i.unread <> (select count(*) from notification n where n.user_id = i.user_id and n.read_at is null)'));
    expect(wrong).toEqual([]);
  }, 60_000);
});
