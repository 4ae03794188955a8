import { until } from '@ringpost/domain/testing';
import { Notifications } from '../notifications.js';
import { createTestDatabase, hashOf, user, type TestDatabase } from '../testing/index.js';
import { PRESENCE_CHANNEL, SocketPresenceRepository, newProcess, type Presence } from './socket-presence.repository.js';

let test: TestDatabase;
let presence: SocketPresenceRepository;
beforeAll(async () => {
  test = await createTestDatabase();
  presence = new SocketPresenceRepository(test.db);
});
afterAll(() => test.drop());
afterEach(() => test.db.runAsSystem('push socket', (tx) => tx.sql('delete from socket_presence')));

const [HERE, THERE] = [1, 2];
const HASH = hashOf('phone');
const asSystem = <T>(work: Parameters<typeof test.db.runAsSystem<T>>[1]): Promise<T> => test.db.runAsSystem('push socket', work);
const held = async (): Promise<unknown[]> => (await asSystem((tx) => tx.sql<{ process: number; generation: string }>('select process, generation from socket_presence order by process, generation'))).map(({ process, generation }) => [process, BigInt(generation)]);
const connect = async (process: number, tokenHash = HASH): Promise<Presence> => ({ tokenHash, generation: await presence.connect(tokenHash, process) });
const disconnect = (...ended: Presence[]): Promise<void> => asSystem((tx) => presence.disconnect(tx, ended));
const reassert = async (process: number, ...lines: Presence[]): Promise<Buffer[]> => (await asSystem((tx) => presence.reassert(tx, lines, process))).lost;
const quiet = { info: () => undefined, warn: () => undefined };

describe('a phone that connects again, to whatever process', () => {
  it('is held by the newer connection', async () => {
    const [older, newer] = [await connect(HERE), await connect(THERE)];
    expect(newer.generation).toBeGreaterThan(older.generation);
    expect(await held()).toEqual([[THERE, newer.generation]]);
  });

  it('lets everybody know by how much newer it is', async () => {
    const heard: string[] = [];
    const notifications = await Notifications.open({ url: test.url, log: quiet });
    await notifications.listen(PRESENCE_CHANNEL, (payload) => heard.push(payload));
    const [older, newer] = [await connect(HERE), await connect(THERE)];
    await until(() => heard.length === 2);
    expect(heard).toEqual([older, newer].map(({ generation }) => `${HASH.toString('hex')}:${generation}`));
    await notifications.close();
  });

  it('is not let go of when the older connection ends late', async () => {
    const [older, newer] = [await connect(HERE), await connect(THERE)];
    await disconnect(older);
    expect(await held()).toEqual([[THERE, newer.generation]]);
    await disconnect(newer);
    expect(await held()).toEqual([]);
  });

  it('twenty times at once is held by the one with the highest number', async () => {
    const lines = await Promise.all(Array.from({ length: 20 }, (_, i) => connect(i + 1)));
    const newest = lines.reduce((a, b) => (b.generation > a.generation ? b : a));
    expect(new Set(lines.map(({ generation }) => generation)).size).toBe(20);
    expect(await held()).toEqual([[lines.indexOf(newest) + 1, newest.generation]]);
  });

  // The number was drawn before the wait for the other connection, and so the later one had the lower.
  it('while another connection is being made gets the higher number of the two', async () => {
    let other!: { generation: string };
    let mine!: Promise<Presence>;
    await asSystem(async (tx) => {
      await tx.sql('insert into socket_presence values ($1, $2, 0, now())', [HASH, THERE]);
      mine = connect(HERE);
      await until(async () => (await test.sql("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).length > 0);
      [other] = (await tx.sql<{ generation: string }>("update socket_presence set generation = nextval('socket_generation') returning generation")) as [{ generation: string }];
    });
    expect((await mine).generation).toBeGreaterThan(BigInt(other.generation));
    expect(await held()).toEqual([[HERE, (await mine).generation]]);
  });

  it('keeps its number exact beyond what a double holds', async () => {
    await test.sql("select setval('socket_generation', 9007199254740993)");
    const line = await connect(HERE);
    expect(line.generation).toBe(9_007_199_254_740_994n);
    await disconnect({ ...line, generation: line.generation - 1n });
    expect(await held()).toEqual([[HERE, line.generation]]);
  });
});

describe('a process that tells anew what it holds', () => {
  it('puts back what was forgotten, with its number', async () => {
    const lines = [await connect(HERE), await connect(HERE, hashOf('another phone'))];
    await asSystem((tx) => tx.sql('delete from socket_presence'));
    expect(await reassert(HERE, ...lines)).toEqual([]);
    expect(await held()).toEqual(lines.map(({ generation }) => [HERE, generation]));
  });

  it('changes nothing about what is known', async () => {
    const line = await connect(HERE);
    expect(await reassert(HERE, line)).toEqual([]);
    expect(await held()).toEqual([[HERE, line.generation]]);
  });

  it('learns which phones are elsewhere by now, and leaves them there', async () => {
    const [older, stays] = [await connect(HERE), await connect(HERE, hashOf('another phone'))];
    const newer = await connect(THERE);
    expect(await reassert(HERE, older, stays)).toEqual([HASH]);
    expect(await held()).toEqual([[HERE, stays.generation], [THERE, newer.generation]]);
  });

  it('takes a phone back from one whose connection was older', async () => {
    const [older, newer] = [await connect(THERE), await connect(HERE)];
    await asSystem((tx) => tx.sql('update socket_presence set process = $1, generation = $2', [THERE, String(older.generation)]));
    expect(await reassert(HERE, newer)).toEqual([]);
    expect(await held()).toEqual([[HERE, newer.generation]]);
  });
});

describe('a sweep', () => {
  const sweep = (): Promise<number> => asSystem(async (tx) => presence.forget(tx, await presence.gone(tx)));

  it('forgets what processes held that are gone, and nothing of those that live', async () => {
    const living = newProcess();
    const notifications = await Notifications.open({ url: test.url, log: quiet, greeting: living.greeting });
    const kept = await connect(living.id);
    const dead = newProcess();
    await connect(dead.id, hashOf('another phone'));
    await connect(dead.id, hashOf('a third phone'));
    expect(await sweep()).toBe(2);
    expect(await held()).toEqual([[living.id, kept.generation]]);
    await notifications.close();
    await until(async () => (await sweep()) === 1);
    expect(await held()).toEqual([]);
  });

  it('by several at once forgets each connection once, and never one of a process that lives', async () => {
    const living = newProcess();
    const notifications = await Notifications.open({ url: test.url, log: quiet, greeting: living.greeting });
    const kept = await connect(living.id);
    for (let i = 0; i < 10; i++) await connect(newProcess().id, hashOf(`phone ${i}`));
    const swept = await Promise.all([sweep(), sweep(), sweep()]);
    expect(swept.reduce((a, b) => a + b) + (await sweep())).toBe(10);
    expect(await held()).toEqual([[living.id, kept.generation]]);
    await notifications.close();
  });

  it('has nothing to do where nobody is connected', async () => {
    expect(await sweep()).toBe(0);
  });
});

describe('a revocation', () => {
  it('counts up from none', async () => {
    const identity = hashOf('identity');
    expect(await presence.generationOf(identity)).toBe(0);
    expect(await asSystem((tx) => presence.raise(tx, identity))).toBe(1);
    expect(await asSystem((tx) => presence.raise(tx, identity))).toBe(2);
    expect(await presence.generationOf(identity)).toBe(2);
    expect(await presence.generationOf(hashOf('another identity'))).toBe(0);
  });

  it('tells whoever holds the token of a newer connection, though there is none', async () => {
    const heard: string[] = [];
    const notifications = await Notifications.open({ url: test.url, log: quiet });
    await notifications.listen(PRESENCE_CHANNEL, (payload) => heard.push(payload));
    const line = await connect(HERE);
    await asSystem((tx) => presence.evict(tx, [HASH]));
    await until(() => heard.length === 2);
    const [hash, generation] = heard[1]!.split(':');
    expect(hash).toBe(HASH.toString('hex'));
    expect(BigInt(generation!)).toBeGreaterThan(line.generation);
    expect(await held()).toEqual([[HERE, line.generation]]);
    await notifications.close();
  });
});

describe('the tokens under which a phone is registered', () => {
  it('are those of living rows, of any tenant', async () => {
    const anna = user(test.db, 'tnt_a', 'anna');
    await anna.hasSocketPhone('living');
    await user(test.db, 'tnt_b', 'bert').hasSocketPhone('of another tenant');
    await anna.hasSocketPhone('twice', 'ring');
    await anna.hasSocketPhone('twice', 'message');
    const ended = await anna.hasSocketPhone('ended');
    await asSystem((tx) => tx.sql("update push_token set state = 'inactive', ended_at = now() where id = $1", [ended.id]));
    const known = await presence.registered(['living', 'of another tenant', 'twice', 'ended', 'unknown'].map(hashOf));
    expect(known.map(String).sort()).toEqual(['living', 'of another tenant', 'twice'].map((name) => String(hashOf(name))).sort());
    expect(await presence.registered([])).toEqual([]);
  });
});
