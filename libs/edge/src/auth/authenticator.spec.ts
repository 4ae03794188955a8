import type { Actor, Claims } from '@ringpost/domain';
import { capturedLog } from '../testing/captured-log.js';
import { MovingClock } from '../testing/moving-clock.js';
import { Authenticator } from './authenticator.js';
import { IdentityReport } from './identity-observer.js';
import { SharedSecret } from './key-source.js';
import { signToken, type TokenWish } from './sign-token.js';
import { TokenCache } from './token-cache.js';
import { TokenVerifier } from './token-verifier.js';

const SECRET = 'a secret for tests that is long enough';
const clock = new MovingClock();
const sign = (wish: Partial<TokenWish> = {}): Promise<string> => signToken(SECRET, { user: 'usr_1', tenant: 'tnt_1', ttlSeconds: 60, now: clock.now(), ...wish });

let seen: [string, Claims][];
let authenticator: Authenticator;
beforeEach(() => {
  seen = [];
  const observer = { seen: async (actor: Actor, claims: Claims) => void seen.push([actor.userId, claims]) };
  authenticator = new Authenticator(new TokenVerifier(new SharedSecret(SECRET), {}, clock), new TokenCache(), new IdentityReport(capturedLog().log, observer), clock);
});

describe('a bare token', () => {
  it('speaks for its user in its own tenant, at once when it is remembered', async () => {
    const token = await sign({ scope: 'platform:admin' });
    const first = await authenticator.known(token);
    expect(authenticator.known(token)).toBe(first);
    expect([first.userId, first.tenantId]).toEqual(['usr_1', 'tnt_1']);
  });

  it('tells what it knows of its user, as any token does', async () => {
    await authenticator.known(await sign({ claims: { name: 'Ada' } }));
    expect(seen).toEqual([['usr_1', expect.objectContaining({ name: 'Ada' })]]);
  });

  it('is refused when it is no token, names no tenant or has ended, also when it is remembered', async () => {
    await expect(authenticator.known('0123456789abcdef')).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(authenticator.known(await sign({ tenant: undefined }))).rejects.toMatchObject({ code: 'tenant_missing' });
    const token = await sign();
    await authenticator.known(token);
    clock.advance(60);
    await expect(authenticator.known(token)).rejects.toMatchObject({ code: 'token_expired' });
  });
});
