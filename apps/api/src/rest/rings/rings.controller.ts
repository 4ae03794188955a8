import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller } from '@ringpost/edge';
import { EventService, RingAnswerService, RingService, RingTraceService } from '@ringpost/messaging';
import { emptyAnswer, objectAnswer } from '../envelope.js';
import { Keyed } from '../idempotency.interceptor.js';
import { OptionalBody } from '../optional-body.interceptor.js';
import { presentEvent, presentRing, presentState, presentTrace } from './ring.presenter.js';
import { EventBody, PhoneBody, RangBody, RingBody, RingParams, eventOf, phoneOf, ringIdOf, ringOf, tokenOf } from './ring.request.js';

/** /communication/rings, and /communication/events */
@Controller('communication')
export class RingsController {
  constructor(private readonly rings: RingService, private readonly answers: RingAnswerService, private readonly traces: RingTraceService, private readonly happened: EventService, private readonly clock: Clock) {}

  @Post('rings')
  @HttpCode(202)
  @Keyed()
  async press(@Caller() actor: Actor, @Body() body: RingBody) {
    return objectAnswer(presentRing(await this.rings.press(actor, ringOf(body))), this.clock.now());
  }

  @Post('events')
  @HttpCode(202)
  @Keyed()
  async tell(@Caller() actor: Actor, @Body() body: EventBody) {
    return objectAnswer(presentEvent(await this.happened.send(actor, eventOf(body))), this.clock.now());
  }

  @Get('rings/:ring_id')
  async trace(@Caller() actor: Actor, @Param() ring: RingParams) {
    return objectAnswer(presentTrace(await this.traces.trace(actor, ringIdOf(ring))), this.clock.now());
  }

  @Delete('rings/:ring_id')
  @Keyed()
  @HttpCode(200)
  async cancel(@Caller() actor: Actor, @Param() ring: RingParams) {
    return objectAnswer(presentState(await this.rings.cancel(actor, ringIdOf(ring))), this.clock.now());
  }

  @Post('rings/:ring_id/answer')
  @HttpCode(200)
  @OptionalBody()
  @Keyed()
  async answer(@Caller() actor: Actor, @Param() ring: RingParams, @Body() body: PhoneBody) {
    return objectAnswer(presentState(await this.answers.answer(actor, ringIdOf(ring), phoneOf(body))), this.clock.now());
  }

  @Post('rings/:ring_id/reject')
  @HttpCode(200)
  @OptionalBody()
  @Keyed()
  async reject(@Caller() actor: Actor, @Param() ring: RingParams, @Body() body: PhoneBody) {
    return objectAnswer(presentState(await this.answers.reject(actor, ringIdOf(ring), phoneOf(body))), this.clock.now());
  }

  @Post('rings/:ring_id/ack')
  @HttpCode(200)
  @OptionalBody()
  @Keyed()
  async acknowledge(@Caller() actor: Actor, @Param() ring: RingParams, @Body() body: RangBody) {
    await this.answers.acknowledge(actor, ringIdOf(ring), tokenOf(body));
    return emptyAnswer(this.clock.now());
  }
}
