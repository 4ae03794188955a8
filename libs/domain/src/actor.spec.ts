import { Actor } from './actor.js';
import { codeOf } from './testing/index.js';

describe('an actor', () => {
  it.each([['', 'usr_1'], ['tnt_1', '']])('is nobody without a tenant and a user (%j, %j)', async (tenant, user) => {
    expect(await codeOf(() => new Actor(tenant, user))).toBe('tenant_missing');
  });

  it('may do nothing beyond its own data when it holds no scope', async () => {
    const actor = Actor.of('tnt_1', 'usr_1');
    expect(actor.can('communication:send')).toBe(false);
    expect(await codeOf(() => actor.require('communication:send'))).toBe('scope_missing');
  });

  it('may do what any one of its scopes allows', () => {
    const sender = Actor.of('tnt_1', 'usr_1', 'communication:send');
    expect(sender.can('tenant:admin', 'communication:send')).toBe(true);
    expect(sender.can('tenant:admin')).toBe(false);
    expect(() => sender.require('tenant:admin', 'communication:send')).not.toThrow();
  });

  it('says which scopes would have done', () => {
    expect(() => Actor.of('tnt_1', 'usr_1').require('tenant:admin', 'notification:send')).toThrow('tenant:admin | notification:send');
  });

  it('may do everything as the platform’s administrator', () => {
    expect(Actor.of('tnt_1', 'usr_1', 'platform:admin').can('notification:send')).toBe(true);
  });

  it('takes its scopes along into another tenant as the platform’s administrator', () => {
    const there = Actor.of('tnt_1', 'usr_1', 'platform:admin').within('tnt_2');
    expect(there).toMatchObject({ tenantId: 'tnt_2', userId: 'usr_1' });
    expect(there.can('tenant:admin')).toBe(true);
  });

  it('may not look at another tenant as anybody else', async () => {
    expect(await codeOf(() => Actor.of('tnt_1', 'usr_1', 'tenant:admin').within('tnt_2'))).toBe('tenant_mismatch');
  });

  it('may name its own tenant', () => {
    expect(Actor.of('tnt_1', 'usr_1').within('tnt_1').tenantId).toBe('tnt_1');
  });
});
