import { UseInterceptors, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/** Reads a body that is not there as one that says nothing. */
class OptionalBodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.body ??= {};
    return next.handle();
  }
}

/** Marks an operation whose body may be left out. */
export const OptionalBody = (): MethodDecorator => UseInterceptors(OptionalBodyInterceptor);
