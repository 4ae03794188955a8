import { MovingClock } from '../testing/moving-clock.js';
import { KeyServer } from '../testing/key-server.js';
import { KeyWatch } from './key-watch.js';
import { RemoteKeys } from './remote-keys.js';
import { signToken } from './sign-token.js';
import { TokenCache } from './token-cache.js';
import { TokenVerifier } from './token-verifier.js';

let server: KeyServer, clock: MovingClock, keys: RemoteKeys, verifier: TokenVerifier;

beforeEach(async () => {
  server = await new KeyServer().start();
  clock = new MovingClock();
  keys = new RemoteKeys(server.uri, clock, { timeoutMs: 500 });
  verifier = new TokenVerifier(keys, {}, clock);
});
afterEach(() => server.stop());

const claims = (): Record<string, unknown> => ({ sub: 'usr_1', tenant_id: 'tnt_1', exp: Math.floor(clock.now().getTime() / 1_000) + 3_600 });
const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'accepted', (error: { code?: unknown }) => error.code);

describe('keys of a JWKS', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('verify %s', async (alg) => {
    await server.publish('one', alg);
    expect((await verifier.verify(await server.sign('one', claims()))).actor.userId).toBe('usr_1');
  });

  it.each(['PS256', 'ES384', 'RS512'])('do not verify %s', async (alg) => {
    await server.publish('one', alg);
    expect(await codeOf(verifier.verify(await server.sign('one', claims())))).toBe('token_invalid');
  });

  it('never pass as a shared secret', async () => {
    await server.publish('one', 'RS256');
    const forged = await signToken(server.publicText('one'), { user: 'usr_1', tenant: 'tnt_1', ttlSeconds: 60, now: clock.now() });
    expect(await codeOf(verifier.verify(forged))).toBe('token_invalid');
  });

  it('are read once for many tokens', async () => {
    await server.publish('one', 'ES256');
    for (let i = 0; i < 5; i++) await verifier.verify(await server.sign('one', claims()));
    expect(server.requests).toBe(1);
  });

  it('are read again for an unknown one, but not more often than the cooldown allows', async () => {
    await server.publish('one', 'ES256');
    await verifier.verify(await server.sign('one', claims()));
    await server.publish('two', 'ES256');
    clock.advance(11);
    expect((await verifier.verify(await server.sign('two', claims()))).kid).toBe('two');
    await server.publish('three', 'ES256');
    const stranger = await server.sign('three', claims());
    server.withdraw('three');
    for (let i = 0; i < 10; i++) expect(await codeOf(verifier.verify(stranger))).toBe('token_invalid');
    expect(server.requests).toBe(2);
  });

  it('keep working while their server is down, however long', async () => {
    await server.publish('one', 'ES256');
    await verifier.verify(await server.sign('one', claims()));
    await server.stop();
    clock.advance(86_400);
    expect((await verifier.verify(await server.sign('one', claims()))).actor.tenantId).toBe('tnt_1');
    await server.start();
  });

  it.each([['answers 500', 500], ['redirects', 302]])('that are unknown are our outage when their server %s', async (_, status) => {
    await server.publish('one', 'ES256');
    await verifier.verify(await server.sign('one', claims()));
    await server.publish('two', 'ES256');
    server.failure = status;
    clock.advance(11);
    await expect(verifier.verify(await server.sign('two', claims()))).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 });
    server.failure = undefined;
    clock.advance(11);
    expect((await verifier.verify(await server.sign('two', claims()))).kid).toBe('two');
  });

  it('that were never read are our outage', async () => {
    await server.publish('one', 'ES256');
    const token = await server.sign('one', claims());
    await server.stop();
    expect(await codeOf(verifier.verify(token))).toBe('unavailable');
    expect(await codeOf(verifier.verify(token))).toBe('unavailable');
    await server.start();
    clock.advance(11);
    expect(await codeOf(verifier.verify(token))).toBe('accepted');
  });

  it('stop verifying within a minute of being withdrawn', async () => {
    await server.publish('one', 'ES256');
    await server.publish('two', 'ES256');
    const token = await server.sign('one', claims());
    await verifier.verify(token);
    server.withdraw('one');
    clock.advance(61);
    expect(await codeOf(verifier.verify(token))).toBe('token_invalid');
  });
});

describe('the watch over remembered tokens', () => {
  const remember = async (cache: TokenCache, kid: string): Promise<string> => {
    const token = await server.sign(kid, claims());
    cache.set(token, { ...(await verifier.verify(token)), seenAt: 0 });
    return token;
  };

  it('forgets those whose key was withdrawn or replaced, and only those', async () => {
    for (const kid of ['kept', 'gone', 'replaced']) await server.publish(kid, 'ES256');
    const cache = new TokenCache();
    const [kept, gone, replaced] = [await remember(cache, 'kept'), await remember(cache, 'gone'), await remember(cache, 'replaced')];
    server.withdraw('gone');
    await server.publish('replaced', 'ES256');
    clock.advance(30);
    await new KeyWatch(keys, cache).look();
    const now = clock.now().getTime();
    expect([kept, gone, replaced].map((token) => cache.get(token, now) !== undefined)).toEqual([true, false, false]);
  });

  it('forgets nothing while the server is down', async () => {
    await server.publish('one', 'ES256');
    const cache = new TokenCache();
    await remember(cache, 'one');
    server.failure = 503;
    clock.advance(300);
    await new KeyWatch(keys, cache).look();
    expect(cache.size).toBe(1);
  });

  it('works by itself while there is something to watch', async () => {
    await server.publish('one', 'ES256');
    const cache = new TokenCache();
    const watch = new KeyWatch(keys, cache, 10);
    watch.onModuleInit();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toBe(0);
    await remember(cache, 'one');
    server.withdraw('one');
    clock.advance(30);
    await new Promise((resolve) => setTimeout(resolve, 100));
    watch.onModuleDestroy();
    expect([server.requests, cache.size]).toEqual([2, 0]);
  });
});
