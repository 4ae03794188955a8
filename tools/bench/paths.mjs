// Where things are.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const BENCH = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(BENCH, '../..');
/** Everything that a benchmark leaves behind; may be deleted at any time. */
export const STATE = path.join(BENCH, '.state');
export const LOGS = path.join(STATE, 'log');

fs.mkdirSync(LOGS, { recursive: true });
