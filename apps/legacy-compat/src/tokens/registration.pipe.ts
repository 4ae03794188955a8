import { Injectable, createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { RequestValidationPipe } from '@ringpost/edge';
import type { LegacyRegistration } from '@ringpost/messaging';
import type { FastifyRequest } from 'fastify';
import { jsonObjectIn } from '../body.pipe.js';
import { bareText } from '../users/token-text.js';
import { registrationOf, serialIn, tokenBodyUpTo, type TokenBody } from './token.request.js';

/** What an operator may choose about tokens. */
export abstract class TokenRules {
  abstract readonly pushTokenMax: number;
  abstract readonly defaultBundleId: string;
}

/** A token that is to change. `serial`: the text of an int64. */
export interface TokenChange {
  readonly serial: string;
  readonly registration: LegacyRegistration;
}

/** The request, for pipes that need more of it than the body. */
export const Sent = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>());

/** What a request registers, by its body and its header `bundleid`. Throws `malformed_body`, `invalid_request`. */
@Injectable()
export class RegistrationPipe implements PipeTransform<FastifyRequest, LegacyRegistration> {
  private readonly validation = new RequestValidationPipe();
  private readonly metadata: { readonly type: 'body'; readonly metatype: new () => TokenBody };

  constructor(private readonly rules: TokenRules) {
    this.metadata = { type: 'body', metatype: tokenBodyUpTo(rules.pushTokenMax) };
  }

  transform({ body, headers }: Pick<FastifyRequest, 'body' | 'headers'>): LegacyRegistration {
    const fields = jsonObjectIn(body);
    if (isAbsent(fields['bundleid'])) fields['bundleid'] = bareText(headers['bundleid']);
    return registrationOf(this.validation.transform(fields, this.metadata) as TokenBody, this.rules.defaultBundleId);
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** What a request changes. The serial is looked at before the body. Throws what `RegistrationPipe` throws. */
@Injectable()
export class TokenChangePipe implements PipeTransform<FastifyRequest, TokenChange> {
  constructor(private readonly registrations: RegistrationPipe) {}

  transform(request: FastifyRequest): TokenChange {
    return { serial: serialIn((request.params as { serial: string }).serial), registration: this.registrations.transform(request) };
  }
}

/** The serial in an address. Throws `invalid_request`. */
export class SerialPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    return serialIn(text);
  }
}
