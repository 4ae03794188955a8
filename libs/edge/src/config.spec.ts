import { readFileSync } from 'node:fs';
import { ConfigError, describeConfig, loadConfig } from './config.js';
import { envExample } from './env-example.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const EXTERNAL = { DATABASE_URL: 'postgres://me:pass%20word@db:5432/ringpost', AUTH_JWT_SECRET: 'x'.repeat(32), ENCRYPTION_KEYS: `${KEY},${KEY}`, INDEX_KEY: KEY, SOCKET_TOKEN_KEY: `${KEY},${KEY}` };

const problem = (env: Record<string, string>): string => {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('nothing was wrong');
};

describe('configuration', () => {
  it('needs nothing in embedded mode', () => {
    expect(loadConfig({})).toMatchObject({ mode: 'embedded', port: 3000, host: '127.0.0.1', dataDir: '.ringpost', databasePoolSize: 10, defaultTenantId: 'tnt_default', trustProxy: false, retentionDeliveryDays: 90, retentionNotificationDays: 365, logLevel: 'info', healthPort: undefined, jwtSecret: undefined, indexKey: undefined });
  });

  it('reads every variable of external mode', () => {
    const config = loadConfig({ ...EXTERNAL, PORT: '8080', HOST: '0.0.0.0', DATABASE_DIRECT_URL: 'postgresql://db/x', REDIS_URL: 'rediss://cache:6380/1', TRUST_PROXY: '10.0.0.0/8, ::1', HEALTH_PORT: '0', LOG_LEVEL: 'silent', AUTH_ISSUER: 'me', AUTH_AUDIENCE: 'you' });
    expect(config).toMatchObject({ mode: 'external', port: 8080, redisUrl: 'rediss://cache:6380/1', trustProxy: ['10.0.0.0/8', '::1'], healthPort: 0, logLevel: 'silent', issuer: 'me', audience: 'you' });
    expect(config.encryptionKeys?.map((key) => key.length)).toEqual([32, 32]);
    expect(config.socketTokenKeys?.map((key) => key.length)).toEqual([32, 32]);
    expect(config.defaultTenantId).toBeUndefined();
  });

  it('has a page to explore GraphQL with where it runs its own database, and elsewhere on request', () => {
    expect([loadConfig({}).graphiql, loadConfig({ GRAPHIQL: 'false' }).graphiql, loadConfig(EXTERNAL).graphiql, loadConfig({ ...EXTERNAL, GRAPHIQL: 'true' }).graphiql]).toEqual([true, false, false, true]);
  });

  it('reads lists of words', () => {
    expect(loadConfig({}).graphqlNotificationTypes).toEqual(['DeviceSharing']);
    expect(loadConfig({ GRAPHQL_NOTIFICATION_TYPES: 'DeviceSharing, system,system' }).graphqlNotificationTypes).toEqual(['DeviceSharing', 'system']);
  });

  it('serves older apps as they expect it', () => {
    expect(loadConfig({})).toMatchObject({
      legacyPort: 6443, pushSocketPort: 11001, legacyTls: 'off', legacyTlsCert: undefined, legacyTlsKey: undefined, legacyTlsCompat: true, legacyStrictLogin: false,
      legacySessionDays: 30, legacyPushTokenMax: 64, legacyDefaultBundleId: 'com.lancens.wxdoorbell', socketTokenKeys: undefined,
    });
    expect(loadConfig({ LEGACY_TLS_CERT: '/tls/rsa.crt, /tls/ec.crt', LEGACY_TLS_KEY: '/tls/rsa.key,/tls/ec.key' })).toMatchObject({ legacyTlsCert: ['/tls/rsa.crt', '/tls/ec.crt'], legacyTlsKey: ['/tls/rsa.key', '/tls/ec.key'] });
  });

  it('takes an empty or blank value for none', () => {
    expect(loadConfig({ PORT: '', AUTH_JWT_SECRET: '  ', DATABASE_URL: '' })).toMatchObject({ port: 3000, mode: 'embedded', jwtSecret: undefined });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT "abc" is not a whole number from 0 to 65535; for example PORT=3000'],
    [{ PORT: '65536' }, 'PORT "65536" is not a whole number'],
    [{ PORT: '-1' }, 'PORT "-1" is not'],
    [{ DATABASE_POOL_SIZE: '0' }, 'DATABASE_POOL_SIZE "0" is not a whole number from 1'],
    [{ RETENTION_DELIVERY_DAYS: '1.5' }, 'RETENTION_DELIVERY_DAYS "1.5" is not'],
    [{ DATABASE_URL: 'mysql://root:hunter2@db/x' }, 'DATABASE_URL is not an address that begins with postgres:// or postgresql://'],
    [{ DATABASE_DIRECT_URL: 'postgres://db/x' }, 'DATABASE_URL is not set, but DATABASE_DIRECT_URL is'],
    [{ REDIS_URL: 'http://cache:hunter2@db' }, 'REDIS_URL is not an address that begins with redis:// or rediss://'],
    [{ AUTH_JWT_SECRET: 'short' }, 'AUTH_JWT_SECRET has 5 characters, and at least 32 are needed'],
    [{ AUTH_JWKS_URI: 'ftp://id/jwks' }, 'AUTH_JWKS_URI is not an address that begins with https:// or http://'],
    [{ AUTH_JWKS_URI: 'https://id/jwks', AUTH_JWT_SECRET: 'x'.repeat(32) }, 'AUTH_JWKS_URI is set together with AUTH_JWT_SECRET'],
    [{ ENCRYPTION_KEYS: `${KEY},c2hvcnQ=` }, 'ENCRYPTION_KEYS has a key (number 2) that is not 32 bytes in base64'],
    [{ INDEX_KEY: 'not base64!' }, 'INDEX_KEY is not 32 bytes in base64'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY "10.0.0.0/33" is neither off, on nor an address'],
    [{ TRUST_PROXY: 'yes' }, 'TRUST_PROXY "yes" is neither'],
    [{ GRAPHIQL: 'yes' }, 'GRAPHIQL "yes" is neither true nor false; for example GRAPHIQL=true'],
    [{ GRAPHQL_RATE_LIMIT: '0' }, 'GRAPHQL_RATE_LIMIT "0" is not a whole number from 1'],
    [{ GRAPHQL_NOTIFICATION_TYPES: 'DeviceSharing,,x' }, 'GRAPHQL_NOTIFICATION_TYPES has "", which is not a word'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL "loud" is not one of fatal, error, warn, info, debug, trace, silent; for example LOG_LEVEL=debug'],
    [{ DEFAULT_TENANT_ID: 't'.repeat(129) }, 'DEFAULT_TENANT_ID is longer than 128 characters'],
    [{ SOCKET_TOKEN_KEY: 'c2hvcnQ=' }, 'SOCKET_TOKEN_KEY has a key (number 1) that is not 32 bytes in base64'],
    [{ LEGACY_TLS: 'on' }, 'LEGACY_TLS "on" is not one of off, self-signed; for example LEGACY_TLS=self-signed'],
    [{ LEGACY_TLS_CERT: 'a.crt' }, 'LEGACY_TLS_KEY is not set, but LEGACY_TLS_CERT is'],
    [{ LEGACY_TLS_KEY: 'a.key' }, 'LEGACY_TLS_CERT is not set, but LEGACY_TLS_KEY is'],
    [{ LEGACY_TLS_CERT: 'a.crt,b.crt', LEGACY_TLS_KEY: 'a.key' }, 'LEGACY_TLS_KEY has another number of files (1) than LEGACY_TLS_CERT (2)'],
    [{ LEGACY_TLS_CERT: 'a.crt,,b.crt' }, 'LEGACY_TLS_CERT has an empty path in its list'],
    [{ LEGACY_SESSION_DAYS: '3651' }, 'LEGACY_SESSION_DAYS "3651" is not a whole number from 1 to 3650'],
    [{ LEGACY_PUSH_TOKEN_MAX: '4097' }, 'LEGACY_PUSH_TOKEN_MAX "4097" is not a whole number from 1 to 4096'],
    [{ LEGACY_DEFAULT_BUNDLE_ID: 'b'.repeat(256) }, 'LEGACY_DEFAULT_BUNDLE_ID is longer than 255 characters'],
    [{ HOST: 'a\nb' }, 'HOST contains control characters'],
    [{ HEALTH_PORT: 'x' }, 'HEALTH_PORT "x" is not'],
  ])('refuses %j in one line with an example', (env, message) => {
    const text = problem(env as unknown as Record<string, string>);
    expect(text).toContain(message);
    expect(text).toMatch(/^[A-Z_]+ .*; for example [A-Z_]+=\S.*$/);
  });

  it.each(['AUTH_JWT_SECRET', 'ENCRYPTION_KEYS', 'INDEX_KEY', 'SOCKET_TOKEN_KEY'])('demands %s with DATABASE_URL', (name) => {
    expect(problem({ ...EXTERNAL, [name]: '' })).toMatch(new RegExp(`^${name} .*is required with DATABASE_URL`));
  });

  it('accepts AUTH_JWKS_URI in place of the secret', () => {
    expect(loadConfig({ ...EXTERNAL, AUTH_JWT_SECRET: '', AUTH_JWKS_URI: 'https://id/jwks' }).jwksUri).toBe('https://id/jwks');
  });

  it('never quotes a secret', () => {
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'AUTH_JWT_SECRET', 'ENCRYPTION_KEYS', 'INDEX_KEY', 'SOCKET_TOKEN_KEY']) expect(problem({ [name]: 'hunter2' })).not.toContain('hunter2');
  });

  it('is described in .env.example, variable by variable', () => {
    expect(readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
  });

  it('has the same meaning when .env.example is used as it is', () => {
    const env = Object.fromEntries(envExample().split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    expect(Object.keys(env)).toEqual(describeConfig().map(({ name }) => name));
    expect(loadConfig(env)).toEqual(loadConfig({}));
  });
});
