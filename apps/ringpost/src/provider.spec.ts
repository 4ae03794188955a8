import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Service, type Ended } from './testing/service.js';

const keyFor = (type: 'ec' | 'rsa'): string => {
  const { privateKey } = type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
};
const P8 = keyFor('ec');
const GOOGLE = { type: 'service_account', project_id: 'doorbells', client_email: 'push@doorbells.example', private_key: keyFor('rsa'), token_uri: 'https://oauth2.googleapis.com/token' };

let service: Service;
let token: string;
beforeAll(async () => {
  service = await Service.create();
  for (const [name, text] of Object.entries({ 'AuthKey.p8': P8, 'google.json': JSON.stringify(GOOGLE), password: 'hunter2\n', 'smtp.json': '{"host":"mail.example.com","from":"Doorbell <bell@example.com>","dsn":false}' })) writeFileSync(path.join(service.dir, name), text);
  await service.start();
  token = service.run('token', '--user', 'usr_ada', '--scope', 'tenant:admin').out.trim();
}, 60_000);
afterAll(() => service.remove());

const APNS = ['--provider', 'apns', '--team-id', 'TEAM123456', '--key-id', 'KEY1234567', '--key-file', 'AuthKey.p8'];
const add = (...options: string[]): Promise<Ended> => service.launch('provider:add', ...options).ended;
const shown = async (): Promise<any[]> => (await service.call('GET', '/communication/providers', token)).body.items.map(({ config, ...item }: any) => ({ ...item, config: JSON.parse(config) as object }));

describe('accounts at providers, on the command line', () => {
  it('are added by what Apple, Google and a mail server hand out, and are the same over REST', async () => {
    expect(await add(...APNS, '--app', 'com.example.doorbell', '--environment', 'production', '--priority', '5')).toEqual({
      code: 0, out: expect.stringMatching(/^pvd_[0-9a-z]{26} {2}tnt_default {2}push by apns, com\.example\.doorbell, production, priority 5\n$/), err: '',
    });
    expect(await add('--provider', 'fcm', '--service-account', 'google.json')).toMatchObject({ code: 0, out: expect.stringContaining('push by fcm, every app, both environments, priority 10') });
    const mail = ['--host', 'mail.example.com', '--port', '465', '--username', 'bell', '--password-file', 'password', '--from', 'Doorbell <bell@example.com>'];
    expect(await add('--provider', 'smtp', ...mail, '--config', '{"secure":"tls"}')).toMatchObject({ code: 0, out: expect.stringContaining('email by smtp, every app, priority 10') });
    expect(await shown()).toMatchObject([
      { provider: 'smtp', config: { secure: 'tls', host: 'mail.example.com', port: 465, username: 'bell', password: '***', from: 'Doorbell <bell@example.com>' } },
      { provider: 'fcm', config: { service_account: '***' } },
      { provider: 'apns', app_id: 'com.example.doorbell', environment: 'production', priority: 5, config: { team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: '***' } },
    ]);
  }, 60_000);

  it('are added by a file of members, which options go before, and for the tenant that is named', async () => {
    expect(await add('--provider', 'smtp', '--tenant', 'tnt_other', '--config', 'smtp.json', '--host', 'smtp.example.com')).toMatchObject({ code: 0, out: expect.stringContaining('  tnt_other  email by smtp') });
    const { out } = service.run('provider:list', '--tenant', 'tnt_other');
    expect(out.split('\n')[1]!.trim()).toBe('{"host":"smtp.example.com","from":"Doorbell <bell@example.com>","dsn":false}');
    expect((await shown()).map(({ tenant_id }) => tenant_id)).not.toContain('tnt_other');
  }, 60_000);

  it.each([
    ['a second one in its place', [...APNS, '--app', 'com.example.doorbell', '--environment', 'production', '--priority', '5'], 'There is an account of this provider with this app and priority'],
    ['an unknown provider', ['--provider', 'pigeon'], 'provider must be one of the following values: apns'],
    ['a key that is none', [...APNS.slice(0, -1), 'password', '--app', 'a'], 'config.private_key must be'],
    ['what another provider wants', [...APNS, '--app', 'a', '--host', 'mail.example.com'], 'config.host is no member that apns knows'],
    ['a file that is not there', ['--provider', 'fcm', '--service-account', 'nowhere.json'], "no such file or directory, open 'nowhere.json'"],
    ['a config that is no JSON', ['--provider', 'smtp', '--config', '{host: mail}'], 'config must be an object or the JSON text of one'],
    ['an environment for mail', ['--provider', 'smtp', '--config', 'smtp.json', '--environment', 'sandbox'], 'environment must be left out for email'],
    ['a tenant that cannot be', [...APNS, '--tenant', ''], 'tenant must have 1 to 128 characters'],
  ])('refuse %s, in one line', async (_what, options, words) => {
    const { code, out, err } = await add(...options);
    expect([code, out, err.split('\n').length]).toEqual([1, '', 2]);
    expect(err).toContain(words);
    expect(err).not.toContain('hunter2');
  }, 60_000);

  it('are listed without their secrets, and removed by their ids', async () => {
    const { out } = service.run('provider:list');
    expect(out.match(/^pvd_/gm)).toHaveLength(3);
    for (const secret of ['hunter2', 'PRIVATE KEY', 'doorbells.example']) expect(out).not.toContain(secret);
    const [id] = /pvd_\w+(?=.*fcm)/.exec(out)!;
    expect(service.run('provider:remove', '--id', id, '--tenant', 'tnt_other')).toEqual({ code: 1, out: '', err: 'ringpost: There is no such provider account\n' });
    expect(service.run('provider:remove', '--id', id)).toEqual({ code: 0, out: `${id} is removed.\n`, err: '' });
    expect((await shown()).map(({ provider }) => provider)).toEqual(['smtp', 'apns']);
    expect(service.run('provider:list', '--tenant', 'tnt_empty')).toEqual({ code: 0, out: 'There is no account.\n', err: '' });
  }, 60_000);
});
