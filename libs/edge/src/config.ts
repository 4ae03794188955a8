import { flag, key32, keys32, oneOf, secret, tenantId, text, trustedProxies, url, ValueProblem, wholeNumber, words, type Parser } from './config-values.js';

/** One variable of the environment. Without a default it may stay unset. */
export interface Variable<T = unknown> {
  readonly name: string;
  readonly parse: Parser<T>;
  readonly default?: string;
  /** What it is for, in one line. */
  readonly about: string;
  readonly example: string;
}

const DAYS = wholeNumber(1, 36_500);
const PORT = wholeNumber(0, 65_535);
const KEY_EXAMPLE = '$(openssl rand -base64 32)';

const VARIABLES = {
  port: { name: 'PORT', parse: PORT, default: '3000', about: 'Port of the API', example: '3000' },
  host: { name: 'HOST', parse: text, default: '127.0.0.1', about: 'Address to listen on; 0.0.0.0 for all', example: '0.0.0.0' },
  dataDir: { name: 'DATA_DIR', parse: text, default: '.ringpost', about: 'Folder of the embedded PostgreSQL and of generated secrets', example: '/var/lib/ringpost' },
  databaseUrl: { name: 'DATABASE_URL', parse: url('postgres', 'postgresql'), about: 'An external PostgreSQL, 14 or later, instead of the embedded one', example: 'postgres://ringpost:secret@localhost:5432/ringpost' },
  databaseDirectUrl: { name: 'DATABASE_DIRECT_URL', parse: url('postgres', 'postgresql'), about: 'The same database around a transaction pooler, for LISTEN and migrations', example: 'postgres://ringpost:secret@localhost:5432/ringpost' },
  databasePoolSize: { name: 'DATABASE_POOL_SIZE', parse: wholeNumber(1, 1_000), default: '10', about: 'Connections to the database per process', example: '10' },
  redisUrl: { name: 'REDIS_URL', parse: url('redis', 'rediss'), about: 'A Redis that counts requests for the rate limits, instead of PostgreSQL', example: 'redis://localhost:6379' },
  jwtSecret: { name: 'AUTH_JWT_SECRET', parse: secret(32), about: 'Secret of HS256 tokens, 32 characters or more; generated in DATA_DIR without DATABASE_URL', example: '$(openssl rand -base64 48)' },
  jwksUri: { name: 'AUTH_JWKS_URI', parse: url('https', 'http'), about: 'Public keys of RS256, ES256 and EdDSA tokens, instead of AUTH_JWT_SECRET', example: 'https://id.example.com/.well-known/jwks.json' },
  issuer: { name: 'AUTH_ISSUER', parse: text, about: 'What iss of a token must be; not checked when unset', example: 'https://id.example.com/' },
  audience: { name: 'AUTH_AUDIENCE', parse: text, about: 'What aud of a token must be or contain; not checked when unset', example: 'ringpost' },
  defaultTenantId: { name: 'DEFAULT_TENANT_ID', parse: tenantId, about: 'Tenant of tokens without tenant_id; tnt_default without DATABASE_URL, else they are refused', example: 'tnt_default' },
  encryptionKeys: { name: 'ENCRYPTION_KEYS', parse: keys32, about: 'Keys of secrets at rest: 32 bytes each in base64, comma list, the first encrypts, all decrypt', example: KEY_EXAMPLE },
  indexKey: { name: 'INDEX_KEY', parse: key32, about: 'Key of the blind index: 32 bytes in base64; changes only together with every stored hash', example: KEY_EXAMPLE },
  trustProxy: { name: 'TRUST_PROXY', parse: trustedProxies, default: 'off', about: 'Whose X-Forwarded-* headers are believed: off, on, or a comma list of addresses', example: '10.0.0.0/8,192.168.1.4' },
  healthPort: { name: 'HEALTH_PORT', parse: PORT, about: 'Port of health and metrics where there is no API port', example: '9090' },
  retentionDeliveryDays: { name: 'RETENTION_DELIVERY_DAYS', parse: DAYS, default: '90', about: 'Days that the delivery log is kept', example: '90' },
  retentionNotificationDays: { name: 'RETENTION_NOTIFICATION_DAYS', parse: DAYS, default: '365', about: 'Days that notifications are kept', example: '365' },
  graphqlRateLimit: { name: 'GRAPHQL_RATE_LIMIT', parse: wholeNumber(1, 100_000_000), default: '30', about: 'GraphQL requests that a user may make within a window', example: '30' },
  graphqlRateWindowS: { name: 'GRAPHQL_RATE_WINDOW_S', parse: wholeNumber(1, 86_400), default: '60', about: 'Seconds of that window', example: '60' },
  graphqlGetMutations: { name: 'GRAPHQL_GET_MUTATIONS', parse: flag, default: 'true', about: 'Whether GraphQL mutations may be sent with GET, as old clients do', example: 'false' },
  graphqlIntrospection: { name: 'GRAPHQL_INTROSPECTION', parse: flag, default: 'true', about: 'Whether the GraphQL schema may be asked for', example: 'false' },
  graphqlNotificationTypes: { name: 'GRAPHQL_NOTIFICATION_TYPES', parse: words, default: 'DeviceSharing', about: 'Types of notifications that GraphQL lists, a comma list: old clients know no others', example: 'DeviceSharing,system' },
  graphiql: { name: 'GRAPHIQL', parse: flag, about: 'Whether browsers get a page to explore GraphQL with; true without DATABASE_URL, else false', example: 'true' },
  logLevel: { name: 'LOG_LEVEL', parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), default: 'info', about: 'How much is logged: fatal, error, warn, info, debug, trace or silent', example: 'debug' },
} as const satisfies Record<string, Variable>;

type Table = typeof VARIABLES;
type Values = { readonly [K in keyof Table]: ReturnType<Table[K]['parse']> | (Table[K] extends { default: string } ? never : undefined) };

/** What the process was told. `embedded`: it runs its own PostgreSQL and may generate its secrets. */
export type Config = Values & { readonly mode: 'embedded' | 'external'; readonly graphiql: boolean };

/** A variable that stops the start. The message is one line: the name, the problem and an example. */
export class ConfigError extends Error {
  constructor(variable: Variable, problem: string) {
    super(`${variable.name} ${problem}; for example ${variable.name}=${variable.example}`);
    this.name = 'ConfigError';
  }
}

/** The configuration in an environment. Throws a `ConfigError` at the first problem. */
// eslint-disable-next-line no-restricted-properties -- the one place that reads it
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const values = Object.fromEntries(Object.entries(VARIABLES).map(([key, variable]) => [key, valueOf(variable, env)])) as Values;
  const embedded = values.databaseUrl === undefined;
  refuseContradictions(values);
  if (!embedded) requireSecrets(values);
  return Object.freeze({ ...values, defaultTenantId: values.defaultTenantId ?? (embedded ? 'tnt_default' : undefined), graphiql: values.graphiql ?? embedded, mode: embedded ? 'embedded' : 'external' });
}

/** Every variable: what `.env.example` and the documentation are made of. */
export const describeConfig = (): readonly Variable[] => Object.values(VARIABLES);

function valueOf(variable: Variable, env: NodeJS.ProcessEnv): unknown {
  const given = env[variable.name]?.trim() || variable.default;
  if (given === undefined) return undefined;
  try {
    return variable.parse(given);
  } catch (error) {
    throw error instanceof ValueProblem ? new ConfigError(variable, error.message) : error;
  }
}

function refuseContradictions(values: Values): void {
  // A public key of the JWKS could otherwise be presented as the secret of an HS256 token.
  if (values.jwtSecret !== undefined && values.jwksUri !== undefined) throw new ConfigError(VARIABLES.jwksUri, 'is set together with AUTH_JWT_SECRET, and only one of them can be');
  if (values.databaseDirectUrl !== undefined && values.databaseUrl === undefined) throw new ConfigError(VARIABLES.databaseUrl, 'is not set, but DATABASE_DIRECT_URL is');
}

function requireSecrets(values: Values): void {
  if (values.jwtSecret === undefined && values.jwksUri === undefined) throw new ConfigError(VARIABLES.jwtSecret, 'or AUTH_JWKS_URI is required with DATABASE_URL');
  for (const key of ['encryptionKeys', 'indexKey'] as const) {
    if (values[key] === undefined) throw new ConfigError(VARIABLES[key], 'is required with DATABASE_URL');
  }
}
