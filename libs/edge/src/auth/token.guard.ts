import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Actor } from '@ringpost/domain';
import type { FastifyRequest } from 'fastify';
import type { Authenticator } from './authenticator.js';
import { bearerToken } from './bearer-token.js';
import { BearerStrategy } from './bearer.strategy.js';
import { callerOf, isPublic } from './decorators.js';
import { actorOf } from './request-actor.js';
import type { RememberedToken } from './token-cache.js';

/**
 * Sets `request.actor` from the bearer token. Synchronous for a remembered token; passport verifies the others. A GraphQL
 * endpoint has authenticated the request before any resolver runs: there it only makes sure of that.
 */
export class TokenGuard extends AuthGuard() implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {
    // The strategy is made here because it is known only by the name it registers under.
    super({ defaultStrategy: new BearerStrategy((token) => authenticator.recognise(token)).name, property: 'actor', session: false });
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(context)) return true;
    if (context.getType() !== 'http') return callerOf(context) !== undefined;
    const request = this.getRequest(context);
    const token = bearerToken(request.headers.authorization);
    const known = token === undefined ? undefined : this.authenticator.remembered(token, request.headers);
    if (known === undefined) return super.canActivate(context) as Promise<boolean>;
    request.actor = known;
    return true;
  }

  override getRequest(context: ExecutionContext): FastifyRequest {
    return context.switchToHttp().getRequest<FastifyRequest>();
  }

  override handleRequest(error: unknown, token: unknown, _info: unknown, context: ExecutionContext): never {
    if (error) throw error;
    return actorOf((token as RememberedToken).actor, this.getRequest(context).headers['x-tenant-id']) as Actor as never;
  }
}
