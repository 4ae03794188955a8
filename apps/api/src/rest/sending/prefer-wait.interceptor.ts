import { Injectable, SetMetadata, UseInterceptors, applyDecorators, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Clock } from '@ringpost/domain';
import { DeliveryWatch } from '@ringpost/messaging';
import type { DeliveryRow } from '@ringpost/persistence';
import { timeText } from '../envelope.js';
import { waitIn } from './prefer-header.js';

/** What becomes of what was accepted. */
export interface Outcomes<Answer> {
  /** Whose deliveries to wait for: of a message or a ring, or one. Undefined: there is nothing that could be waited for. */
  of(answer: Answer): { readonly messageId: string } | { readonly id: string } | undefined;
  /** The answer, with what became of them. */
  told(answer: Answer, rows: readonly DeliveryRow[], tenantId: string): Answer;
}

interface AnyAnswer {
  readonly timestamp: string;
}

const OUTCOMES = 'ringpost:outcomes';

/** Marks an operation that can be waited for with `Prefer: wait=N`. Stands below `@Keyed()`, so that what is kept is the answer of the accept. */
export const Awaited = <Answer extends AnyAnswer>(outcomes: Outcomes<Answer>): MethodDecorator => applyDecorators(SetMetadata(OUTCOMES, outcomes), UseInterceptors(PreferWaitInterceptor));

/** Waits after the accept for what becomes of it, when the caller prefers that, also when the accept is replayed. */
@Injectable()
export class PreferWaitInterceptor implements NestInterceptor {
  constructor(private readonly watch: DeliveryWatch, private readonly clock: Clock) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const seconds = waitIn(context.switchToHttp().getRequest<FastifyRequest>().headers.prefer);
    return seconds === undefined ? next.handle() : from(this.waited(seconds, context, next));
  }

  private async waited(seconds: number, context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const answer = await lastValueFrom(next.handle()) as AnyAnswer;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const outcomes = Reflect.getMetadata(OUTCOMES, context.getHandler()) as Outcomes<AnyAnswer>;
    const of = reply.statusCode < 400 ? outcomes.of(answer) : undefined; // a refusal that is replayed is no exception
    if (of === undefined) return answer;
    const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      const rows = await this.watch.settled(actor, of, seconds * 1_000);
      reply.header('Preference-Applied', `wait=${seconds}`);
      return { ...outcomes.told(answer, rows, actor.tenantId), timestamp: timeText(this.clock.now()) };
    } catch {
      return answer; // it is accepted: that nobody can look must not read as if it were not
    }
  }
}
