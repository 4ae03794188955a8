import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerError, type ErrorTools } from './answer-error.js';

/** Nest's way to the error form: a global filter for everything that is thrown. */
@Catch()
export class DomainErrorFilter implements ExceptionFilter {
  constructor(private readonly tools: ErrorTools) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown; // another surface has its own form
    const http = host.switchToHttp();
    answerError(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.tools);
  }
}

/** The same for a Fastify without Nest. */
export function installErrorHandlers(fastify: FastifyInstance, tools: ErrorTools): void {
  fastify.setErrorHandler((thrown, request, reply) => answerError(thrown, request, reply, tools));
  fastify.setNotFoundHandler((request, reply) => answerError(new NotFoundException(), request, reply, tools));
}
