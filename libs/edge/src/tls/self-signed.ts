import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDurably } from '../durable-file.js';
import { certificateOf, KeyPairProblem, type KeyPair } from './key-pair.js';
import { makeKeyPair } from './make-key-pair.js';

const DAY_MS = 86_400_000;

/** A certificate that ends within this time is made anew. */
const RENEWED_BEFORE_MS = 30 * DAY_MS;

/** A file holds both pairs, so that a key never meets the certificate of another writer. */
const FILE = /^self-signed-(\d{1,9})\.pem$/;

const KINDS = ['rsa', 'ecdsa'] as const;

/**
 * The self-signed pairs of an installation, RSA first, then ECDSA; made when there are none that are good for another 30 days.
 * They are kept in `dataDir/tls` under a number. New ones take the next number, which only one of several processes can have:
 * the others use what it made.
 */
export async function selfSignedKeyPairs(dataDir: string, now: Date): Promise<readonly KeyPair[]> {
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const number = lastNumber(folder);
    const known = number === 0 ? undefined : pairsIn(fileOf(folder, number), now);
    if (known !== undefined) return known;
    const made = await Promise.all(KINDS.map((kind) => makeKeyPair(kind, now)));
    if (createDurably(fileOf(folder, number + 1), made.map(({ cert, key }) => cert + key).join(''))) return made;
  }
}

const fileOf = (folder: string, number: number): string => join(folder, `self-signed-${number}.pem`);

const lastNumber = (folder: string): number => Math.max(0, ...readdirSync(folder).map((name) => Number(FILE.exec(name)?.[1] ?? 0)));

/** Undefined when they end soon, or when the file is damaged: unlike the secrets, they hold nothing that could not be made anew. */
function pairsIn(file: string, now: Date): KeyPair[] | undefined {
  const blocks = readFileSync(file, 'utf8').match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n/g) ?? [];
  const pairs = KINDS.map((_, i) => ({ cert: blocks[2 * i] ?? '', key: blocks[2 * i + 1] ?? '' }));
  return pairs.every((pair) => endOf(pair) - now.getTime() > RENEWED_BEFORE_MS) ? pairs : undefined;
}

function endOf(pair: KeyPair): number {
  try {
    return certificateOf(pair).validToDate.getTime();
  } catch (error) {
    if (error instanceof KeyPairProblem) return -Infinity;
    throw error;
  }
}
