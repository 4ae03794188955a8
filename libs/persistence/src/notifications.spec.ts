import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { until } from '@ringpost/domain/testing';
import { Notifications } from './notifications.js';
import { createTestDatabase, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
const opened: Notifications[] = [];
const said: string[] = [];
const log = { info: (message: string) => void said.push(message), warn: (_context: object, message: string) => void said.push(message) };

beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());
afterEach(async () => {
  await Promise.all(opened.splice(0).map((notifications) => notifications.close()));
  said.length = 0;
});

async function open({ url = test.url, greeting }: { url?: string; greeting?: string } = {}): Promise<Notifications> {
  const notifications = await Notifications.open({ url, greeting, log });
  opened.push(notifications);
  return notifications;
}

/** A channel and what was heard of it. */
async function hearing(notifications: Notifications, channel: string): Promise<string[]> {
  const heard: string[] = [];
  await notifications.listen(channel, (payload) => heard.push(payload));
  return heard;
}

const tell = (channel: string, payload: string): Promise<unknown> => test.sql('select pg_notify($1, $2)', [channel, payload]);
const sessions = async (): Promise<number> => (await test.sql("select 1 from pg_stat_activity where datname = current_database() and application_name = 'ringpost notifications'")).length;
const terminate = (): Promise<unknown> => test.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'ringpost notifications'");

describe('a connection for notifications', () => {
  it('hears what is told in its channels, in order, and nothing else', async () => {
    const notifications = await open();
    const [first, second] = [await hearing(notifications, 'first'), await hearing(notifications, 'second')];
    for (const n of [1, 2, 3]) await tell('first', `message ${n}`);
    await tell('third', 'nobody listens');
    await tell('second', '');
    await until(() => second.length > 0);
    expect(first).toEqual(['message 1', 'message 2', 'message 3']);
    expect(second).toEqual(['']);
  });

  it('hears of a transaction when it is committed, and nothing of one that is undone', async () => {
    const heard = await hearing(await open(), 'committed');
    await test.sql('begin');
    await tell('committed', 'undone');
    await test.sql('rollback');
    await tell('committed', 'done');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['done']);
  });

  it('is live from the start, and without a word stays so', async () => {
    const notifications = await open();
    expect(notifications.isLive).toBe(true);
    expect(notifications.epoch).toBe(0);
    expect(said).toEqual([]);
  });

  it('begins with the greeting', async () => {
    await open({ greeting: 'select pg_advisory_lock_shared(4711, 7)' });
    expect(await test.sql("select objid::int from pg_locks where locktype = 'advisory' and classid = 4711")).toEqual([{ objid: 7 }]);
  });

  it('ends when it is closed, and does not come back', async () => {
    const notifications = await open();
    await notifications.close();
    await until(async () => (await sessions()) === 0);
    expect(notifications.isLive).toBe(false);
    expect(said).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  it('is not live at once, comes back by itself, and hears and greets as before', async () => {
    const notifications = await open({ greeting: 'select pg_advisory_lock_shared(4711, 8)' });
    const heard = await hearing(notifications, 'resumed');
    const returns: number[] = [];
    notifications.onReturn(() => returns.push(notifications.epoch));
    await terminate();
    await until(() => !notifications.isLive);
    expect(notifications.epoch).toBe(1);
    await until(() => returns.length > 0);
    expect(returns).toEqual([1]);
    expect(notifications.isLive).toBe(true);
    await tell('resumed', 'back again');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['back again']);
    expect(await test.sql("select objid::int from pg_locks where locktype = 'advisory' and classid = 4711")).toEqual([{ objid: 8 }]);
  });

  it('is complained about once, and said to be back once', async () => {
    const notifications = await open();
    let returned = false;
    notifications.onReturn(() => { returned = true; });
    await terminate();
    await until(() => returned);
    expect(said).toEqual(['what other processes tell is not heard: trying again', 'what other processes tell is heard again']);
  });

  it('counts each loss', async () => {
    const notifications = await open();
    let returned = 0;
    notifications.onReturn(() => { returned++; });
    for (const loss of [1, 2, 3]) {
      await terminate();
      await until(() => returned === loss);
      expect(notifications.epoch).toBe(loss);
    }
    expect(await sessions()).toBe(1);
  });

  it('hears also a channel that was asked for while it was away', async () => {
    const notifications = await open();
    await terminate();
    await until(() => !notifications.isLive);
    const heard = await hearing(notifications, 'late');
    await until(() => notifications.isLive);
    await tell('late', 'heard');
    await until(() => heard.length > 0);
  });
});

/** What a server says when it is idle. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

// As long as what it stands for: a message says how long it is.
const withoutListen = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replaceAll('listen ', '------ '), 'latin1');

/** Between a client and the server: cut off, it keeps connections open and lets nothing through. Deaf, it answers and loses every LISTEN. */
class Cable {
  isDeaf = false;
  /** The ends that clients hold, in the order they came. */
  readonly lines: Socket[] = [];
  private readonly server: Server;
  private readonly ends = new Set<Socket>();
  private isCut = false;

  constructor(private readonly target: URL) {
    this.server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true });
      this.lines.push(near);
      for (const [from, to] of [[near, far], [far, near]] as const) {
        this.ends.add(from);
        from.on('data', (data: Buffer) => { if (!this.isCut) to.write(this.isDeaf ? withoutListen(data) : data); });
        from.on('end', () => { if (!this.isCut) to.end(); });
        from.on('close', () => to.destroy());
        from.on('error', () => to.destroy());
      }
    });
  }

  async plug(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return Object.assign(new URL(this.target.href), { hostname: '127.0.0.1', port: String((this.server.address() as AddressInfo).port) }).href;
  }

  cut(isCut = true): void {
    this.isCut = isCut;
  }

  unplug(): void {
    for (const end of this.ends) end.destroy();
    this.server.close();
  }
}

describe('a server that says nothing any more', () => {
  it('is not believed to have told everything, and the connection is made anew once it answers', async () => {
    const cable = new Cable(new URL(test.url));
    const notifications = await open({ url: await cable.plug() });
    const heard = await hearing(notifications, 'through_the_cable');
    cable.cut();
    await tell('through_the_cable', 'lost');
    await until(() => !notifications.isLive);
    expect(notifications.epoch).toBe(0);
    await until(() => notifications.epoch > 0);
    cable.cut(false);
    await until(() => notifications.isLive);
    await tell('through_the_cable', 'heard');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['heard']);
    await notifications.close();
    cable.unplug();
  });

  it('does not keep a process from ending', async () => {
    const cable = new Cable(new URL(test.url));
    const notifications = await open({ url: await cable.plug() });
    cable.cut();
    await notifications.close();
    expect(notifications.isLive).toBe(false);
    cable.unplug();
  });

  it('leaves no socket behind, though it had answered all there was to answer', async () => {
    const cable = new Cable(new URL(test.url));
    cable.isDeaf = true;
    const opening = open({ url: await cable.plug() });
    await until(async () => (await test.sql("select 1 from pg_stat_activity where datname = current_database() and state = 'idle' and query like 'select pg_notify(%'")).length > 0);
    cable.cut();
    await opening;
    const [line] = cable.lines;
    await until(() => { line?.write(READY); return line?.destroyed; }); // whoever still held the other end would read it
    cable.unplug();
  });

  it('that cannot be reached at the start is waited for', async () => {
    const notifications = await open({ url: 'postgres://ringpost:x@127.0.0.1:1/ringpost' });
    expect(notifications.isLive).toBe(false);
    expect(said).toEqual(['what other processes tell is not heard: trying again']);
  });
});

describe('a server that answers and has forgotten who listens', () => {
  it('is never believed to have told everything', async () => {
    const cable = new Cable(new URL(test.url));
    cable.isDeaf = true;
    const notifications = await open({ url: await cable.plug() });
    const returns: boolean[] = [];
    notifications.onReturn(() => returns.push(cable.isDeaf));
    expect([notifications.isLive, notifications.epoch]).toEqual([false, 1]);
    await until(() => notifications.isLive || notifications.epoch > 1);
    expect([notifications.isLive, notifications.epoch, returns]).toEqual([false, 2, []]);
    cable.isDeaf = false;
    await until(() => returns.length > 0);
    expect([notifications.isLive, returns]).toEqual([true, [false]]);
    await notifications.close();
    cable.unplug();
  });

  it('is found out by the next beats', async () => {
    const notifications = await open();
    const heard = await hearing(notifications, 'kept; unlisten *'); // as a pooler does that lends the server to somebody else
    expect(heard).toEqual([]);
    await until(() => !notifications.isLive);
    expect(notifications.epoch).toBe(0);
  });
});
