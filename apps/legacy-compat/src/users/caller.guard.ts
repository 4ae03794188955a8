import { Injectable, createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { LegacyCaller } from '@ringpost/messaging';
import type { FastifyRequest } from 'fastify';
import { CallerFinder } from './caller-finder.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, where a route wants to know. */
    legacyCaller: LegacyCaller;
  }
}

/** Lets in who is known by the header `token`. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(private readonly callers: CallerFinder) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = this.callers.find(request.headers['token']);
    return caller instanceof Promise ? caller.then((found) => letIn(request, found)) : letIn(request, caller);
  }
}

function letIn(request: FastifyRequest, caller: LegacyCaller): true {
  request.legacyCaller = caller;
  request.actor = caller.actor; // the log of requests tells who it was
  return true;
}

/** Who calls, as a parameter of a handler behind the guard. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): LegacyCaller => context.switchToHttp().getRequest<FastifyRequest>().legacyCaller);
