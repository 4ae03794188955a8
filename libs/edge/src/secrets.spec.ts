import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from './config.js';
import { loadOrCreateSecrets, secretsOf, type Secrets } from './secrets.js';

const KEY = Buffer.alloc(32, 7);
let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'secrets-')); });
afterEach(() => rmSync(dir, { recursive: true }));

// A process of its own that loads the sources and prints the secrets.
const STARTER = `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) => next(name.startsWith('./') ? name.replace(/\\.js$/, '.ts') : name, context) });
  const { loadOrCreateSecrets } = await import(process.argv[1]);
  const { jwtSecret, socketTokenKeys } = loadOrCreateSecrets(process.argv[2]);
  console.log(jwtSecret, socketTokenKeys[0].toString('base64'));`;
const start = (before = ''): Promise<string> => promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', before + STARTER, new URL('./secrets.ts', import.meta.url).href, dir]).then(({ stdout }) => stdout.trim());
const told = ({ jwtSecret, socketTokenKeys }: Required<Secrets>): string => `${jwtSecret} ${socketTokenKeys[0]?.toString('base64')}`;

describe('generated secrets', () => {
  it('are not made beside a database that was sealed with others', () => {
    writeFileSync(join(dir, 'cluster.json'), '{}');
    expect(() => loadOrCreateSecrets(dir)).toThrow(/^DATA_DIR holds a database but no .*secrets\.json; restore that file/);
    expect(readdirSync(dir)).toEqual(['cluster.json']);
  });

  it('are created once, for the owner only', () => {
    const data = join(dir, 'new', 'data');
    const first = loadOrCreateSecrets(data);
    expect(loadOrCreateSecrets(data)).toEqual(first);
    expect(first.jwtSecret).toHaveLength(64);
    expect([...first.encryptionKeys, first.indexKey, ...first.socketTokenKeys].map((key) => key.length)).toEqual([32, 32, 32]);
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(['secrets.json']);
  });

  it('are the same for processes that start at once', async () => {
    const seen = await Promise.all(Array.from({ length: 5 }, () => start()));
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toBe(told(loadOrCreateSecrets(dir)));
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  it.each([
    ['no JSON', '{"jwt_secret": "tops'],
    ['no object', 'null'],
    ['no secret', '{}'],
    ['a short key', JSON.stringify({ jwt_secret: 'x'.repeat(40), encryption_keys: ['AAAA'], index_key: 'AAAA' })],
  ])('are never replaced when the file holds %s', (_, content) => {
    const file = join(dir, 'secrets.json');
    writeFileSync(file, content);
    expect(() => loadOrCreateSecrets(dir)).toThrow(/^DATA_DIR has a secrets file that cannot be used \(.*secrets\.json: .*\); restore it/);
    expect(() => loadOrCreateSecrets(dir)).not.toThrow(/tops/);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});

// What a process has to know of its file system, before it loads anything.
const WITH_FS = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const { writeSync, fsyncSync, linkSync } = fs;`;
const SYNCED = 'syncBuiltinESMExports();';

describe('generated secrets on a disk', () => {
  it('are complete where a write may be short', async () => {
    const seen = await start(`${WITH_FS} fs.writeSync = (handle, content) => writeSync(handle, content.slice(0, 3)); ${SYNCED}`);
    expect(seen).toBe(told(loadOrCreateSecrets(dir)));
  });

  it('are there before their name is, and their name before they are used', async () => {
    const seen = await start(`${WITH_FS}
      fs.fsyncSync = (handle) => { console.log(fs.fstatSync(handle).isDirectory() ? 'folder' : 'file'); fsyncSync(handle); };
      fs.linkSync = (...names) => { console.log('name'); linkSync(...names); }; ${SYNCED}`);
    expect(seen.split('\n')).toEqual(['file', 'name', 'folder', told(loadOrCreateSecrets(dir))]);
  });

  it.each(['EISDIR', 'EPERM', 'EINVAL'])('are made where a folder cannot be put on disk: %s', async (code) => {
    expect(await start(failing(code))).toBe(told(loadOrCreateSecrets(dir)));
  });

  it('are not used when the disk fails', async () => {
    await expect(start(failing('EIO'))).rejects.toThrow(/EIO/);
  });

  const failing = (code: string): string => `${WITH_FS}
    fs.fsyncSync = (handle) => { if (fs.fstatSync(handle).isDirectory()) throw Object.assign(new Error('${code}'), { code: '${code}' }); fsyncSync(handle); }; ${SYNCED}`;
});

describe('a secrets file that is older than the push socket', () => {
  const file = (): string => join(dir, 'secrets.json');
  const members = { jwt_secret: 'x'.repeat(40), encryption_keys: [KEY.toString('base64')], index_key: KEY.toString('base64'), note: 'ours' };
  const write = (more: object = {}): void => writeFileSync(file(), JSON.stringify({ ...members, ...more }));
  const read = (): Record<string, unknown> => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>;

  it('is given a key of its own, and keeps the rest', () => {
    write();
    const { socketTokenKeys } = loadOrCreateSecrets(dir);
    expect(socketTokenKeys.map((key) => [key.length, key.equals(KEY)])).toEqual([[32, false]]);
    expect(read()).toEqual({ ...members, socket_token_keys: [socketTokenKeys[0]?.toString('base64')] });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  it('is given the same one by processes that start at once', async () => {
    write();
    const seen = await Promise.all(Array.from({ length: 5 }, () => start()));
    expect([...new Set(seen)]).toEqual([told(loadOrCreateSecrets(dir))]);
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  it('keeps it when the index key changes', () => {
    write();
    const { socketTokenKeys } = loadOrCreateSecrets(dir);
    writeFileSync(file(), JSON.stringify({ ...read(), index_key: Buffer.alloc(32, 8).toString('base64') }));
    expect(loadOrCreateSecrets(dir).socketTokenKeys).toEqual(socketTokenKeys);
  });

  it.each([[[]], ['text'], [['AAAA']]])('is refused when somebody gave it %j', (keys) => {
    write({ socket_token_keys: keys });
    expect(() => loadOrCreateSecrets(dir)).toThrow(/secrets file that cannot be used \(.*: socket_token_keys/);
  });
});

describe('the secrets of a process', () => {
  it('come from the environment first in embedded mode', () => {
    const secrets = secretsOf(loadConfig({ DATA_DIR: dir, INDEX_KEY: KEY.toString('base64') }));
    expect(secrets.indexKey).toEqual(KEY);
    expect(secrets.jwtSecret).toHaveLength(64);
  });

  it('need no file beside an environment that was complete before the push socket', () => {
    const env = { DATA_DIR: dir, AUTH_JWT_SECRET: 'y'.repeat(32), ENCRYPTION_KEYS: KEY.toString('base64'), INDEX_KEY: KEY.toString('base64') };
    writeFileSync(join(dir, 'cluster.json'), '{}');
    expect(secretsOf(loadConfig(env)).socketTokenKeys).toEqual(secretsOf(loadConfig(env)).socketTokenKeys);
    expect(secretsOf(loadConfig(env)).socketTokenKeys[0]).toHaveLength(32);
    expect(secretsOf(loadConfig({ ...env, SOCKET_TOKEN_KEY: KEY.toString('base64') })).socketTokenKeys).toEqual([KEY]);
    expect(readdirSync(dir)).toEqual(['cluster.json']);
  });

  it('hold no shared secret beside a JWKS', () => {
    expect(secretsOf(loadConfig({ DATA_DIR: dir, AUTH_JWKS_URI: 'https://id/jwks' })).jwtSecret).toBeUndefined();
  });

  it('are never generated in external mode', () => {
    const key = KEY.toString('base64');
    expect(secretsOf(loadConfig({ DATA_DIR: dir, DATABASE_URL: 'postgres://db/x', AUTH_JWT_SECRET: 'y'.repeat(32), ENCRYPTION_KEYS: key, INDEX_KEY: key, SOCKET_TOKEN_KEY: key }))).toEqual({ jwtSecret: 'y'.repeat(32), encryptionKeys: [KEY], indexKey: KEY, socketTokenKeys: [KEY] });
    expect(readdirSync(dir)).toEqual([]);
  });
});
