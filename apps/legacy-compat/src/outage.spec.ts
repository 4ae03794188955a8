import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database, migrate, openEmbeddedDatabase, type EmbeddedDatabase } from '@ringpost/persistence';
import { BASE, PASSWORD, TestLegacy } from './testing/test-legacy.js';
import { fieldsOf, seen } from './testing/test-phone.js';

const AWAY = '500 {"message":"10001"}';

describe('a database that goes away', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'ringpost-legacy-outage-'));
  let postgres: EmbeddedDatabase, database: Database, legacy: TestLegacy;
  let crashed: Promise<unknown>;

  const startPostgres = async (): Promise<void> => {
    let onCrash: (reason: string) => void = () => undefined;
    crashed = new Promise((resolve) => { onCrash = resolve; });
    postgres = await openEmbeddedDatabase(dir, { settings: { fsync: 'off' }, onCrash });
  };

  beforeAll(async () => {
    await startPostgres();
    await migrate(postgres.url, new Date());
    database = await Database.open({ url: postgres.url, connections: 4 });
    legacy = await TestLegacy.start({ instead: database });
  }, 60_000);
  afterAll(async () => {
    await legacy.stop();
    await database.close();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('answers 10001 while it is away, keeps what was acknowledged and recovers by itself', async () => {
    const phone = await legacy.phone();
    const fields = fieldsOf();
    expect((await phone.register('ring', fields)).status).toBe(201);
    process.kill(Number(readFileSync(path.join(dir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await crashed;

    for (const answer of [await phone.tokens('ring'), await phone.register('ring', fieldsOf()), await phone.update('message', 1, fieldsOf()), await phone.remove('ring', 1), await phone.clear('ring'), await phone.logout(), await legacy.login('alice_01', PASSWORD)]) {
      expect(seen(answer)).toBe(AWAY);
    }
    // What is wrong with a request is told all the same.
    expect(seen(await legacy.call('GET', BASE.ring))).toBe('400 {"message":"no token"}');
    expect(seen(await legacy.login('short', PASSWORD))).toBe('400 {"message":"username length error"}');

    await startPostgres();
    expect(await phone.pushTokens('ring')).toEqual([fields['push_token']]);
    expect((await phone.register('ring', fieldsOf())).status).toBe(201);
  }, 60_000);
});
