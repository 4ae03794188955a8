import { DomainError, type Actor, type RateLimit, type RateVerdict } from '@ringpost/domain';
import type { Authenticator } from '@ringpost/edge';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Who may ask, and how often. */
export interface Admission {
  readonly authenticator: Authenticator;
  /** Requests of a user, and authentications from an address that came to nothing. */
  readonly limits: { readonly users: RateLimit; readonly strangers: RateLimit };
}

const SCHEMES = ['bearer', 'jwt'];

/** Finds out who asks, and counts the request. Errors: those of `Authenticator.identify`, `too_many_requests`. */
export async function admit(request: FastifyRequest, reply: FastifyReply, { authenticator, limits }: Admission): Promise<void> {
  try {
    request.actor = await authenticator.identify(request.headers, SCHEMES);
  } catch (error) {
    if (error instanceof DomainError && error.kind !== 'unavailable') requireAllowed(await limits.strangers.take(request.ip), reply);
    throw error;
  }
  requireAllowed(await limits.users.take(keyOf(request.actor)), reply);
}

const keyOf = ({ tenantId, userId }: Actor): string => `${tenantId}\0${userId}`;

/** Tells the state of the window (draft-ietf-httpapi-ratelimit-headers-02), and refuses what is beyond it. */
function requireAllowed({ allowed, limit, remaining, resetMs }: RateVerdict, reply: FastifyReply): void {
  const seconds = Math.ceil(resetMs / 1_000);
  reply.header('ratelimit-limit', limit).header('ratelimit-remaining', remaining).header('ratelimit-reset', seconds);
  if (!allowed) throw new DomainError('too_many_requests', { retryAfter: Math.max(1, seconds) });
}
