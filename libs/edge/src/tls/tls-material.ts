import { createSecureContext } from 'node:tls';
import { VARIABLES } from '../config-variables.js';
import { ConfigError, type Config } from '../config.js';
import type { KeyPair } from './key-pair.js';
import { readKeyPairs } from './key-pair-files.js';
import { selfSignedKeyPairs } from './self-signed.js';

/** What the environment says of TLS for older apps. */
export type TlsConfig = Pick<Config, 'dataDir' | 'legacyTls' | 'legacyTlsCert' | 'legacyTlsKey' | 'legacyTlsCompat'>;

/** Options of `https.createServer`, `tls.createServer`, `tls.createSecureContext` and `setSecureContext`. */
export interface TlsMaterial {
  readonly cert: string[];
  readonly key: string[];
  readonly minVersion: 'TLSv1.2';
  readonly ciphers?: string;
}

/**
 * What clients of 2019 can do without: security level 0 lets them sign handshakes with SHA-1 and use short keys. What is broken
 * (RC4, DES), unauthenticated or no encryption at all stays out at every level.
 */
const COMPATIBLE = 'DEFAULT:!RC4:!DES:!3DES:!MD5:!EXPORT:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0';

/** Whether the HTTP port of older apps speaks TLS. Their push socket always does. */
export const usesTls = ({ legacyTls, legacyTlsCert }: TlsConfig): boolean => legacyTls !== 'off' || legacyTlsCert !== undefined;

/** The certificates of the environment, else self-signed ones that are kept in DATA_DIR. Errors: `ConfigError`. */
export const loadTls = async (config: TlsConfig, now: Date): Promise<TlsMaterial> =>
  config.legacyTlsCert === undefined ? materialOf(await selfSignedKeyPairs(config.dataDir, now), config) : loadTlsFiles(config);

/** The certificates of the environment, as their files are now. Errors: `ConfigError`. */
export async function loadTlsFiles(config: TlsConfig): Promise<TlsMaterial> {
  const material = materialOf(await readKeyPairs(config.legacyTlsCert!, config.legacyTlsKey!), config);
  requireUsable(material);
  return material;
}

const materialOf = (pairs: readonly KeyPair[], { legacyTlsCompat }: TlsConfig): TlsMaterial => ({
  cert: pairs.map(({ cert }) => cert),
  key: pairs.map(({ key }) => key),
  minVersion: 'TLSv1.2',
  ...(legacyTlsCompat && { ciphers: COMPATIBLE }),
});

/** What is wrong with a chain, or is too weak for the level, shows only here. */
function requireUsable(material: TlsMaterial): void {
  try {
    createSecureContext(material);
  } catch (error) {
    throw new ConfigError(VARIABLES.legacyTlsCert, `cannot be used (${(error as Error).message})`);
  }
}
