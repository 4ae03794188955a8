import { Controller, Get, Query } from '@nestjs/common';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller, toPageRequest } from '@ringpost/edge';
import { DeliveryLogService } from '@ringpost/messaging';
import { listAnswer } from '../envelope.js';
import { presentLog } from './log.presenter.js';
import { LogQuery, filterOf } from './log.request.js';

/** /communication/logs */
@Controller('communication/logs')
export class LogsController {
  constructor(private readonly log: DeliveryLogService, private readonly clock: Clock) {}

  @Get()
  async list(@Caller() actor: Actor, @Query() query: LogQuery) {
    return listAnswer(await this.log.list(actor, filterOf(query), toPageRequest(query)), presentLog(actor.tenantId), this.clock.now());
  }
}
