import { randomBytes } from 'node:crypto';
import { AuditEntry, IdGenerator, SystemClock } from '@ringpost/domain';
import { SMOKE, createTestDatabase, hashOf, smokeOf, user, type TestDatabase } from '../testing/index.js';
import { AuditRepository } from './audit.repository.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { InstallationRepository } from './installation.repository.js';
import { SealedTokenRepository } from './sealed-token.repository.js';

let test: TestDatabase;
beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());

const ids = new IdGenerator(new SystemClock(), randomBytes);
const NOW = new Date();
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

describe('every repository', () => {
  it('answers on this server', async () => {
    expect(await smokeOf(test.db)).toMatchObject(SMOKE);
  });
});

describe('the audit', () => {
  it('counts what a user did since a moment, by the time in the ids', async () => {
    const audit = new AuditRepository();
    const anna = user(test.db, 'tnt_audit', 'anna');
    await test.db.run(anna.actor, async (tx) => {
      for (const hours of [1, 2, 30]) audit.add(tx, new AuditEntry('tnt_audit', ids.at(ago(hours)), 'anna', 'push_token.taken_over', 'pt_1', {}));
      audit.add(tx, new AuditEntry('tnt_audit', ids.at(ago(1)), 'anna', 'device.owner_changed', 'cam-1', {}));
      audit.add(tx, new AuditEntry('tnt_audit', ids.at(ago(1)), 'bert', 'push_token.taken_over', 'pt_1', {}));
    });
    const count = (since: Date): Promise<number> => test.db.run(anna.actor, (tx) => audit.countSince(tx, 'anna', 'push_token.taken_over', since));
    expect([await count(ago(0.5)), await count(ago(2)), await count(ago(24)), await count(ago(31))]).toEqual([0, 2, 2, 3]);
  });
});

describe('the stored answers', () => {
  it('are replaced by a newer one, and are each tenant’s own', async () => {
    const keys = new IdempotencyRepository();
    const [anna, twin] = [user(test.db, 'tnt_keys', 'anna').actor, user(test.db, 'tnt_keys_2', 'anna').actor];
    const answer = (body: string) => ({ bodyHash: hashOf('body'), status: 201, body });
    await test.db.run(anna, (tx) => keys.store(tx, hashOf('key'), answer('first'), ago(30)));
    const find = (actor = anna) => test.db.run(actor, (tx) => keys.find(tx, hashOf('key'), ago(24)));
    expect(await find()).toBeUndefined();
    await test.db.run(anna, (tx) => keys.store(tx, hashOf('key'), answer('second'), NOW));
    expect(await find()).toEqual(answer('second'));
    expect(await find(twin)).toBeUndefined();
  });
});

describe('the facts about the installation', () => {
  it('stay as they were first remembered, until they are changed', async () => {
    const installation = new InstallationRepository();
    const remember = (value: string): Promise<string> => test.db.runAsSystem('diagnosis', (tx) => installation.remember(tx, 'fact', value));
    expect([await remember('a'), await remember('b')]).toEqual(['a', 'a']);
    await test.db.runAsSystem('diagnosis', (tx) => installation.change(tx, 'fact', 'c'));
    expect(await remember('d')).toBe('c');
  });

  it('are agreed upon by starters at the same time', async () => {
    const installation = new InstallationRepository();
    const said = await Promise.all(['a', 'b', 'c', 'd'].map((value) => test.db.runAsSystem('diagnosis', (tx) => installation.remember(tx, 'contested', value))));
    expect(new Set(said).size).toBe(1);
  });
});

describe('sealed tokens', () => {
  it('are walked once each in parts, over every tenant', async () => {
    const sealed = new SealedTokenRepository();
    for (const tenant of ['tnt_s2', 'tnt_s1']) for (let i = 0; i < 4; i++) await user(test.db, tenant, 'anna').hasPushToken(`t${i}`);
    const walked = await test.db.runAsSystem('key rotation', async (tx) => {
      const seen: string[] = [];
      let part = await sealed.after(tx, 'token', undefined, 3);
      for (; part.length > 0; part = await sealed.after(tx, 'token', part.at(-1), 3)) seen.push(...part.map(({ tenantId, id }) => `${tenantId} ${id}`));
      expect(seen).toHaveLength(await sealed.count(tx, 'token'));
      return seen;
    });
    expect(new Set(walked).size).toBe(walked.length);
    expect(walked.filter((key) => key.startsWith('tnt_s1') || key.startsWith('tnt_s2'))).toHaveLength(8);
  });
});
