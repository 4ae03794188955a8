import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from './config-variables.js';
import { ConfigError, type Config } from './config.js';
import { createDurably, replaceDurably } from './durable-file.js';

/** What the embedded PostgreSQL writes beside its data once there is any. */
const CLUSTER = 'cluster.json';

type Members = Readonly<Record<string, unknown>>;

/** The keys a process works with. Without `jwtSecret`, tokens are verified with the keys of AUTH_JWKS_URI. */
export interface Secrets {
  readonly jwtSecret?: string;
  readonly encryptionKeys: readonly Buffer[];
  readonly indexKey: Buffer;
  /** The first makes the tokens of the push socket, all are honoured. */
  readonly socketTokenKeys: readonly Buffer[];
}

/** The secrets of the environment; in embedded mode those it lacks are generated once and kept in DATA_DIR. */
export function secretsOf(config: Config): Secrets {
  const { encryptionKeys, indexKey, socketTokenKeys, jwksUri } = config;
  const complete = encryptionKeys !== undefined && indexKey !== undefined && (config.jwtSecret !== undefined || jwksUri !== undefined);
  const own = config.mode === 'embedded' && !complete ? loadOrCreateSecrets(config.dataDir) : undefined;
  const secrets = {
    encryptionKeys: encryptionKeys ?? own?.encryptionKeys,
    indexKey: indexKey ?? own?.indexKey,
    // An environment that was complete before there was a SOCKET_TOKEN_KEY has no secrets file to keep one in.
    socketTokenKeys: socketTokenKeys ?? own?.socketTokenKeys ?? [socketTokenKeyFrom(indexKey!)],
    jwtSecret: jwksUri === undefined ? (config.jwtSecret ?? own?.jwtSecret) : undefined,
  };
  return secrets as Secrets; // loadConfig demands them in external mode
}

/** The secrets in `dataDir/secrets.json`, created when there are none. Any number of processes may start at once. */
export function loadOrCreateSecrets(dataDir: string): Required<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const hasDatabase = existsSync(join(dataDir, CLUSTER)); // looked at first: another starter writes its secrets, then its database
  const known = read(file);
  if (known !== undefined) return known;
  // Beside a database, fresh secrets could open nothing that it holds.
  if (hasDatabase) throw new ConfigError(VARIABLES.dataDir, `holds a database but no ${file}; restore that file from a backup, or set AUTH_JWT_SECRET, ENCRYPTION_KEYS and INDEX_KEY`);
  create(dataDir, file);
  return read(file)!;
}

function read(file: string): Required<Secrets> | undefined {
  const members = membersOf(file);
  if (members === undefined) return undefined;
  const secrets = usable(file, () => secretsIn(members));
  if (members.socket_token_keys === undefined) keepSocketTokenKeys(file, members, secrets.socketTokenKeys);
  return secrets;
}

function membersOf(file: string): Members | undefined {
  return usable(file, () => {
    try {
      return parseJson(readFileSync(file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  });
}

function usable<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    // Never replaced by fresh ones: what was encrypted with the old keys would be lost.
    throw new ConfigError(VARIABLES.dataDir, `has a secrets file that cannot be used (${file}: ${(error as Error).message}); restore it from a backup or start with another folder`);
  }
}

function secretsIn({ jwt_secret, encryption_keys, index_key, socket_token_keys }: Members): Required<Secrets> {
  if (typeof jwt_secret !== 'string' || jwt_secret.length < 32) throw new Error('jwt_secret is missing or short');
  const encryptionKeys = keysIn('encryption_keys', encryption_keys);
  const indexKey = bytes32('index_key', index_key);
  const socketTokenKeys = socket_token_keys === undefined ? [socketTokenKeyFrom(indexKey)] : keysIn('socket_token_keys', socket_token_keys);
  return { jwtSecret: jwt_secret, encryptionKeys, indexKey, socketTokenKeys };
}

/**
 * The first key of the push socket of an installation that is older than it. Derived rather than drawn: processes of the new
 * version that start at once find the same one, so that it does not matter whose file stays.
 */
const socketTokenKeyFrom = (indexKey: Buffer): Buffer => Buffer.from(hkdfSync('sha256', indexKey, '', 'ringpost socket tokens', 32));

function parseJson(content: string): Members {
  try {
    return Object(JSON.parse(content)) as Members;
  } catch {
    throw new Error('it is not JSON'); // the parser's own words quote the file
  }
}

function keysIn(name: string, value: unknown): Buffer[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${name} are missing`);
  return value.map((key) => bytes32(name, key));
}

function bytes32(name: string, value: unknown): Buffer {
  const key = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (key.length !== 32) throw new Error(`${name} is not 32 bytes in base64`);
  return key;
}

function create(dataDir: string, file: string): void {
  const key = (): string => randomBytes(32).toString('base64');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  createDurably(file, textOf({ jwt_secret: randomBytes(48).toString('base64url'), encryption_keys: [key()], index_key: key(), socket_token_keys: [key()] }));
}

/** Keeps the derived key, which otherwise would change when somebody changes `index_key`. */
function keepSocketTokenKeys(file: string, members: Members, keys: readonly Buffer[]): void {
  try {
    replaceDurably(file, textOf({ ...members, socket_token_keys: keys.map((key) => key.toString('base64')) }));
  } catch (error) {
    throw new ConfigError(VARIABLES.dataDir, `has a secrets file without socket_token_keys that they cannot be added to (${file}: ${(error as Error).message}); add a list of one key, 32 bytes in base64`);
  }
}

const textOf = (members: Members): string => `${JSON.stringify(members, null, 2)}\n`;
