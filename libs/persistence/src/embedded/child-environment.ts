/**
 * The environment for PostgreSQL's programs. NODE_OPTIONS is of no use to them and may break the symlink script; PG* variables
 * of the operator's shell (PGDATA, PGPORT …) would redirect them; a fixed locale keeps messages readable to us, a fixed zone spares initdb a search.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  // eslint-disable-next-line no-restricted-properties -- handed on, not read: nothing is configured by it
  const kept = Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
