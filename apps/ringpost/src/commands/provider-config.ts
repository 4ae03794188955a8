import { readFile } from 'node:fs/promises';
import { configOf, type ProviderConfig } from '@ringpost/domain';

/** What of a configuration is said on the command line. Secrets come from files: other users of the machine can read a command line. */
export interface ProviderConfigOptions {
  /** JSON, or the file that holds it. */
  readonly config?: string;
  readonly teamId?: string;
  readonly keyId?: string;
  readonly keyFile?: string;
  readonly serviceAccount?: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly from?: string;
}

/** The members that the options make; what an option says goes before what `--config` does. Errors: `invalid_request`, and those of reading files. */
export async function configFrom(options: ProviderConfigOptions): Promise<ProviderConfig> {
  const members = {
    team_id: options.teamId,
    key_id: options.keyId,
    private_key: await textOf(options.keyFile),
    service_account: await textOf(options.serviceAccount),
    host: options.host,
    port: options.port,
    username: options.username,
    password: (await textOf(options.passwordFile))?.replace(/\r?\n$/, ''), // an editor's
    from: options.from,
  };
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { ...(options.config === undefined ? {} : configOf(await jsonOf(options.config))), ...Object.fromEntries(given) };
}

const jsonOf = async (config: string): Promise<string> => (config.trimStart().startsWith('{') ? config : readFile(config, 'utf8'));
const textOf = async (file: string | undefined): Promise<string | undefined> => (file === undefined ? undefined : readFile(file, 'utf8'));
