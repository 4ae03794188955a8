import { PassportStrategy } from '@nestjs/passport';
import { DomainError } from '@ringpost/domain';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { bearerToken } from './bearer-token.js';

type Done = (error: unknown, user?: object | null) => void;
let count = 0;

/**
 * What passport sees: a strategy whose user is whatever `validate` makes of the bearer token. jose verifies behind it,
 * because passport-jwt's verifier knows no EdDSA.
 */
class TokenStrategy extends passport.Strategy {
  // passport keeps one strategy per name and process; two applications in one process each need their own.
  override name = `bearer-${++count}`;

  constructor(private readonly check: (token: string, done: Done) => void) {
    super();
  }

  override authenticate(request: unknown): void {
    const token = bearerToken((request as FastifyRequest).headers.authorization);
    if (token === undefined) return this.error(new DomainError('token_missing'));
    this.check(token, (error, user) => (error ? this.error(error) : this.success(user!)));
  }
}

/** Verifies a bearer token with the given function: passport's way in for requests whose token is not remembered. */
export class BearerStrategy extends PassportStrategy(TokenStrategy) {
  constructor(private readonly recognise: (token: string) => Promise<object>) {
    super();
  }

  validate(token: string): Promise<object> {
    return this.recognise(token);
  }
}
