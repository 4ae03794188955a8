import type { IncomingMessage } from 'node:http';

const MOST_BYTES = 32 * 1_048_576;
const LONGEST_MS = 3_000;

/**
 * Lets what is left of a body pass by unread, up to 32 MiB and three seconds. Closed with bytes on their way, a connection is reset, and
 * the sender never gets to see why.
 */
export function letPass(message: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let passed = 0;
    const enough = setTimeout(done, LONGEST_MS);
    message.on('data', count).once('end', done).once('close', done).once('error', done).resume();

    function count(bytes: Buffer): void {
      if ((passed += bytes.length) > MOST_BYTES) done();
    }
    function done(): void {
      clearTimeout(enough);
      message.off('data', count).pause();
      resolve();
    }
  });
}
