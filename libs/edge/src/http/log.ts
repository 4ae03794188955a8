import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../config.js';

/** The log of a process: one JSON object per line. */
export type Log = Logger;

/** Where a header can end up in a line. Nothing here logs headers; this is for the day somebody does. */
const NEVER = ['authorization', 'headers', 'req.headers', 'request.headers', 'cookie'];

/** The log. Lines are gathered and written together, at the latest after a second and at the end of the process. */
export function createLog(level: Config['logLevel'], destination: DestinationStream = buffered()): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: NEVER,
      // `req` and `res` are what frameworks log on their own account: queries, headers and addresses included.
      serializers: { err: errorForLog, req: () => undefined, res: () => undefined },
    },
    destination,
  );
}

const buffered = (): DestinationStream => pino.destination({ dest: 1, sync: false, minLength: 12_288, periodicFlush: 1_000 });

/** Waits until the gathered lines are written. */
export const flushLog = (log: Log): Promise<void> => new Promise((resolve) => log.flush(() => resolve()));

/** What a line says of an error. Only these members: drivers put statements and their parameters into others. */
export function errorForLog(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return withoutTokens(String(error));
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: withoutTokens(error.message),
    ...(typeof code === 'string' && { code }),
    stack: withoutTokens(error.stack ?? ''),
    ...(error.cause !== undefined && depth < 3 && { cause: errorForLog(error.cause, depth + 1) }),
  };
}

const withoutTokens = (text: string): string => text.slice(0, 4_000).replace(/\beyJ[\w-]+(?:\.[\w-]*){1,4}/g, '[token]').replace(/\bbearer\s+\S+/gi, 'Bearer [token]');
