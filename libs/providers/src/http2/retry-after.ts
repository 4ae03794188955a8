import type { IncomingHttpHeaders } from 'node:http2';

const LONGEST_S = 3_600;

/** How long `Retry-After` asks to wait, in milliseconds: an hour at most. Undefined when it is not there, or says nothing. */
export function retryAfterMs({ 'retry-after': said }: IncomingHttpHeaders, nowMs: number): number | undefined {
  if (said === undefined) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - nowMs) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.ceil(Math.min(Math.max(seconds, 0), LONGEST_S) * 1_000);
}
