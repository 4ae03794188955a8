import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Actor, Clock } from '@ringpost/domain';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from './bearer-token.js';
import { BearerStrategy } from './bearer.strategy.js';
import { isPublic } from './decorators.js';
import type { IdentityReport } from './identity-observer.js';
import { actorOf } from './request-actor.js';
import type { RememberedToken, TokenCache } from './token-cache.js';
import type { TokenVerifier } from './token-verifier.js';

/** Sets `request.actor` from the bearer token. Synchronous for a remembered token; passport verifies the others. */
export class TokenGuard extends AuthGuard() implements CanActivate {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly cache: TokenCache,
    private readonly report: IdentityReport,
    private readonly clock: Clock,
  ) {
    // The strategy is made here because it is known only by the name it registers under.
    super({ defaultStrategy: new BearerStrategy((token) => this.recognise(token)).name, property: 'actor', session: false });
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(context)) return true;
    const request = this.getRequest(context);
    const token = bearerToken(request.headers.authorization);
    const now = this.clock.now().getTime();
    const known = token === undefined ? undefined : this.cache.get(token, now);
    if (known === undefined) return super.canActivate(context) as Promise<boolean>;
    request.actor = actorOf(known.actor, request.headers['x-tenant-id']);
    if (this.report.isDue(known, now)) void this.report.make(known, now);
    return true;
  }

  override getRequest(context: ExecutionContext): FastifyRequest {
    return context.switchToHttp().getRequest<FastifyRequest>();
  }

  override handleRequest(error: unknown, token: unknown, _info: unknown, context: ExecutionContext): never {
    if (error) throw error;
    return actorOf((token as RememberedToken).actor, this.getRequest(context).headers['x-tenant-id']) as Actor as never;
  }

  private async recognise(token: string): Promise<RememberedToken> {
    const remembered = { ...(await this.verifier.verify(token)), seenAt: -Infinity };
    this.cache.set(token, remembered);
    await this.report.make(remembered, this.clock.now().getTime());
    return remembered;
  }
}
