import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpAdapter, type HttpTools, type Vitals } from '@ringpost/edge';
import { LegacySessionService } from '@ringpost/messaging';
import { legacyError } from './legacy-error.js';
import { LegacyModule, type LegacyResources } from './legacy.module.js';

/** What the surface for older apps is made of. With `https` it speaks TLS and nothing else. */
export type LegacyOptions = LegacyResources & Vitals & Pick<HttpTools, 'https'>;

// A body is read only when it is known who sends it, so it stays bytes until then.
const WIRE = { errorForm: legacyError, ignoreTrailingSlash: true, maxParamLength: 16_384, familyAddresses: false, parseBody: (bytes: Buffer) => bytes } satisfies Partial<HttpTools>;

/** Logins and push tokens of older apps; not listening yet. Health and metrics are served elsewhere: this port is open to everybody. */
export async function createLegacy(options: LegacyOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(LegacyModule.with(options), createHttpAdapter({ ...options, ...WIRE }), { logger: false, abortOnError: false });
  app.getHttpAdapter().getInstance().decorateRequest('legacyCaller');
  await app.init();
  await app.get(LegacySessionService).start();
  return app;
}
