import { Injectable, UseInterceptors, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Clock, DomainError } from '@ringpost/domain';
import { errorEnvelope, languageOf } from '@ringpost/edge';
import { IdempotencyService, type Answer, type KeyedRequest } from '@ringpost/messaging';

/** Marks a write: it may be sent under a key. */
export const Keyed = (): MethodDecorator => UseInterceptors(IdempotencyInterceptor);

/** Runs a write under its `Idempotency-Key`, when it has one: the answer is stored with the effect, and given again. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService, private readonly clock: Clock) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    return key === undefined ? next.handle() : from(this.keyed(String(key), request, context.switchToHttp().getResponse(), next));
  }

  private async keyed(key: string, request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const work = async (): Promise<Answer> => ({ body: JSON.stringify(await lastValueFrom(next.handle())), status: reply.statusCode });
    const answer = await this.idempotency.run(request.actor, keyedRequestOf(request, key), work, (error) => this.refusal(error, request));
    reply.status(answer.status);
    if (answer.replayed) reply.header('Idempotency-Replayed', 'true');
    return JSON.parse(answer.body);
  }

  private refusal(error: DomainError, request: FastifyRequest): Answer {
    const { status, body } = errorEnvelope(error, { requestId: request.id, language: languageOf(request.headers['accept-language']), now: this.clock.now() });
    return { status, body: JSON.stringify(body) };
  }
}

/** What a key is about. */
export const keyedRequestOf = ({ url, method, body }: FastifyRequest, key: string): KeyedRequest => ({ key, method, path: url.split('?', 1)[0]!, body });
