import { createHmac, timingSafeEqual } from 'node:crypto';

const FORM = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;
const TOLERANCE_MS = 300_000;
// Whoever guesses must not see by the time it takes which accounts there are.
const NOBODYS = 'the secret of accounts that are not there';

/** Whether a header signs this very body with the secret, and not long ago. Without a secret it takes as long, and never does. */
export function isSigned(header: string | undefined, body: Buffer, secret: string | undefined, now: Date): boolean {
  const [, seconds = '0', given = ''] = FORM.exec(header ?? '') ?? [];
  const expected = signatureOf(seconds, body, secret ?? NOBODYS);
  const fits = timingSafeEqual(expected, Buffer.from(given.padStart(2 * expected.length, '0'), 'hex'));
  return fits && secret !== undefined && Math.abs(now.getTime() - Number(seconds) * 1_000) <= TOLERANCE_MS;
}

const signatureOf = (seconds: string, body: Buffer, secret: string): Buffer => createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
