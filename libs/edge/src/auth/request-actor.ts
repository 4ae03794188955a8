import { DomainError, type Actor } from '@ringpost/domain';
import { isIdentifier } from './identity.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking. Unset on public routes. */
    actor: Actor;
  }
}

/** The actor of a request: the token's, or in the tenant that a platform's administrator chose with X-Tenant-ID. */
export function actorOf(owner: Actor, tenantHeader: string | string[] | undefined): Actor {
  if (tenantHeader === undefined || tenantHeader === owner.tenantId) return owner;
  if (!owner.can('platform:admin') || !isIdentifier(tenantHeader)) throw new DomainError('tenant_mismatch');
  return owner.within(tenantHeader);
}
