import { APP_FILTER, APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import { Module, type Provider, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@ringpost/domain';
import { authProviders, type AuthSettings } from '../auth/auth.providers.js';
import { TokenGuard } from '../auth/token.guard.js';
import { DomainErrorFilter } from '../errors/domain-error.filter.js';
import { createHttpAdapter, type HttpTools } from '../http/create-http.js';
import type { Log } from '../http/log.js';
import type { Metrics } from '../operations/metrics.js';
import { RequestValidationPipe } from '../validation/request-validation.pipe.js';

export const SECRET = 'a secret for tests that is long enough';

/** What a test wants to serve. */
export interface Wish {
  readonly controllers: Type[];
  readonly log: Log;
  readonly clock: Clock;
  readonly auth?: Partial<AuthSettings['config']>;
  readonly providers?: Provider[];
  readonly metrics?: Metrics;
  /** What is not as REST has it. */
  readonly surface?: Pick<HttpTools, 'errorForm' | 'https' | 'ignoreTrailingSlash' | 'parseBody' | 'familyAddresses'>;
}

/** A Nest application as the product assembles it, listening on a free port. */
export async function serve({ controllers, log, clock, auth, providers = [], metrics, surface }: Wish): Promise<{ app: NestFastifyApplication; url: string }> {
  const config = { jwksUri: undefined, issuer: undefined, audience: undefined, defaultTenantId: undefined, ...auth };
  @Module({
    controllers,
    providers: [
      ...authProviders({ config, secrets: { jwtSecret: SECRET }, clock, log }),
      ...providers,
      { provide: APP_GUARD, useExisting: TokenGuard },
      { provide: APP_FILTER, useValue: new DomainErrorFilter({ log, clock, errorForm: surface?.errorForm }) },
      { provide: APP_PIPE, useValue: new RequestValidationPipe() },
    ],
  })
  class Served {}
  const app = await NestFactory.create<NestFastifyApplication>(Served, createHttpAdapter({ ...surface, config: { trustProxy: false }, log, clock, metrics }), { logger: ['error', 'warn'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}` };
}

/** The answer to a GET, with its body. */
export async function get(url: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}
