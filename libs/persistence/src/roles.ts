import pg from 'pg';
import { APP_ROLE, ENTER, SYSTEM_ROLE } from './tenant-context.js';

/** The connection's role cannot act for tenants; the message says what an administrator has to run. */
export class RoleError extends Error {
  override name = 'RoleError';
}

const ADVICE = `as a superuser, run: create role ${APP_ROLE} nologin; create role ${SYSTEM_ROLE} nologin; grant ${APP_ROLE}, ${SYSTEM_ROLE} to <the role of DATABASE_URL>;`;
const TUPLE_BUSY = /tuple concurrently updated/;
const ALREADY = new Set(['42710', '23505']); // another starter of the same cluster was faster

/** Makes the two roles of the installation and joins them, unless that was done before. Errors: `RoleError`. */
export async function ensureRoles(client: pg.Client): Promise<void> {
  for (const role of [APP_ROLE, SYSTEM_ROLE]) {
    const { rows: [seen] } = await client.query('select exists (select from pg_roles where rolname = $1) as there', [role]);
    if (!seen.there) await privileged(client, `create role ${role} nologin`);
    if (!(await canEnter(client, role))) await privileged(client, `grant ${role} to current_user`);
  }
  await checkRoles(client);
}

/** Fails with `RoleError` unless the connection can act as both roles, and they are bound by policies. */
export async function checkRoles(client: pg.Client): Promise<void> {
  for (const role of [APP_ROLE, SYSTEM_ROLE]) {
    if (!(await canEnter(client, role))) throw new RoleError(`the database role cannot act as ${role}: ${ADVICE}`);
  }
  const { rows } = await client.query('select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls)', [[APP_ROLE, SYSTEM_ROLE]]);
  if (rows.length > 0) throw new RoleError(`${rows[0].rolname} must neither be a superuser nor bypass row-level security`);
}

async function canEnter(client: pg.Client, role: string): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query(ENTER, [role, 'none']);
    return true;
  } catch (error) {
    // 42501: not a member; 22023: no such role. Anything else is not an answer.
    if (['42501', '22023'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

async function privileged(client: pg.Client, sql: string, attempt = 1): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (ALREADY.has(code ?? '')) return;
    if (TUPLE_BUSY.test(message) && attempt < 10) return privileged(client, sql, attempt + 1);
    throw code === '42501' ? new RoleError(`the database role may not "${sql}": ${ADVICE}`) : error;
  }
}
