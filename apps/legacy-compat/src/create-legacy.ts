import 'reflect-metadata';
import type { Server } from 'node:https';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpAdapter, type HttpTools, type Vitals } from '@ringpost/edge';
import { LegacySessionService } from '@ringpost/messaging';
import { paceHandshakes } from './handshake-pace.js';
import { legacyError } from './legacy-error.js';
import { LegacyModule, type LegacyResources } from './legacy.module.js';
import type { HandshakePace } from './socket/handshake-gate.js';

/** What the surface for older apps is made of. With `https` it speaks TLS and nothing else. */
export type LegacyOptions = LegacyResources & Vitals & Pick<HttpTools, 'https'> & {
  /** How fast TLS may begin; 200 in a second, and 1 000 that wait, when it is left out. */
  readonly handshakes?: HandshakePace;
};

// A body is read only when it is known who sends it, so it stays bytes until then.
const WIRE = { errorForm: legacyError, ignoreTrailingSlash: true, maxParamLength: 16_384, familyAddresses: false, parseBody: (bytes: Buffer) => bytes } satisfies Partial<HttpTools>;

/** Logins and push tokens of older apps; not listening yet. Health and metrics are served elsewhere: this port is open to everybody. */
export async function createLegacy(options: LegacyOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(LegacyModule.with(options), createHttpAdapter({ ...options, ...WIRE }), { logger: false, abortOnError: false });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('legacyCaller');
  if (options.https) {
    // On this thread calls ring as well: handshakes must not take it for themselves.
    const end = paceHandshakes(app.getHttpServer() as Server, options.handshakes);
    fastify.addHook('preClose', async () => end());
  }
  await app.init();
  await app.get(LegacySessionService).start();
  return app;
}
