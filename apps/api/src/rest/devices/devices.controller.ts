import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock, type Actor } from '@ringpost/domain';
import { Caller, PageQuery, toPageRequest } from '@ringpost/edge';
import { DeviceService } from '@ringpost/messaging';
import { Keyed } from '../idempotency.interceptor.js';
import { emptyAnswer, listAnswer, objectAnswer } from '../envelope.js';
import { DeviceParams, MemberParams } from '../path.request.js';
import { presentChanged, presentDevice, presentMember, presentRecord } from './device.presenter.js';
import { DeviceBody, MemberBody } from './device.request.js';

/** /communication/devices */
@Controller('communication/devices')
export class DevicesController {
  constructor(private readonly devices: DeviceService, private readonly clock: Clock) {}

  @Get()
  async list(@Caller() actor: Actor, @Query() query: PageQuery) {
    return listAnswer(await this.devices.list(actor, toPageRequest(query)), presentDevice, this.clock.now());
  }

  @Put(':udid')
  @Keyed()
  async put(@Caller() actor: Actor, @Param() { udid }: DeviceParams, @Body() body: DeviceBody, @Res({ passthrough: true }) reply: FastifyReply) {
    const result = await this.devices.put(actor, udid, body);
    reply.status(result.created ? 201 : 200);
    return objectAnswer(presentRecord(result), this.clock.now());
  }

  @Delete(':udid')
  @Keyed()
  @HttpCode(200)
  async remove(@Caller() actor: Actor, @Param() { udid }: DeviceParams) {
    await this.devices.remove(actor, udid);
    return emptyAnswer(this.clock.now());
  }

  @Get(':udid/members')
  async members(@Caller() actor: Actor, @Param() { udid }: DeviceParams, @Query() query: PageQuery) {
    return listAnswer(await this.devices.members(actor, udid, toPageRequest(query)), presentMember, this.clock.now());
  }

  @Put(':udid/members/:user_id')
  @Keyed()
  async putMember(@Caller() actor: Actor, @Param() { udid, user_id }: MemberParams, @Body() body: MemberBody, @Res({ passthrough: true }) reply: FastifyReply) {
    const { member, created } = await this.devices.putMember(actor, udid, user_id, body.permission);
    reply.status(created ? 201 : 200);
    return objectAnswer(presentChanged(member), this.clock.now());
  }

  @Delete(':udid/members/:user_id')
  @Keyed()
  @HttpCode(200)
  async removeMember(@Caller() actor: Actor, @Param() { udid, user_id }: MemberParams) {
    await this.devices.removeMember(actor, udid, user_id);
    return emptyAnswer(this.clock.now());
  }
}
