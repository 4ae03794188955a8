import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import { IdGenerator } from '../ids.js';
import { Vault } from '../vault.js';

/** A key of 32 bytes that has a name. */
export const keyNamed = (name: string): Buffer => createHash('sha256').update(name).digest();

/** A vault by the names of its keys: the first encrypts, `index` finds. */
export const vaultWith = ({ keys = ['first'], index = 'index' }: { keys?: string[]; index?: string } = {}): Vault => new Vault(keys.map(keyNamed), keyNamed(index));

/** Ids by a clock, random as in production. */
export const idsBy = (clock: Clock): IdGenerator => new IdGenerator(clock, randomBytes);
