import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** Argon2id, 19 MiB, two passes, one lane: what OWASP names as the least, and 20 logins take half a second of one core. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT = 16, HASH = 32;
const FORM = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,88})\$([A-Za-z0-9+/]{43,88})$/;

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** A password as it is stored: a PHC string, which says how it was made. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(await hash(password, salt, COST, HASH))}`;
}

/** Whether a password is the stored one. Without a stored one it takes as long and is never right. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const parts = FORM.exec(stored ?? '');
  if (stored !== undefined && !parts) throw new Error('a stored password is no PHC string of Argon2id');
  if (!parts) {
    await hash(password, randomBytes(SALT), COST, HASH);
    return false;
  }
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
  const expected = Buffer.from(parts[5]!, 'base64');
  return timingSafeEqual(await hash(password, Buffer.from(parts[4]!, 'base64'), { memory, passes, parallelism }, expected.length), expected);
}

const hash = (password: string, nonce: Buffer, cost: Cost, tagLength: number): Promise<Buffer> => derive('argon2id', { message: password.normalize('NFC'), nonce, tagLength, ...cost }) as Promise<Buffer>;

const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
