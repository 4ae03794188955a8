import { Redis } from 'ioredis';

const TIMEOUT_MS = 3_000;

/** The version of the Redis at an address. Errors: why it cannot be reached or will not tell. */
export async function redisVersion(url: string): Promise<string> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: TIMEOUT_MS, commandTimeout: TIMEOUT_MS, retryStrategy: () => null });
  let reason: Error | undefined;
  client.on('error', (error: Error) => { reason = error; }); // what ends the connection is told here, and not by who waits for it
  try {
    await client.connect();
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'of an unknown version';
  } catch (error) {
    throw new Error(`REDIS_URL cannot be used: ${(reason ?? (error as Error)).message}`);
  } finally {
    client.disconnect();
  }
}
