import { ValueProblem } from './config-values.js';
import { VARIABLES, type Variable } from './config-variables.js';

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
  refuseUnpaired(values);
}

function refuseUnpaired({ legacyTlsCert: certs, legacyTlsKey: keys }: Values): void {
  if (certs === undefined && keys === undefined) return;
  if (certs === undefined) throw new ConfigError(VARIABLES.legacyTlsCert, 'is not set, but LEGACY_TLS_KEY is');
  if (keys === undefined) throw new ConfigError(VARIABLES.legacyTlsKey, 'is not set, but LEGACY_TLS_CERT is');
  if (certs.length !== keys.length) throw new ConfigError(VARIABLES.legacyTlsKey, `has another number of files (${keys.length}) than LEGACY_TLS_CERT (${certs.length})`);
}

function requireSecrets(values: Values): void {
  if (values.jwtSecret === undefined && values.jwksUri === undefined) throw new ConfigError(VARIABLES.jwtSecret, 'or AUTH_JWKS_URI is required with DATABASE_URL');
  for (const key of ['encryptionKeys', 'indexKey', 'socketTokenKeys'] as const) {
    if (values[key] === undefined) throw new ConfigError(VARIABLES[key], 'is required with DATABASE_URL');
  }
}
