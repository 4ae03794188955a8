import { flag, key32, keys32, oneOf, paths, secret, text, textUpTo, trustedProxies, url, wholeNumber, words, type Parser } from './config-values.js';

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

/** Every variable, under the name that it has in `Config`. */
export const VARIABLES = {
  port: { name: 'PORT', parse: PORT, default: '3000', about: 'Port of the API', example: '3000' },
  legacyPort: { name: 'LEGACY_PORT', parse: PORT, default: '6443', about: 'Port of the API of older apps', example: '6443' },
  pushSocketPort: { name: 'PUSH_SOCKET_PORT', parse: PORT, default: '11001', about: 'Port of the push socket of older apps', example: '11001' },
  demoPort: { name: 'DEMO_PORT', parse: PORT, default: '3001', about: 'Port of the page that start --demo shows', example: '3001' },
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
  defaultTenantId: { name: 'DEFAULT_TENANT_ID', parse: textUpTo(128), about: 'Tenant of tokens without tenant_id; tnt_default without DATABASE_URL, else they are refused', example: 'tnt_default' },
  encryptionKeys: { name: 'ENCRYPTION_KEYS', parse: keys32, about: 'Keys of secrets at rest: 32 bytes each in base64, comma list, the first encrypts, all decrypt', example: KEY_EXAMPLE },
  indexKey: { name: 'INDEX_KEY', parse: key32, about: 'Key of the blind index: 32 bytes in base64; changes only together with every stored hash', example: KEY_EXAMPLE },
  socketTokenKeys: { name: 'SOCKET_TOKEN_KEY', parse: keys32, about: 'Keys of the tokens of the push socket: 32 bytes each in base64, comma list, the first makes, all are honoured', example: KEY_EXAMPLE },
  trustProxy: { name: 'TRUST_PROXY', parse: trustedProxies, default: 'off', about: 'Whose X-Forwarded-* headers are believed: off, on, or a comma list of addresses', example: '10.0.0.0/8,192.168.1.4' },
  healthPort: { name: 'HEALTH_PORT', parse: PORT, about: 'Port of health and metrics where there is no API port', example: '9090' },
  retentionDeliveryDays: { name: 'RETENTION_DELIVERY_DAYS', parse: DAYS, default: '90', about: 'Days that the delivery log is kept', example: '90' },
  retentionAttemptDays: { name: 'RETENTION_ATTEMPT_DAYS', parse: DAYS, default: '30', about: 'Days that each try of a delivery is kept', example: '30' },
  retentionNotificationDays: { name: 'RETENTION_NOTIFICATION_DAYS', parse: DAYS, default: '365', about: 'Days that notifications are kept', example: '365' },
  graphqlRateLimit: { name: 'GRAPHQL_RATE_LIMIT', parse: wholeNumber(1, 100_000_000), default: '30', about: 'GraphQL requests that a user may make within a window', example: '30' },
  graphqlRateWindowS: { name: 'GRAPHQL_RATE_WINDOW_S', parse: wholeNumber(1, 86_400), default: '60', about: 'Seconds of that window', example: '60' },
  graphqlGetMutations: { name: 'GRAPHQL_GET_MUTATIONS', parse: flag, default: 'true', about: 'Whether GraphQL mutations may be sent with GET, as old clients do', example: 'false' },
  graphqlIntrospection: { name: 'GRAPHQL_INTROSPECTION', parse: flag, default: 'true', about: 'Whether the GraphQL schema may be asked for', example: 'false' },
  graphqlNotificationTypes: { name: 'GRAPHQL_NOTIFICATION_TYPES', parse: words, default: 'DeviceSharing', about: 'Types of notifications that GraphQL lists, a comma list: old clients know no others', example: 'DeviceSharing,system' },
  graphiql: { name: 'GRAPHIQL', parse: flag, about: 'Whether browsers get a page to explore GraphQL with; true without DATABASE_URL, else false', example: 'true' },
  legacyTls: { name: 'LEGACY_TLS', parse: oneOf('off', 'self-signed'), default: 'off', about: 'Whether the API of older apps speaks TLS without a certificate of yours: off or self-signed', example: 'self-signed' },
  legacyTlsCert: { name: 'LEGACY_TLS_CERT', parse: paths, about: 'Certificates with their chains for older apps, a comma list of PEM files, such as one RSA and one ECDSA', example: '/etc/ringpost/rsa.crt,/etc/ringpost/ecdsa.crt' },
  legacyTlsKey: { name: 'LEGACY_TLS_KEY', parse: paths, about: 'Their private keys in the same order, a comma list of PEM files', example: '/etc/ringpost/rsa.key,/etc/ringpost/ecdsa.key' },
  legacyTlsCompat: { name: 'LEGACY_TLS_COMPAT', parse: flag, default: 'true', about: 'Whether old ciphers and signatures are accepted from older apps', example: 'false' },
  legacyStrictLogin: { name: 'LEGACY_STRICT_LOGIN', parse: flag, default: 'false', about: 'Whether a login of an older app ends the other sessions of the account', example: 'true' },
  legacySessionDays: { name: 'LEGACY_SESSION_DAYS', parse: wholeNumber(1, 3_650), default: '30', about: 'Days that a login of an older app lasts', example: '30' },
  legacyPushTokenMax: { name: 'LEGACY_PUSH_TOKEN_MAX', parse: wholeNumber(1, 4_096), default: '64', about: 'Characters that a push token of an older app may have', example: '64' },
  legacyDefaultBundleId: { name: 'LEGACY_DEFAULT_BUNDLE_ID', parse: textUpTo(255), default: 'com.lancens.wxdoorbell', about: 'Bundle id of older apps that name none', example: 'com.lancens.wxdoorbell' },
  logLevel: { name: 'LOG_LEVEL', parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), default: 'info', about: 'How much is logged: fatal, error, warn, info, debug, trace or silent', example: 'debug' },
} as const satisfies Record<string, Variable>;
