import { Controller, Get, type ExecutionContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Actor, Claims } from '@ringpost/domain';
import { SignJWT, UnsecuredJWT } from 'jose';
import { capturedLog } from '../testing/captured-log.js';
import { MovingClock } from '../testing/moving-clock.js';
import { get, SECRET, serve } from '../testing/serve.js';
import { Caller, Public } from './decorators.js';
import { IdentityObserver } from './identity-observer.js';
import { signToken, type TokenWish } from './sign-token.js';
import { TokenCache } from './token-cache.js';
import { TokenGuard } from './token.guard.js';

@Controller()
class Mirror {
  @Get('me') me(@Caller() actor: Actor): object {
    return { tenant: actor.tenantId, user: actor.userId, sender: actor.can('communication:send') };
  }
  @Public() @Get('open') open(): object {
    return { open: true };
  }
  @Public() @Get('nobody') nobody(@Caller() actor: Actor): object {
    return actor;
  }
}

class Notebook extends IdentityObserver {
  readonly seenClaims: [string, Claims][] = [];
  failing = false;
  async seen(actor: Actor, claims: Claims): Promise<void> {
    this.seenClaims.push([actor.userId, claims]);
    if (this.failing) throw new Error('the database is gone');
  }
}

const clock = new MovingClock();
const notebook = new Notebook();
const captured = capturedLog();
let app: NestFastifyApplication, url: string;

beforeAll(async () => {
  ({ app, url } = await serve({ controllers: [Mirror], log: captured.log, clock, auth: { issuer: 'https://id/', audience: 'ringpost' }, providers: [{ provide: IdentityObserver, useValue: notebook }] }));
});
afterAll(() => app.close());
beforeEach(() => { notebook.seenClaims.length = 0; notebook.failing = false; });

let serial = 0;
const sign = (wish: Partial<TokenWish> = {}, secret = SECRET): Promise<string> =>
  signToken(secret, { user: `usr_${++serial}`, tenant: 'tnt_1', ttlSeconds: 60, issuer: 'https://id/', audience: 'ringpost', now: clock.now(), ...wish });
const signRaw = (claims: Record<string, unknown>, alg = 'HS256'): Promise<string> =>
  new SignJWT({ iss: 'https://id/', aud: 'ringpost', ...claims }).setProtectedHeader({ alg }).sign(Buffer.from(SECRET.padEnd(64, '.').slice(0, alg === 'HS256' ? SECRET.length : 64)));
const ask = (token: string, headers: Record<string, string> = {}) => get(`${url}/me`, { authorization: `Bearer ${token}`, ...headers });
const inAMinute = (): number => Math.floor(clock.now().getTime() / 1_000) + 60;

describe('a request with a good token', () => {
  it('acts for its user and tenant', async () => {
    expect((await ask(await sign({ user: 'usr_a', scope: 'communication:send x' }))).body).toEqual({ tenant: 'tnt_1', user: 'usr_a', sender: true });
    expect((await ask(await signRaw({ sub: 'usr_b', tenant_id: 'tnt_1', exp: inAMinute(), scope: ['communication:send'] }))).body.sender).toBe(true);
  });

  it('is answered synchronously and without verification once the token is remembered', async () => {
    const token = await sign({ user: 'usr_fast' });
    await ask(token);
    const request = { headers: { authorization: `Bearer ${token}` }, actor: undefined as Actor | undefined };
    const context = { getType: () => 'http', getHandler: () => Mirror.prototype.me, getClass: () => Mirror, switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
    expect(app.get(TokenGuard).canActivate(context)).toBe(true);
    expect(request.actor?.userId).toBe('usr_fast');
  });

  it('is refused from the second in which the token ends, remembered or not', async () => {
    const token = await sign({ ttlSeconds: 60 });
    expect((await ask(token)).status).toBe(200);
    clock.advance(59);
    expect((await ask(token)).status).toBe(200);
    clock.advance(1);
    expect(await ask(token)).toMatchObject({ status: 401, body: { code: 40101003 } });
    expect(await ask(await sign({ ttlSeconds: 0 }))).toMatchObject({ status: 401, body: { code: 40101003 } });
  });

  it('may come from an issuer whose clock is five seconds ahead', async () => {
    expect((await ask(await signRaw({ sub: 'u', tenant_id: 't', exp: inAMinute(), nbf: inAMinute() - 55 }))).status).toBe(200);
    expect((await ask(await signRaw({ sub: 'u', tenant_id: 't', exp: inAMinute(), nbf: inAMinute() - 50 }))).status).toBe(401);
  });
});

describe('a request without a good token', () => {
  it.each([{}, { authorization: 'Basic YTpi' }, { authorization: 'Bearer ' }])('is told that one is required: %j', async (headers) => {
    const answer = await get(`${url}/me`, headers as Record<string, string>);
    expect(answer).toMatchObject({ status: 401, body: { code: 40101001 } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each<[string, () => Promise<string> | string]>([
    ['is malformed', () => 'abc'],
    ['has empty parts', () => '..'],
    ['is no JWT', () => 'a.b.c'],
    ['has five parts', () => 'a.b.c.d.e'],
    ['is signed with another secret', () => sign({}, 'another secret that is long enough, too')],
    ['is not signed', () => new UnsecuredJWT({ sub: 'u', tenant_id: 't', iss: 'https://id/', aud: 'ringpost', exp: inAMinute() }).encode()],
    ['names another algorithm', () => signRaw({ sub: 'u', tenant_id: 't', exp: inAMinute() }, 'HS512')],
    ['has no end', () => signRaw({ sub: 'u', tenant_id: 't' })],
    ['has no user', () => signRaw({ tenant_id: 't', exp: inAMinute() })],
    ['has another issuer', () => sign({ issuer: 'https://other/' })],
    ['has no issuer', () => sign({ issuer: undefined })],
    ['has another audience', () => sign({ audience: 'other' })],
    ['has an empty user', () => sign({ user: '' })],
    ['has a user of 129 characters', () => sign({ user: 'u'.repeat(129) })],
    ['has a user with a control character', () => sign({ user: 'usr\u0000' })],
    ['has a user with half a surrogate pair', () => sign({ user: 'usr\ud800' })],
    ['has a user that is a number', () => signRaw({ sub: 5, tenant_id: 't', exp: inAMinute() })],
    ['has a tenant that is a number', () => signRaw({ sub: 'u', tenant_id: 5, exp: inAMinute() })],
    ['has an empty tenant', () => sign({ tenant: '' })],
  ])('is refused when the token %s', async (_, make) => {
    const answer = await ask(await make());
    expect(answer).toMatchObject({ status: 401, body: { code: 40101002 } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('is refused when the signature was cut off', async () => {
    const token = await sign();
    expect((await ask(token.slice(0, token.lastIndexOf('.') + 1))).status).toBe(401);
  });
});

describe('the tenant of a request', () => {
  it('has to be named by the token', async () => {
    expect(await ask(await sign({ tenant: undefined }))).toMatchObject({ status: 403, body: { code: 40301001 } });
  });

  it('may be named again, but not changed, with X-Tenant-ID', async () => {
    const token = await sign();
    for (const attempt of ['verified', 'remembered']) {
      expect([attempt, (await ask(token, { 'x-tenant-id': 'tnt_1' })).status]).toEqual([attempt, 200]);
      expect([attempt, (await ask(token, { 'x-tenant-id': 'tnt_2' })).body.code]).toEqual([attempt, 40301002]);
    }
    expect((await ask(await sign(), { 'x-tenant-id': 'tnt_2' })).body.code).toBe(40301002);
    expect((await ask(await sign(), { 'x-tenant-id': '' })).body.code).toBe(40301002);
  });

  it('is chosen by an administrator of the platform', async () => {
    const token = await sign({ scope: 'platform:admin' });
    expect((await ask(token, { 'x-tenant-id': 'tnt_2' })).body.tenant).toBe('tnt_2');
    expect((await ask(token, { 'x-tenant-id': 'tnt_3' })).body.tenant).toBe('tnt_3');
    expect((await ask(token)).body.tenant).toBe('tnt_1');
    expect((await ask(token, { 'x-tenant-id': 't'.repeat(129) })).status).toBe(403);
  });

  it('is the default one where there is one', async () => {
    const other = await serve({ controllers: [Mirror], log: captured.log, clock, auth: { defaultTenantId: 'tnt_default' } });
    expect((await get(`${other.url}/me`, { authorization: `Bearer ${await sign({ tenant: undefined })}` })).body.tenant).toBe('tnt_default');
    await other.app.close();
    expect((await ask(await sign())).status).toBe(200); // two applications in one process do not disturb each other
  });
});

describe('a public route', () => {
  it('is open, whatever the headers say', async () => {
    expect((await get(`${url}/open`)).status).toBe(200);
    expect((await get(`${url}/open`, { authorization: 'Bearer nonsense', 'x-tenant-id': 'tnt_9' })).status).toBe(200);
  });

  it('has no caller', async () => {
    expect((await get(`${url}/nobody`)).body.code).toBe(40101001);
  });
});

describe('an identity', () => {
  const claims = { name: 'Ada', email: 'ada@example.com', email_verified: true, phone_number: '+15551234', locale: 'en-GB' };

  it('is reported before the first request goes on, then once an hour', async () => {
    const token = await sign({ user: 'usr_ada', claims, ttlSeconds: 90_000 });
    await ask(token);
    await ask(token, { 'x-tenant-id': 'tnt_1' });
    expect(notebook.seenClaims).toEqual([['usr_ada', { name: 'Ada', email: 'ada@example.com', phone: '+15551234', locale: 'en-GB', emailVerified: true, phoneVerified: false }]]);
    clock.advance(3_599);
    await ask(token);
    expect(notebook.seenClaims).toHaveLength(1);
    clock.advance(1);
    await Promise.all([ask(token), ask(token)]);
    expect(notebook.seenClaims).toHaveLength(2);
  });

  it('is not reported when the token tells nothing usable of it', async () => {
    await ask(await sign({ claims: { name: '', email: 5, phone_number: 'x'.repeat(321), locale: 'a\u0000b', picture: 'https://x/' } }));
    expect(notebook.seenClaims).toEqual([]);
  });

  it('does not stop a request when it cannot be recorded', async () => {
    notebook.failing = true;
    expect((await ask(await sign({ claims }))).status).toBe(200);
    expect(captured.lines.at(-2)).toMatchObject({ level: 'warn', msg: 'an identity could not be recorded', err: { message: 'the database is gone' } });
  });
});

describe('remembered tokens', () => {
  it('are bounded in number and length', () => {
    const cache = new TokenCache(2);
    const token = { expiresAt: Infinity } as Parameters<TokenCache['set']>[1];
    for (const name of ['a', 'b', 'c', 'd'.repeat(4_097)]) cache.set(name, token);
    expect([cache.size, cache.get('a', 0), cache.get('c', 0)]).toEqual([2, undefined, token]);
  });
});
