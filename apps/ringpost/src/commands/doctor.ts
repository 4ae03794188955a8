import { X509Certificate } from 'node:crypto';
import pg from 'pg';
import { SystemClock } from '@ringpost/domain';
import { loadTls, secretsOf, type Config } from '@ringpost/edge';
import { checkRoles, pendingMigrations, redisVersion } from '@ringpost/persistence';
import { openInstallation, type Installation } from '../installation.js';
import { readConfig } from '../read-config.js';
import { readyDatabase } from '../ready-database.js';
import { examinePort, portsOf } from './doctor/ports.js';

/** One thing that was looked at. `advice` says what to do when it is not right. */
interface Finding {
  readonly what: string;
  readonly fine: boolean;
  readonly told: string;
}

const OLDEST = 140_000;

/** `ringpost doctor`: looks at everything a start needs, says what is wrong and what to do, and exits 1 when something is. */
export async function doctorCommand(): Promise<void> {
  const findings: Finding[] = [];
  const look = async <T>(what: string, work: () => Promise<{ told: string; result?: T }> | { told: string; result?: T }): Promise<T | undefined> => {
    try {
      const { told, result } = await work();
      findings.push({ what, fine: true, told });
      return result;
    } catch (error) {
      findings.push({ what, fine: false, told: (error as Error).message });
      return undefined;
    }
  };
  const config = await look('configuration', () => ({ told: 'every variable is valid', result: readConfig() }));
  if (config) {
    if (config.mode === 'embedded') await look('secrets', () => (secretsOf(config), { told: `kept in ${config.dataDir}, or given` }));
    const installation = await look('database', () => openDatabase(config));
    if (installation) await examine(installation, look);
    const { redisUrl } = config;
    if (redisUrl !== undefined) await look('redis', async () => ({ told: `Redis ${await redisVersion(redisUrl)} counts requests` }));
    for (const port of portsOf(config)) await look(port.what, async () => ({ told: await examinePort(config.host, port) }));
    await look('certificates', () => certificates(config));
  }
  for (const { what, fine, told } of findings) process.stdout.write(`${fine ? 'ok   ' : 'WRONG'} ${what.padEnd(14)} ${told}\n`);
  if (findings.some(({ fine }) => !fine)) process.exitCode = 1;
}

async function openDatabase(config: Config): Promise<{ told: string; result: Installation }> {
  const installation = await openInstallation(config);
  const client = new pg.Client({ connectionString: installation.directUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows: [row] } = await client.query("select current_setting('server_version') as version, current_setting('server_version_num')::int as number");
    if (row.number < OLDEST) throw new Error(`PostgreSQL ${row.version} is too old: 14 or later is needed`);
    return { told: `PostgreSQL ${row.version}, ${config.mode}${config.mode === 'embedded' && !installation.owner ? ', running' : ''}`, result: installation };
  } catch (error) {
    await installation.close();
    throw error;
  } finally {
    await client.end().catch(() => undefined); // the connection may never have stood
  }
}

async function examine(installation: Installation, look: (what: string, work: () => Promise<{ told: string }>) => Promise<unknown>): Promise<void> {
  try {
    await look('roles', async () => {
      if (installation.config.mode === 'embedded') return { told: 'made by the service itself' };
      const client = new pg.Client({ connectionString: installation.directUrl });
      await client.connect();
      try {
        await checkRoles(client);
      } finally {
        await client.end();
      }
      return { told: 'the connection can act for tenants and for the system' };
    });
    let stored = true;
    await look('schema', async () => {
      const pending = await pendingMigrations(installation.directUrl);
      stored = pending.length === 0;
      if (!stored && installation.config.mode === 'external') throw new Error(`behind by ${pending.join(', ')}: run "npm run ringpost -- migrate"`);
      return { told: stored ? 'up to date' : 'will be made by the next start' };
    });
    if (stored) await look('keys', async () => {
      await (await readyDatabase(installation, 1)).close();
      return { told: 'the index key is the one the stored tokens were indexed with' };
    });
  } finally {
    await installation.close();
  }
}

async function certificates(config: Config): Promise<{ told: string }> {
  if (config.legacyTlsCert === undefined) return { told: `self-signed, kept in ${config.dataDir}` };
  const { cert } = await loadTls(config, new SystemClock().now());
  const ends = cert.map((pem) => new X509Certificate(pem).validToDate).sort((a, b) => a.getTime() - b.getTime())[0]!;
  if (ends.getTime() < new SystemClock().now().getTime()) throw new Error(`a certificate of LEGACY_TLS_CERT ended on ${ends.toISOString().slice(0, 10)}: renew it`);
  return { told: `those of LEGACY_TLS_CERT, until ${ends.toISOString().slice(0, 10)}` };
}
