import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.js';
import { RoleError, checkRoles, ensureRoles } from './roles.js';
import { createEmptyDatabase, onServer, type EmptyDatabase } from './testing/index.js';

const server = process.env['RINGPOST_TEST_SERVER']!;
const stranger = `stranger_${randomBytes(4).toString('hex')}`;
let empty: EmptyDatabase;
let client: pg.Client;

beforeAll(async () => {
  empty = await createEmptyDatabase();
  await onServer(server, `create role ${stranger} login password 'x'`);
});
afterAll(async () => {
  await empty.drop();
  await onServer(server, `drop role ${stranger}`);
});
beforeEach(async () => {
  client = new pg.Client({ connectionString: empty.url });
  await client.connect();
});
afterEach(() => client.end());

const urlOfStranger = (): string => Object.assign(new URL(empty.url), { username: stranger, password: 'x' }).href;
const connected = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  try {
    return await work(other);
  } finally {
    await other.end();
  }
};

describe('the roles of the installation', () => {
  it('are made and joined once, and found the second time', async () => {
    await ensureRoles(client);
    await ensureRoles(client);
    await checkRoles(client);
    const { rows } = await client.query("select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname in ('ringpost_app', 'ringpost_system') order by 1");
    expect(rows).toEqual(['ringpost_app', 'ringpost_system'].map((rolname) => ({ rolname, rolsuper: false, rolbypassrls: false, rolcanlogin: false })));
  });

  it('are left again after they were tried', async () => {
    await checkRoles(client);
    const { rows } = await client.query('select current_user = session_user as itself');
    expect(rows).toEqual([{ itself: true }]);
  });

  it('may be made by several processes at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => connected(empty.url, (other) => ensureRoles(other))));
    await checkRoles(client);
  });

  it.each([['checking', checkRoles], ['making', ensureRoles]])('are out of reach of a login that may not have them: %s tells what to run', async (_what, work) => {
    const error = await connected(urlOfStranger(), (other) => work(other).then(() => undefined, (failure: Error) => failure));
    expect(error).toBeInstanceOf(RoleError);
    expect(error!.message).toMatch(/as a superuser, run: create role ringpost_app nologin; create role ringpost_system nologin; grant ringpost_app, ringpost_system to /);
  });

  it('stop a migration by such a login before it begins', async () => {
    await expect(migrate(urlOfStranger(), new Date())).rejects.toThrow(RoleError);
  });

  it('must be bound by policies', async () => {
    const careless = { query: async (sql: string) => ({ rows: sql.includes('rolbypassrls') ? [{ rolname: 'ringpost_app' }] : [] }) } as unknown as pg.Client;
    await expect(checkRoles(careless)).rejects.toThrow('ringpost_app must neither be a superuser nor bypass row-level security');
  });
});
