import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Service, freePort } from './testing/service.js';

const SCOPES = 'communication:send notification:send';

describe('the service on an embedded PostgreSQL', () => {
  let service: Service;
  let token: string;
  beforeAll(async () => {
    service = await Service.create();
    await service.start();
    token = service.run('token', '--user', 'usr_1', '--scope', SCOPES).out.trim();
  }, 60_000);
  afterAll(() => service.remove());

  it('says where it is and how to get a token', () => {
    expect(service.output).toContain(`API            ${service.url}`);
    expect(service.output).toContain('npm run --silent token -- --user usr_1 --tenant tnt_default');
  });

  it('prints a token and nothing else', () => {
    expect(service.run('token', '--user', 'usr_1')).toEqual({ code: 0, out: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/), err: '' });
  });

  it('takes the token it printed', async () => {
    expect((await service.call('GET', '/notifications/unread', token)).status).toBe(200);
    expect((await service.call('GET', '/notifications/unread', 'x.y.z')).status).toBe(401);
  });

  it('keeps its secrets from other users of the machine', () => {
    for (const file of ['secrets.json', 'database.json', 'cluster.json']) expect(statSync(path.join(service.dir, 'data', file)).mode & 0o077).toBe(0);
  });

  it('shows its documentation without the internet', async () => {
    const page = await (await fetch(`${service.url}/docs`)).text();
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url)).not.toContainEqual(expect.stringMatching(/^(https?:)?\/\//));
    for (const asset of ['/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css', '/docs/start.js', '/openapi.json']) expect((await fetch(service.url + asset)).status).toBe(200);
  });

  it('counts its requests for Prometheus', async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(/ringpost_http_requests_total\{method="GET",route="\/notifications\/unread",status="200"\} [1-9]/);
  });

  it('fills a tenant with a demonstration, once', async () => {
    expect(service.run('demo')).toMatchObject({ code: 0, out: expect.stringContaining('tnt_default now has 6 people') });
    expect(service.run('demo').out).toContain('holds the demonstration already');
    const alice = service.run('token', '--user', 'usr_alice').out.trim();
    expect((await service.call('GET', '/notifications/unread', alice)).body.total).toBeGreaterThan(10);
    expect((await service.call('GET', '/communication/devices', alice)).body.items.map(({ name }: { name: string }) => name)).toEqual(['Garden', 'Front door']);
    expect((await service.call('GET', '/communication/logs?channel=sms', alice)).body.items[0].content).toBe('Your verification code is ******');
  }, 30_000);

  it('has nothing for the doctor to find', () => {
    const { code, out } = service.run('doctor');
    expect(out).not.toContain('WRONG');
    for (const port of [service.port, service.legacyPort]) expect(out).toContain(`127.0.0.1:${port} is served by a running Ringpost`);
    expect(out).toContain(`127.0.0.1:${service.socketPort} speaks TLS, as the push socket of a running Ringpost does`);
    expect(code).toBe(0);
  });

  it('seals tokens under a new key while it runs, and finds them under a new index key afterwards', async () => {
    const phone = { platform: 'ios', token: 'an address that outlives its keys', device_id: 'phone' };
    const { body: first } = await service.call('POST', '/communication/push-tokens', token, phone);
    expect(service.run('keys:rotate').out).toContain('Sealed 0 secrets');
    const file = path.join(service.dir, 'data/secrets.json');
    const { encryption_keys } = JSON.parse(readFileSync(file, 'utf8'));
    const fresh = Buffer.alloc(32, 7).toString('base64');
    const changed = await Service.create({ ...(service.env as Record<string, string>), ENCRYPTION_KEYS: [fresh, ...encryption_keys].join(','), INDEX_KEY: fresh });
    expect(changed.run('keys:rotate').out).toMatch(/Sealed [1-9]\d* secrets/);
    expect(await service.stop()).toBe(0);
    expect(changed.run('start')).toMatchObject({ code: 1, err: expect.stringContaining('npm run ringpost -- keys:reindex') });
    expect(changed.run('keys:reindex').out).toMatch(/Indexed [1-9]\d* push tokens/);
    await changed.start([], `${service.url}/health/ready`);
    const { status, body } = await service.call('POST', '/communication/push-tokens', token, phone);
    await changed.remove();
    expect([status, body.data.id]).toEqual([200, first.data.id]);
  }, 60_000);
});

describe('the life of the process', () => {
  let service: Service;
  beforeEach(async () => { service = await Service.create(); });
  afterEach(() => service.remove());

  it('ends with 0 on SIGTERM, after finishing what is in flight', async () => {
    await service.start();
    const token = service.run('token', '--user', 'usr_1', '--scope', SCOPES).out.trim();
    const writes = Array.from({ length: 50 }, (_, i) => service.call('POST', '/notifications', token, { user_id: 'usr_1', title: `n${i}`, content: 'c' }));
    await Promise.race(writes);
    const code = await service.stop();
    const answers = await Promise.allSettled(writes);
    expect(code).toBe(0);
    const acknowledged = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.status === 201).length;
    await service.start();
    expect((await service.call('GET', '/notifications/unread', token)).body.total).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThan(0);
  }, 60_000);

  it('loses nothing it acknowledged when it is killed in the middle of 200 writes, and starts again at once', async () => {
    await service.start();
    const token = service.run('token', '--user', 'usr_1', '--scope', SCOPES).out.trim();
    const acknowledged = new Set<string>();
    const write = async (i: number): Promise<void> => {
      const notification = service.call('POST', '/notifications', token, { user_id: 'usr_1', title: `n${i}`, content: 'c' });
      const phone = service.call('POST', '/communication/push-tokens', token, { platform: 'ios', token: `address ${i}`, device_id: `phone ${i % 40}` });
      for (const answer of await Promise.allSettled([notification, phone])) if (answer.status === 'fulfilled' && answer.value.status === 201) acknowledged.add(answer.value.body.data.id);
    };
    const writes = Array.from({ length: 100 }, (_, i) => write(i));
    while (acknowledged.size < 40) await new Promise((resolve) => setTimeout(resolve, 1));
    await service.stop('SIGKILL');
    await Promise.all(writes);
    await service.start();
    const found = new Set<string>();
    for (const list of ['/notifications', '/communication/push-tokens']) {
      for (let page = 1, more = true; more; page++) {
        const { body } = await service.call('GET', `${list}?page_size=100&page=${page}`, token);
        for (const { id } of body.items) found.add(id);
        more = body.pagination.has_next;
      }
    }
    expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
    const { body: unread } = await service.call('GET', '/notifications/unread', token);
    expect(unread.total).toBe([...found].filter((id) => id.startsWith('ntf_')).length);
  }, 60_000);

  it('runs the worker alone, with its health on a port of its own', async () => {
    const worker = await Service.create({ HEALTH_PORT: String(service.port) });
    await worker.start(['--only', 'worker'], `${service.url}/health/ready`);
    expect((await fetch(`${service.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${service.url}/notifications`)).status).toBe(404);
    expect(await worker.stop()).toBe(0);
    await worker.remove();
  }, 60_000);

  it('leaves nothing for the doctor to find where it serves old apps alone', async () => {
    const health = await freePort();
    const legacy = await Service.create({ HEALTH_PORT: String(health), LEGACY_TLS: 'self-signed' });
    await legacy.start(['--only', 'legacy'], `http://127.0.0.1:${health}/health/ready`);
    const { code, out } = legacy.run('doctor');
    expect(await legacy.stop()).toBe(0);
    await legacy.remove();
    expect(out).toContain(`127.0.0.1:${legacy.port} is free`);
    for (const port of [legacy.legacyPort, health]) expect(out).toContain(`127.0.0.1:${port} is served by a running Ringpost`);
    expect(out).toContain(`127.0.0.1:${legacy.socketPort} speaks TLS`);
    expect([code, out.includes('WRONG')]).toEqual([0, false]);
  }, 60_000);
});

describe('what an operator gets wrong', () => {
  it.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ AUTH_JWT_SECRET: 'short' }, 'AUTH_JWT_SECRET'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://127.0.0.1:1/x' }, 'AUTH_JWT_SECRET'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('stops the start with one line that names the variable: %j', async (environment, name) => {
    const service = await Service.create(environment);
    const { code, err } = service.run('start');
    await service.remove();
    expect([code, err.trim().split('\n').length]).toEqual([1, 1]);
    expect(err).toMatch(new RegExp(`^ringpost: ${name} .*for example ${name}=`));
  });

  it('tells the doctor what is wrong and what to do', async () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    const service = await Service.create({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', AUTH_JWT_SECRET: 'x'.repeat(32), ENCRYPTION_KEYS: key, INDEX_KEY: key, SOCKET_TOKEN_KEY: key });
    const { code, out } = service.run('doctor');
    await service.remove();
    expect(code).toBe(1);
    expect(out).toMatch(/WRONG database .*ECONNREFUSED/);
  });

  it.each(['PORT', 'LEGACY_PORT', 'PUSH_SOCKET_PORT'])('ends with one line when %s is taken, and leaves nothing behind that listens', async (variable) => {
    const service = await Service.create();
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as net.AddressInfo;
    const command = await Service.create({ ...(service.env as Record<string, string>), [variable]: String(port) });
    const { code, err } = command.run('start');
    taken.close();
    await command.remove();
    await service.remove();
    expect([code, err]).toEqual([1, `ringpost: port ${port} is taken by another program: stop it, or set ${variable} to another port\n`]);
  }, 30_000);

  it('names the commands to who mistypes one', async () => {
    const service = await Service.create();
    const { code, err } = service.run('strat');
    await service.remove();
    expect(code).toBe(1);
    expect(err).toContain("unknown command 'strat'");
  });
});
