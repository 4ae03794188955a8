import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller, PageQuery, toPageRequest } from '@ringpost/edge';
import { InboxService, NotifyService } from '@ringpost/messaging';
import { Keyed } from '../idempotency.interceptor.js';
import { emptyAnswer, listAnswer, objectAnswer } from '../envelope.js';
import { presentBatch, presentCounts, presentNew, presentNotification } from './notification.presenter.js';
import { NotificationBatchBody, NotificationBody, NotificationQuery, draftOf, filterOf } from './notification.request.js';

// Real servers demand page and page_size here, the published page lists none: without either a client expects all it can get.
const UNREAD_SIZE = 100;

/** /notifications */
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly inbox: InboxService, private readonly notify: NotifyService, private readonly clock: Clock) {}

  @Get()
  async list(@Caller() actor: Actor, @Query() query: NotificationQuery) {
    return listAnswer(await this.inbox.list(actor, filterOf(query), toPageRequest(query)), presentNotification(actor.tenantId), this.clock.now());
  }

  @Get('unread')
  async unread(@Caller() actor: Actor, @Query() query: PageQuery) {
    return listAnswer(await this.inbox.list(actor, { unreadOnly: true }, toPageRequest(query, { bareSize: UNREAD_SIZE })), presentNotification(actor.tenantId), this.clock.now());
  }

  @Get('unread-count')
  async count(@Caller() actor: Actor) {
    return objectAnswer(presentCounts(actor.userId, await this.inbox.counts(actor)), this.clock.now());
  }

  @Get(':id')
  async get(@Caller() actor: Actor, @Param('id') id: string) {
    return objectAnswer(presentNotification(actor.tenantId)(await this.inbox.get(actor, id)), this.clock.now());
  }

  @Post()
  @Keyed()
  async send(@Caller() actor: Actor, @Body() body: NotificationBody) {
    return objectAnswer(presentNew(await this.notify.send(actor, body.user_id, draftOf(body), body.channels ?? [])), this.clock.now());
  }

  @Post('send-batch')
  @Keyed()
  async sendBatch(@Caller() actor: Actor, @Body() body: NotificationBatchBody) {
    return objectAnswer(presentBatch(await this.inbox.sendBatch(actor, body.user_ids, draftOf(body))), this.clock.now());
  }

  @Put('read-all')
  @Keyed()
  async readAll(@Caller() actor: Actor) {
    return objectAnswer({ success: true, marked_count: await this.inbox.markAllRead(actor) }, this.clock.now());
  }

  @Put(':id/read')
  @Keyed()
  async read(@Caller() actor: Actor, @Param('id') id: string) {
    return objectAnswer({ success: true, marked_count: await this.inbox.markRead(actor, id) }, this.clock.now());
  }

  @Put(':id/unread')
  @Keyed()
  async markUnread(@Caller() actor: Actor, @Param('id') id: string) {
    await this.inbox.markUnread(actor, id);
    return emptyAnswer(this.clock.now());
  }

  @Delete(':id')
  @Keyed()
  @HttpCode(200)
  async remove(@Caller() actor: Actor, @Param('id') id: string) {
    await this.inbox.remove(actor, id);
    return objectAnswer({ notification_id: id, deleted: true }, this.clock.now());
  }
}
