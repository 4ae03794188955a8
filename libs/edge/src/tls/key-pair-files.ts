import { readFile } from 'node:fs/promises';
import { VARIABLES } from '../config-variables.js';
import { ConfigError } from '../config.js';
import { certificateOf, KeyPairProblem, type KeyPair } from './key-pair.js';

/** The variables that name the files of each half. */
const VARIABLE = { cert: VARIABLES.legacyTlsCert, key: VARIABLES.legacyTlsKey } as const satisfies Record<keyof KeyPair, unknown>;

/** The pairs in files: the first certificate goes with the first key, and so on. Errors: `ConfigError`. */
export const readKeyPairs = (certs: readonly string[], keys: readonly string[]): Promise<KeyPair[]> => Promise.all(certs.map((cert, i) => readKeyPair({ cert, key: keys[i]! })));

async function readKeyPair(files: KeyPair): Promise<KeyPair> {
  const [cert, key] = await Promise.all([textOf('cert', files), textOf('key', files)]);
  try {
    certificateOf({ cert, key });
  } catch (error) {
    throw error instanceof KeyPairProblem ? refusal(error.half, files, error) : error;
  }
  return { cert, key };
}

async function textOf(half: keyof KeyPair, files: KeyPair): Promise<string> {
  try {
    return await readFile(files[half], 'utf8');
  } catch (error) {
    throw refusal(half, files, error as Error);
  }
}

const refusal = (half: keyof KeyPair, files: KeyPair, { message }: Error): ConfigError => new ConfigError(VARIABLE[half], `names a file that cannot be used (${files[half]}: ${message})`);
