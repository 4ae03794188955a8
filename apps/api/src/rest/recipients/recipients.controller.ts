import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller } from '@ringpost/edge';
import { RecipientService } from '@ringpost/messaging';
import { Keyed } from '../idempotency.interceptor.js';
import { objectAnswer } from '../envelope.js';
import { UserParams } from '../path.request.js';
import { presentRecipient } from './recipient.presenter.js';
import { RecipientBody, detailsOf } from './recipient.request.js';

/** /communication/recipients */
@Controller('communication/recipients')
export class RecipientsController {
  constructor(private readonly recipients: RecipientService, private readonly clock: Clock) {}

  @Get(':user_id')
  async get(@Caller() actor: Actor, @Param() { user_id }: UserParams) {
    return objectAnswer(presentRecipient(await this.recipients.get(actor, user_id)), this.clock.now());
  }

  @Put(':user_id')
  @Keyed()
  async put(@Caller() actor: Actor, @Param() { user_id }: UserParams, @Body() body: RecipientBody) {
    return objectAnswer(presentRecipient(await this.recipients.put(actor, user_id, detailsOf(body))), this.clock.now());
  }
}
