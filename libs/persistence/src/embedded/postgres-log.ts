import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { type DataFolder, giveToFolderOwner } from './data-folder.js';

const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** PostgreSQL's own log, seen from the start of one server on. */
export interface PostgresLog {
  /** For the server's stderr: it writes by itself, so its log outlives us and a busy event loop never blocks it. */
  readonly descriptor: number;
  /** What was logged since this start, its last part if long. */
  text(): string;
  close(): void;
}

/** Opens the log for appending; one older log is kept when it has grown large. */
export function openPostgresLog(folder: DataFolder): PostgresLog {
  if (existsSync(folder.log) && statSync(folder.log).size > ROTATE_ABOVE_BYTES) renameSync(folder.log, `${folder.log}.1`);
  const descriptor = openSync(folder.log, 'a', 0o600);
  giveToFolderOwner(folder.log);
  const start = fstatSync(descriptor).size;
  return { descriptor, text: () => readFrom(folder.log, start), close: () => closeSync(descriptor) };
}

/** The lines that explain a failure, as one line for an error message. */
export function explainFailure(log: string): string {
  const lines = log.split('\n').map((line) => line.replace(/^\d{4}-\S+ \S+ \S+ \[\d+\] /, '').trim()).filter(Boolean);
  const telling = lines.filter((line) => /^(\S+: )?(error|fatal|panic|detail|hint)\b/i.test(line));
  return (telling.length > 0 ? telling : lines).slice(-4).join(' / ') || 'it logged nothing';
}

function readFrom(file: string, start: number): string {
  const { size } = statSync(file);
  const from = Math.max(start, size - TAIL_BYTES);
  const buffer = Buffer.alloc(size - from);
  const descriptor = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    closeSync(descriptor);
  }
}
