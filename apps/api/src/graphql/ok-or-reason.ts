import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { DomainError } from '@ringpost/domain';
import { catchError, map, of, type Observable } from 'rxjs';
import type { GraphqlContext } from './graphql-context.js';
import { messageOf } from './graphql-error.js';

/** Mutations of this family answer a text: `ok`, or the reason why not. What is ours to mend stays an error. */
@Injectable()
export class OkOrReason implements NestInterceptor {
  intercept(host: ExecutionContext, next: CallHandler): Observable<string> {
    const { language } = host.getArgByIndex<GraphqlContext>(2);
    return next.handle().pipe(
      map(() => 'ok'),
      catchError((error: unknown) => of(reasonFor(error, language))),
    );
  }
}

function reasonFor(error: unknown, language: GraphqlContext['language']): string {
  if (error instanceof DomainError && error.kind !== 'internal' && error.kind !== 'unavailable') return messageOf(error, language);
  throw error;
}
