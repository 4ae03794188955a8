import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDataFolder } from './data-folder.js';
import { openEmbeddedDatabase } from './embedded-database.js';
import { launcherProbe } from './launch.js';
import { chooseLauncher, type Launcher, launchersForRoot, launchersForUser } from './launcher.js';
import { findPostgresBinaries } from './postgres-binaries.js';

const asRoot = process.getuid?.() === 0 && process.platform === 'linux' ? it : it.skip;
const PATIENCE = 30_000;
const base = mkdtempSync(path.join(os.tmpdir(), 'ringpost-launcher-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const names = (launchers: Launcher[]) => launchers.map(({ name }) => name);

describe('ways to run PostgreSQL', () => {
  it('are, for an ordinary user, to run it directly, or in a namespace when that fails', () => {
    expect(names(launchersForUser())).toEqual(['directly, ending with its parent', 'directly', 'unshare --user with setpriv', 'unshare --user']);
  });

  it('are, for root, a user namespace, or nobody where namespaces are blocked', () => {
    expect(names(launchersForRoot(undefined))).toEqual([
      'unshare --user with setpriv', 'unshare --user', 'setpriv --reuid=65534', 'setpriv --reuid=65534 with dac_override', 'as uid 65534',
    ]);
  });

  it("keep a user's files his own when root starts in his folder", () => {
    expect(launchersForRoot({ uid: 1000, gid: 100 })[0]).toMatchObject({ name: 'setpriv --reuid=1000', filesOf: { uid: 1000, gid: 100 } });
  });

  it('are tried in turn until one works', () => {
    const tried: string[] = [];
    const chosen = chooseLauncher(openDataFolder(base), ({ name }) => tried.push(name) === 2);
    expect(tried).toHaveLength(2);
    expect(chosen.name).toBe(tried[1]);
  });

  it('end with their parent wherever setpriv is there', () => {
    const best = [...launchersForUser(), ...launchersForRoot(undefined)].filter(({ prefix }) => prefix.includes('--pdeathsig'));
    // Asked for after the change of user, which would clear it.
    for (const { prefix } of best) expect(prefix.slice(-3)).toEqual(['--pdeathsig', 'INT', '--']);
    expect(best.length).toBeGreaterThan(0);
  });
});

describe('root without user namespaces', () => {
  async function runAs(folder: string, wanted: (launcher: Launcher) => boolean) {
    const data = openDataFolder(folder);
    const works = launcherProbe(data, await findPostgresBinaries());
    const database = await openEmbeddedDatabase(folder, { settings: { fsync: 'off' } }, (launcher) => wanted(launcher) && works(launcher));
    const client = new pg.Client(database.url);
    try {
      await client.connect();
      return (await client.query<{ ok: number }>('SELECT 1 AS ok')).rows[0]?.ok;
    } finally {
      await client.end();
      await database.stop();
    }
  }
  const withoutNamespace = ({ prefix }: Launcher) => !prefix.includes('unshare');

  asRoot('runs it as nobody, whose files they then are, and goes on with files that were root’s', async () => {
    chmodSync(base, 0o711);
    const folder = path.join(base, 'first-root');
    expect(await runAs(folder, ({ prefix }) => prefix.includes('unshare'))).toBe(1);
    expect(statSync(path.join(folder, 'postgres')).uid).toBe(0);
    expect(await runAs(folder, withoutNamespace)).toBe(1);
    expect(statSync(path.join(folder, 'postgres', 'base')).uid).toBe(65534);
    expect(await runAs(folder, ({ identity }) => identity !== undefined)).toBe(1);
    // And back, should namespaces work one day and the other ways not.
    expect(await runAs(folder, ({ prefix }) => prefix.includes('unshare'))).toBe(1);
  }, PATIENCE);

  asRoot('runs it as nobody inside a folder that is closed to others, and leaves that folder closed', async () => {
    const closed = path.join(base, 'closed');
    const folder = path.join(closed, 'data');
    openDataFolder(closed);
    expect(await runAs(folder, withoutNamespace)).toBe(1);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(existsSync(path.join(folder, 'database.json'))).toBe(false);
  }, PATIENCE);
});
