import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createHttpAdapter, installHealthRoutes, type Config, type Vitals } from '@ringpost/edge';
import { ApiModule, type ApiResources } from './api.module.js';
import { serveDocs } from './docs/docs-page.js';

/** What the API is made of. */
export interface ApiOptions extends ApiResources, Vitals {
  readonly config: Config;
}

/** The REST surface with its documentation, health and metrics; not listening yet. */
export async function createApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(options), createHttpAdapter(options), { logger: false, abortOnError: false });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  installHealthRoutes(fastify, options);
  serveDocs(fastify);
  await app.init();
  return app;
}
