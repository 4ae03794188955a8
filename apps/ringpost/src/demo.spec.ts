import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { promisify } from 'node:util';
import { until } from '@ringpost/domain/testing';
import { Service, freePort } from './testing/service.js';

const PATIENCE_MS = 60_000;
const LIVING = ['iPhone17-alice', 'iPad-kitchen', 'Pixel10-bob', 'Galaxy-dora'];

let service: Service;
let page: string;
beforeAll(async () => {
  const port = await freePort();
  page = `http://127.0.0.1:${port}`;
  service = await Service.create({ DEMO_PORT: String(port) });
  await service.start(['--demo']);
}, PATIENCE_MS);
afterAll(() => service.remove());

const state = async (): Promise<any> => (await fetch(`${page}/state`)).json();
const press = async (path: string, body: object = {}): Promise<any> =>
  (await fetch(`${page}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
const tokenOf = (user: string, ...options: string[]): string => service.run('token', '--user', user, ...options).out.trim();

/** The page's state, once it is as it should be. */
async function stateWhere(isRight: (now: any) => boolean): Promise<any> {
  let now: any;
  await until(async () => isRight((now = await state())));
  return now;
}
const screens = ({ phones }: any): Record<string, any> => Object.fromEntries(phones.map(({ id, ring, notes }: any) => [id, { ring, notes }]));
const areAll = (now: any, ids: readonly string[], ringState: string): boolean => ids.every((id) => screens(now)[id].ring?.state === ringState);

/** What the loopback server at an address answers to a request under another name. */
const asked = async (path: string, headers: http.OutgoingHttpHeaders, method = 'GET'): Promise<number | undefined> => {
  const request = http.request(page + path, { headers, method }).end();
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  answer.resume();
  return answer.statusCode;
};

describe('the page of the demonstration', () => {
  it('is told of in the greeting, and so is what it changes', () => {
    expect(service.output).toContain(`Demonstration  ${page}\n`);
    expect(service.output).toContain('until it stops, tnt_default sends e-mail, and pushes for com.example.doorbell, to providers inside this process');
  });

  it('runs nothing but what is in it, and loads nothing', async () => {
    const answer = await fetch(page), html = await answer.text();
    const policy = Object.fromEntries(answer.headers.get('content-security-policy')!.split('; ').map((rule) => [rule.slice(0, rule.indexOf(' ')), rule.slice(rule.indexOf(' ') + 1)]));
    for (const tag of ['script', 'style']) {
      const [, inside] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(html)!;
      expect(policy[`${tag}-src`]).toBe(`'sha256-${createHash('sha256').update(inside!).digest('base64')}'`);
    }
    expect(policy).toMatchObject({ 'default-src': "'none'", 'connect-src': "'self'", 'frame-ancestors': "'none'" });
    expect(html.match(/(?:src|href)="[^"]*"| style="| on\w+="/g)).toEqual(['href="data:,"']);
  });

  it('does nothing for pages from elsewhere, whatever they call themselves', async () => {
    const { port } = new URL(page);
    expect(await asked('/state', { host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200);
    expect(await asked('/ring', { origin: 'http://elsewhere.example' }, 'POST')).toBe(404);
    expect(await asked('/state', { host: 'elsewhere.example' })).toBe(404);
    expect(await asked('/ring', { host: `elsewhere.example:${port}`, origin: `http://elsewhere.example:${port}` }, 'POST')).toBe(404);
    expect((await state()).trace).toBeUndefined();
  });

  it.each([['phones/nobody/answer', 404], ['phones/iPhone17-alice/answer', 404], ['people/usr_chen/push', 404], ['providers/pigeon', 404], ['providers/apns', 400]])('knows that %s cannot be pressed', async (path, status) => {
    expect(await press(path, { mode: 'loud' })).toMatchObject({ status });
  });
});

describe('a ring at the door of the demonstration', () => {
  it('rings every phone behind it, and stops the others once one of them is answered', async () => {
    expect(await press('ring')).toMatchObject({ status: 202, answer: { data: { status: 'ringing', targets: LIVING.length + 1 } } });
    const dead = ({ trace }: any): number => trace?.targets.filter(({ error }: any) => error === 'address_dead').length ?? 0;
    await stateWhere((now) => areAll(now, LIVING, 'ringing') && dead(now) === 2); // once it is answered, no other way to the phone that was given away is tried
    expect(await press('phones/iPhone17-alice/answer')).toMatchObject({ status: 200, answer: { data: { status: 'answered', answered_by: 'usr_alice' } } });
    const now = await stateWhere((later) => areAll(later, LIVING.slice(1), 'ended') && later.trace?.status === 'answered');
    expect(screens(now)['iPhone17-alice'].ring).toMatchObject({ state: 'talking' });
    for (const id of LIVING.slice(1)) expect(screens(now)[id].ring).toMatchObject({ title: 'Front door', words: 'answered by Alice' });
  }, PATIENCE_MS);

  it('is traced: who rang and when, whose token is dead, and who has none', async () => {
    const told = ({ trace }: any): any[] => trace.targets.map(({ user_id, status, error }: any) => [user_id, status, ...(error ? [error] : [])]);
    const now = await stateWhere((later) => later.trace?.targets.every(({ status }: any) => status !== 'pending' && status !== 'sent'));
    expect(told(now)).toEqual(expect.arrayContaining([
      ['usr_alice', 'delivered'], ['usr_alice', 'delivered'], ['usr_bob', 'delivered'], ['usr_dora', 'delivered'], ['usr_dora', 'failed', 'address_dead'], ['usr_emil', 'failed', 'no_token'],
    ]));
    for (const { status, explanation } of now.trace.targets) if (status === 'delivered') expect(explanation).toMatch(/^the phone rang: it said so after \d+ ms$/);
  }, PATIENCE_MS);

  it('has a call that can be made from a terminal', async () => {
    const { call } = await state();
    expect(call).toMatchObject({ status: 200, token: 'TOKEN=$(npm run --silent token -- --user usr_alice --tenant tnt_default)' });
    const { stdout } = await promisify(execFile)('sh', ['-c', call.curl], { env: { PATH: process.env.PATH, TOKEN: tokenOf('usr_alice') } });
    expect(JSON.parse(stdout).data).toMatchObject({ status: 'answered', answered_by: 'usr_alice' });
  }, PATIENCE_MS);

  it('ends the tokens of the phone that was given away, until its app registers again', async () => {
    const dora = tokenOf('usr_dora');
    const isActive = async (): Promise<boolean[]> => (await service.call('GET', '/communication/push-tokens', dora)).body.items.filter(({ device_id }: any) => device_id === 'OldGalaxy-dora').map(({ is_active }: any) => is_active);
    await until(async () => !(await isActive()).includes(true));
    expect(await press('phones/OldGalaxy-dora/register')).toMatchObject({ status: 200 });
    expect(await isActive()).toEqual([true, true]);
  }, PATIENCE_MS);
});

describe('a message of the demonstration', () => {
  it('is on the phones of who gets it, and an e-mail in their mailbox', async () => {
    await press('clear');
    expect(await press('people/usr_alice/push')).toMatchObject({ status: 200, answer: { data: { tokens_sent: 2 } } });
    expect(await press('people/usr_emil/email')).toMatchObject({ status: 200 });
    expect(await press('people/usr_emil/push')).toMatchObject({ status: 404, answer: { message: 'The user has no phone that could be reached' } });
    const now = await stateWhere((later) => later.mails.length > 0 && ['iPhone17-alice', 'iPad-kitchen'].every((id) => screens(later)[id].notes.length > 0));
    expect(now.mails).toEqual([{ to: ['emil@example.com'], subject: 'Low battery: Front door', text: expect.stringContaining('Emil') }]);
    expect(screens(now)['Pixel10-bob'].notes).toEqual([]);
  }, PATIENCE_MS);

  it('arrives once its provider works again', async () => {
    await press('providers/fcm', { mode: 'unavailable' });
    await press('people/usr_bob/push');
    const bob = tokenOf('usr_bob'), log = async (): Promise<any> => (await service.call('GET', '/communication/logs?channel=push&page_size=1', bob)).body.items[0];
    await until(async () => (await log()).error !== undefined);
    expect(screens(await state())['Pixel10-bob'].notes).toEqual([]);
    await press('providers/fcm', { mode: 'ok' });
    await stateWhere((now) => screens(now)['Pixel10-bob'].notes.length === 1);
  }, PATIENCE_MS);
});

describe('the accounts of the demonstration', () => {
  const accounts = (): string[] => service.run('provider:list').out.split('\n').filter((line) => line.startsWith('pvd_'));

  it('are switched off when it stops, and the same ones on again when it starts', async () => {
    const before = accounts();
    expect(before.map((line) => line.slice(32))).toEqual([
      'tnt_default  email by smtp, every app, priority 1000',
      'tnt_default  push by fcm, com.example.doorbell, both environments, priority 1000',
      'tnt_default  push by apns, com.example.doorbell, both environments, priority 1000',
    ]);
    expect(await service.stop()).toBe(0);
    expect(accounts()).toEqual(before.map((line) => `${line}, switched off`));
    await service.start(['--demo']);
    expect(accounts()).toEqual(before);
  }, PATIENCE_MS);

  it('leave the e-mail of a tenant alone that has an account of its own', async () => {
    expect(service.run('provider:add', '--provider', 'smtp', '--config', '{"host":"mail.example.com","from":"bell@example.com"}').code).toBe(0);
    const [own, mail, ...pushes] = accounts();
    expect(await service.stop('SIGKILL')).toBeNull();
    await service.start(['--demo']);
    expect(service.output).toContain('until it stops, tnt_default sends pushes for com.example.doorbell to providers inside this process');
    expect(accounts()).toEqual([own, `${mail}, switched off`, ...pushes]);
    expect(await press('people/usr_alice/email')).toMatchObject({ status: 404, detail: expect.stringContaining('an account of its own') });
  }, PATIENCE_MS);
});

describe('a start with --demo', () => {
  const failed = async (environment: Record<string, string>, ...args: string[]): Promise<{ code: number | null; err: string }> => {
    const other = await Service.create(environment), { code, err } = other.run('start', '--demo', ...args);
    await other.remove();
    return { code, err };
  };

  it('says in one line that it cannot sign tokens', async () => {
    const { code, err } = await failed({ AUTH_JWKS_URI: 'https://id.example.com/jwks.json' });
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    expect(err).toMatch(/^ringpost: --demo .*AUTH_JWKS_URI.*set AUTH_JWT_SECRET/);
  });

  it('is one of the whole service', async () => {
    expect(await failed({}, '--only', 'api')).toMatchObject({ code: 1, err: expect.stringContaining("'--only <part>' cannot be used with option '--demo'") });
  });

  it('ends with one line when DEMO_PORT is taken', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as net.AddressInfo;
    expect(await failed({ DEMO_PORT: String(port) })).toEqual({ code: 1, err: `ringpost: port ${port} is taken by another program: stop it, or set DEMO_PORT to another port\n` });
    taken.close();
  }, PATIENCE_MS);
});
