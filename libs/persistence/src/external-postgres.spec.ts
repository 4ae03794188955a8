import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from './database.js';
import { migrate } from './migrate.js';
import { RoleError } from './roles.js';
import { SMOKE, createEmptyDatabase, onServer, smokeOf } from './testing/index.js';

// An older server that is installed beside the embedded one, where there is one: a superuser that is let in, at the usual place.
const SUPERUSER = process.env['RINGPOST_EXTERNAL_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const ROLES = ['ringpost_app', 'ringpost_system'];

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: SUPERUSER, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const found = await ask("select current_setting('server_version_num')::int / 10000 as version, array(select rolname::text from pg_roles where rolname like 'ringpost%') as roles, (select rolsuper from pg_roles where rolname = current_user) as powerful").catch(() => []);
const reachable = found[0]?.['powerful'] === true && Number(found[0]['version']) >= 14;
if (!reachable) process.stdout.write(`No PostgreSQL lets a superuser in at ${SUPERUSER}: its tests are skipped.\n`);

(reachable ? describe : describe.skip)(`an external PostgreSQL ${String(found[0]?.['version'] ?? '')}`, () => {
  const login = `ringpost_spec_${randomBytes(4).toString('hex')}`;
  const drops: (() => Promise<void>)[] = [];

  /** An empty database that a login of these attributes owns. */
  async function ownedBy(name: string, attributes: string): Promise<string> {
    await onServer(SUPERUSER, `create role ${name} login password 'x' nosuperuser ${attributes}`);
    const { url, drop } = await createEmptyDatabase(SUPERUSER);
    const database = new URL(url).pathname.slice(1);
    await onServer(SUPERUSER, `alter database ${database} owner to ${name}`);
    drops.push(async () => {
      await drop();
      await onServer(SUPERUSER, `drop role ${name}`);
    });
    return Object.assign(new URL(url), { username: name, password: 'x' }).href;
  }

  afterAll(async () => {
    for (const drop of drops) await drop();
    const ours = ROLES.filter((role) => !(found[0]!['roles'] as string[]).includes(role));
    for (const role of ours) await onServer(SUPERUSER, `drop role if exists ${role}`).catch(() => undefined); // another run may need it still
  });

  it('is migrated, by two processes at once, and answers everything', async () => {
    const url = await ownedBy(login, 'createrole');
    const applied = await Promise.all([migrate(url, new Date()), migrate(url, new Date())]);
    expect(applied.flat().length).toBeGreaterThan(0);
    expect(new Set(applied.flat()).size).toBe(applied.flat().length);
    const db = await Database.open({ url, connections: 3 });
    expect(await smokeOf(db)).toMatchObject(SMOKE);
    await db.close();
  });

  it('tells a login that may not make roles what an administrator has to run', async () => {
    const url = await ownedBy(`${login}_plain`, 'nocreaterole');
    const error = await migrate(url, new Date()).then(() => undefined, (failure: Error) => failure);
    expect(error).toBeInstanceOf(RoleError);
    expect(error!.message).toContain('as a superuser, run: create role ringpost_app nologin');
  });

  it('is migrated by such a login once the administrator has run it', async () => {
    const name = `${login}_helped`;
    const url = await ownedBy(name, 'nocreaterole');
    for (const role of ROLES) await onServer(SUPERUSER, `create role ${role} nologin`).catch(() => undefined); // there, from another test
    await onServer(SUPERUSER, `grant ${ROLES.join(', ')} to ${name}`);
    expect((await migrate(url, new Date())).length).toBeGreaterThan(0);
  });
});
