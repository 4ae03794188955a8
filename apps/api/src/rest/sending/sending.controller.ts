import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller } from '@ringpost/edge';
import { BulkService, SendService, type Accepted, type BulkAccepted } from '@ringpost/messaging';
import type { DeliveryRow } from '@ringpost/persistence';
import { objectAnswer } from '../envelope.js';
import { Keyed } from '../idempotency.interceptor.js';
import { InHand, KeyedInHand, type Hand } from '../key-in-hand.interceptor.js';
import { presentLog } from '../logs/log.presenter.js';
import { BULK_OUTCOMES, PUSH_OUTCOMES, ROW_OUTCOMES } from './outcomes.js';
import { Awaited } from './prefer-wait.interceptor.js';
import { bulkAnswer, presentPush } from './sending.presenter.js';
import { BulkBody, EmailBody, PushBody, SmsBody, bulkOf, emailOf, pushOf, scheduledOf, smsOf } from './sending.request.js';

/** /communication, as far as it sends */
@Controller('communication')
export class SendingController {
  constructor(private readonly sending: SendService, private readonly bulk: BulkService, private readonly clock: Clock) {}

  @Post('push')
  @HttpCode(200)
  @KeyedInHand()
  @Awaited(PUSH_OUTCOMES)
  async push(@Caller() actor: Actor, @Body() body: PushBody, @InHand() hand: Hand) {
    const now = this.clock.now(), answer = (accepted: Accepted) => objectAnswer(presentPush(accepted), now);
    return answer(await this.sending.push(actor, pushOf(body), hand(answer)));
  }

  @Post('sms')
  @HttpCode(200)
  @KeyedInHand()
  @Awaited(ROW_OUTCOMES)
  async sms(@Caller() actor: Actor, @Body() body: SmsBody, @InHand() hand: Hand) {
    const answer = this.rowAnswer(actor);
    return answer(await this.sending.sms(actor, smsOf(body), hand(answer)));
  }

  @Post('email')
  @HttpCode(200)
  @KeyedInHand()
  @Awaited(ROW_OUTCOMES)
  async email(@Caller() actor: Actor, @Body() body: EmailBody, @InHand() hand: Hand) {
    const answer = this.rowAnswer(actor);
    return answer(await this.sending.email(actor, emailOf(body), hand(answer)));
  }

  @Post('bulk')
  @HttpCode(200)
  @KeyedInHand()
  @Awaited(BULK_OUTCOMES)
  async sendBulk(@Caller() actor: Actor, @Body() body: BulkBody, @InHand() hand: Hand) {
    const now = this.clock.now(), answer = (accepted: BulkAccepted) => bulkAnswer(actor.tenantId, accepted, now);
    return answer(await this.bulk.send(actor, bulkOf(body), hand(answer)));
  }

  @Delete('scheduled/:id')
  @HttpCode(200)
  @Keyed()
  async cancel(@Caller() actor: Actor, @Param('id') id: string) {
    return objectAnswer({ cancelled: await this.sending.cancelScheduled(actor, scheduledOf(id)) }, this.clock.now());
  }

  // What is kept under a key is what is answered, the time of it included.
  private rowAnswer({ tenantId }: Actor) {
    const now = this.clock.now(), present = presentLog(tenantId);
    return (row: DeliveryRow) => objectAnswer(present(row), now);
  }
}
