import { Injectable, UseInterceptors, createParamDecorator, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { DomainError } from '@ringpost/domain';
import { IdempotencyService, KeyTaken, type KeyInHand } from '@ringpost/messaging';
import { IdempotencyInterceptor, keyedRequestOf } from './idempotency.interceptor.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while a write is tried in one statement with its key. */
    hand?: Hand;
  }
}

/** The key of this request, for a result that is answered like this; undefined when there is none, or when it is somebody else's affair. */
export type Hand = <T>(answer: (result: T) => object) => KeyInHand<T> | undefined;

const EMPTY: Hand = () => undefined;

/** The key in hand, as a parameter of a handler. */
export const InHand = createParamDecorator((_: unknown, context: ExecutionContext): Hand => context.switchToHttp().getRequest<FastifyRequest>().hand ?? EMPTY);

/** Marks a write that stores its key and its answer itself, in the statement of its effect: as `@Keyed()`, for what is written often. */
export const KeyedInHand = (): MethodDecorator => UseInterceptors(KeyInHandInterceptor);

/** Hands a write its `Idempotency-Key`. When the key turns out to be used, or the write is refused, it goes the way of every keyed write. */
@Injectable()
export class KeyInHandInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService, private readonly everyWrite: IdempotencyInterceptor) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
    return key === undefined ? next.handle() : from(this.tried(String(key), context, next));
  }

  private async tried(key: string, context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const http = context.switchToHttp(), request = http.getRequest<FastifyRequest>(), reply = http.getResponse<FastifyReply>();
    const hashes = this.idempotency.hashesOf(request.actor, keyedRequestOf(request, key));
    request.hand = (answer) => ({ ...hashes, answer: (result) => ({ status: reply.statusCode, body: JSON.stringify(answer(result)) }) });
    try {
      return await lastValueFrom(next.handle());
    } catch (error) {
      if (!isForEveryWrite(error)) throw error;
    }
    request.hand = undefined;
    return lastValueFrom(this.everyWrite.intercept(context, next));
  }
}

const isForEveryWrite = (error: unknown): boolean => error instanceof KeyTaken || (error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'internal');
