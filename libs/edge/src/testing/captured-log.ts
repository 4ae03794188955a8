import { createLog, type Log } from '../http/log.js';

/** A log whose lines a test can read. */
export function capturedLog(): { log: Log; lines: Record<string, unknown>[]; text: () => string } {
  const written: string[] = [];
  const log = createLog('trace', { write: (line: string) => void written.push(line) });
  return { log, get lines() { return written.map((line) => JSON.parse(line) as Record<string, unknown>); }, text: () => written.join('') };
}
