import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, describeConfig, type Config, type Variable } from './config.js';

/** What the embedded PostgreSQL writes beside its data once there is any. */
const CLUSTER = 'cluster.json';

/** The keys a process works with. Without `jwtSecret`, tokens are verified with the keys of AUTH_JWKS_URI. */
export interface Secrets {
  readonly jwtSecret?: string;
  readonly encryptionKeys: readonly Buffer[];
  readonly indexKey: Buffer;
}

/** The secrets of the environment; in embedded mode those it lacks are generated once and kept in DATA_DIR. */
export function secretsOf(config: Config): Secrets {
  const { encryptionKeys, indexKey, jwksUri } = config;
  const complete = encryptionKeys !== undefined && indexKey !== undefined && (config.jwtSecret !== undefined || jwksUri !== undefined);
  const own = config.mode === 'embedded' && !complete ? loadOrCreateSecrets(config.dataDir) : undefined;
  const secrets = { encryptionKeys: encryptionKeys ?? own?.encryptionKeys, indexKey: indexKey ?? own?.indexKey, jwtSecret: jwksUri === undefined ? (config.jwtSecret ?? own?.jwtSecret) : undefined };
  return secrets as Secrets; // loadConfig demands them in external mode
}

/** The secrets in `dataDir/secrets.json`, created when there are none. Any number of processes may start at once. */
export function loadOrCreateSecrets(dataDir: string): Required<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const hasDatabase = existsSync(join(dataDir, CLUSTER)); // looked at first: another starter writes its secrets, then its database
  const known = read(file);
  if (known !== undefined) return known;
  // Beside a database, fresh secrets could open nothing that it holds.
  if (hasDatabase) throw new ConfigError(dataDirVariable(), `holds a database but no ${file}; restore that file from a backup, or set AUTH_JWT_SECRET, ENCRYPTION_KEYS and INDEX_KEY`);
  create(dataDir, file);
  return read(file)!;
}

function read(file: string): Required<Secrets> | undefined {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Never replaced by fresh ones: what was encrypted with the old keys would be lost.
    throw new ConfigError(dataDirVariable(), `has a secrets file that cannot be used (${file}: ${(error as Error).message}); restore it from a backup or start with another folder`);
  }
}

const dataDirVariable = (): Variable => describeConfig().find(({ name }) => name === 'DATA_DIR')!;

function parse(content: string): Required<Secrets> {
  const { jwt_secret, encryption_keys, index_key } = parseJson(content);
  if (typeof jwt_secret !== 'string' || jwt_secret.length < 32) throw new Error('jwt_secret is missing or short');
  if (!Array.isArray(encryption_keys) || encryption_keys.length === 0) throw new Error('encryption_keys are missing');
  return { jwtSecret: jwt_secret, encryptionKeys: encryption_keys.map((key) => bytes32('encryption_keys', key)), indexKey: bytes32('index_key', index_key) };
}

function parseJson(content: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(content)) as Record<string, unknown>;
  } catch {
    throw new Error('it is not JSON'); // the parser's own words quote the file
  }
}

function bytes32(name: string, value: unknown): Buffer {
  const key = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (key.length !== 32) throw new Error(`${name} is not 32 bytes in base64`);
  return key;
}

/** Writes the whole file under another name first: `link` then publishes it, or fails because somebody else was faster. */
function create(dataDir: string, file: string): void {
  const key = (): string => randomBytes(32).toString('base64');
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeDurably(draft, `${JSON.stringify({ jwt_secret: randomBytes(48).toString('base64url'), encryption_keys: [key()], index_key: key() }, null, 2)}\n`);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDurably(file: string, content: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
