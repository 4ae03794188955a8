import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller, toPageRequest } from '@ringpost/edge';
import { ProviderAccountService } from '@ringpost/messaging';
import { Keyed } from '../idempotency.interceptor.js';
import { emptyAnswer, listAnswer, objectAnswer } from '../envelope.js';
import { presentProviderAccount } from './provider-account.presenter.js';
import { ProviderAccountBody, ProviderAccountChangeBody, ProviderAccountQuery, filterOf, requestOf, updateOf } from './provider-account.request.js';

/** /communication/providers, and what changes them under /admin */
@Controller()
export class ProviderAccountsController {
  constructor(private readonly accounts: ProviderAccountService, private readonly clock: Clock) {}

  @Get('communication/providers')
  async list(@Caller() actor: Actor, @Query() query: ProviderAccountQuery) {
    return listAnswer(await this.accounts.list(actor, filterOf(query), toPageRequest(query)), presentProviderAccount, this.clock.now());
  }

  @Get('communication/providers/:id')
  async get(@Caller() actor: Actor, @Param('id') id: string) {
    return objectAnswer(presentProviderAccount(await this.accounts.get(actor, id)), this.clock.now());
  }

  @Post('admin/communication/providers')
  @Keyed()
  async create(@Caller() actor: Actor, @Body() body: ProviderAccountBody) {
    return objectAnswer(presentProviderAccount(await this.accounts.create(actor, requestOf(body))), this.clock.now());
  }

  @Put('admin/communication/providers/:id')
  @Keyed()
  async change(@Caller() actor: Actor, @Param('id') id: string, @Body() body: ProviderAccountChangeBody) {
    return objectAnswer(presentProviderAccount(await this.accounts.update(actor, id, updateOf(body))), this.clock.now());
  }

  @Delete('admin/communication/providers/:id')
  @Keyed()
  @HttpCode(200)
  async remove(@Caller() actor: Actor, @Param('id') id: string) {
    await this.accounts.remove(actor, id);
    return emptyAnswer(this.clock.now());
  }
}
