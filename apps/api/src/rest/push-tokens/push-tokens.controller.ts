import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller, PageQuery, toPageRequest } from '@ringpost/edge';
import { PushTokenService, TokenHistoryService } from '@ringpost/messaging';
import { Keyed } from '../idempotency.interceptor.js';
import { emptyAnswer, listAnswer, objectAnswer } from '../envelope.js';
import { presentPushTokenEvent } from './push-token-history.presenter.js';
import { presentPushToken } from './push-token.presenter.js';
import { PushTokenBody, PushTokenChangeBody, PushTokenQuery, registrationOf } from './push-token.request.js';

/** /communication/push-tokens */
@Controller('communication/push-tokens')
export class PushTokensController {
  constructor(private readonly tokens: PushTokenService, private readonly history: TokenHistoryService, private readonly clock: Clock) {}

  @Get()
  async list(@Caller() actor: Actor, @Query() query: PushTokenQuery) {
    return listAnswer(await this.tokens.list(actor, query.platform, toPageRequest(query)), presentPushToken, this.clock.now());
  }

  @Post()
  @Keyed()
  async register(@Caller() actor: Actor, @Body() body: PushTokenBody, @Res({ passthrough: true }) reply: FastifyReply) {
    const { token, created } = await this.tokens.register(actor, registrationOf(body));
    reply.status(created ? 201 : 200);
    return objectAnswer(presentPushToken(token), this.clock.now());
  }

  @Get(':id/history')
  async events(@Caller() actor: Actor, @Param('id') id: string, @Query() query: PageQuery) {
    return listAnswer(await this.history.list(actor, id, toPageRequest(query)), presentPushTokenEvent, this.clock.now());
  }

  @Put(':id')
  @Keyed()
  async change(@Caller() actor: Actor, @Param('id') id: string, @Body() body: PushTokenChangeBody) {
    return objectAnswer(presentPushToken(await this.tokens.setActive(actor, id, body.is_active)), this.clock.now());
  }

  @Delete(':id')
  @Keyed()
  @HttpCode(200)
  async deactivate(@Caller() actor: Actor, @Param('id') id: string) {
    await this.tokens.deactivate(actor, id);
    return emptyAnswer(this.clock.now());
  }
}
