import pg from 'pg';

/** The login role that the product works as: no superuser, owner of its database, may make roles and clone databases. */
export const LOGIN_ROLE = 'ringpost';

/** Whom to connect as, and to what. */
export interface Access { readonly user: string; readonly password: string; readonly port: number; readonly database: string }

/** The connection URL, with every part encoded. */
export function accessUrl({ user, password, port, database }: Access): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** The same access to another database of the server. */
export function withDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${encodeURIComponent(database)}` }).href;
}

/** Makes the login role; `superuserUrl` is used for nothing else. */
export async function ensureLoginRole(superuserUrl: string, password: string): Promise<void> {
  const secret = pg.escapeLiteral(password);
  await withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [LOGIN_ROLE]);
    // An interrupted first start may have made it: then only its rights and password have to be right.
    await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${LOGIN_ROLE} LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD ${secret}`);
  });
}

/** Connects as the login role and makes the database of the URL, owned by that role, when there is none. */
export async function ensureDatabase(url: string): Promise<void> {
  try {
    await withClient(url, async () => {});
  } catch (error) {
    if (!hasCode(error, INVALID_CATALOG_NAME)) throw error;
    await createDatabase(url);
  }
}

/** Whether the server does not know the login role or its password. */
export function isLoginRefused(error: unknown): boolean {
  return hasCode(error, '28P01', '28000');
}

const INVALID_CATALOG_NAME = '3D000';

async function createDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  try {
    await withClient(withDatabase(url, 'postgres'), (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
  } catch (error) {
    // Two processes may make it at once; the second is told so by one of these.
    if (!hasCode(error, '42P04', '23505')) throw error;
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  // PGSSLMODE of the operator's shell must not reach this connection: the server speaks to 127.0.0.1 only and has no certificate.
  const client = new pg.Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // A server that goes away fails the query; that must not end the process as well.
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as { code?: string }).code ?? '');
}
