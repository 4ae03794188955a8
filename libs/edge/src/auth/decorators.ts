import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { DomainError, type Actor } from '@ringpost/domain';
import type { FastifyRequest } from 'fastify';

const PUBLIC = 'ringpost:public';
const known = new WeakMap<object, boolean>();

/** Opens a route, or all routes of a controller, to callers without a token. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Who is asking, as a parameter of a handler. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Actor => callerOf(context));

const GRAPHQL_CONTEXT = 2; // of root, arguments, context and info

/** Who is asking. Errors: `token_missing` on a public route, which has no caller. */
export function callerOf(context: ExecutionContext): Actor {
  const holder = context.getType<string>() === 'graphql' ? context.getArgByIndex<{ actor?: Actor }>(GRAPHQL_CONTEXT) : context.switchToHttp().getRequest<FastifyRequest>();
  if (holder.actor === undefined || holder.actor === null) throw new DomainError('token_missing');
  return holder.actor;
}

/** True when the route was opened with `@Public()`. */
export function isPublic(context: ExecutionContext): boolean {
  const handler = context.getHandler();
  let open = known.get(handler);
  if (open === undefined) {
    open = (Reflect.getMetadata(PUBLIC, handler) ?? Reflect.getMetadata(PUBLIC, context.getClass())) === true;
    known.set(handler, open); // reading metadata costs more than the rest of the guard
  }
  return open;
}
