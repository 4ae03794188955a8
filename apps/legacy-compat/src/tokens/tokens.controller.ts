import { Controller, Delete, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import type { Purpose } from '@ringpost/domain';
import { LegacyTokenService, type LegacyCaller, type LegacyRegistration } from '@ringpost/messaging';
import { CalledBy, CallerGuard } from '../users/caller.guard.js';
import { SUCCESS } from '../wire.js';
import { RegistrationPipe, Sent, SerialPipe, TokenChangePipe, type TokenChange } from './registration.pipe.js';
import { presentToken } from './token.presenter.js';

/** The routes of a registry. */
@UseGuards(CallerGuard)
abstract class TokensController {
  protected abstract readonly purpose: Purpose;
  /** The registries whose rows a serial may name here. */
  protected abstract readonly reach: readonly Purpose[];

  constructor(private readonly tokens: LegacyTokenService) {}

  @Get()
  async list(@CalledBy() caller: LegacyCaller) {
    return (await this.tokens.list(caller, this.purpose)).map(presentToken);
  }

  @Post()
  async register(@CalledBy() caller: LegacyCaller, @Sent(RegistrationPipe) registration: LegacyRegistration) {
    await this.tokens.register(caller, this.purpose, registration);
    return SUCCESS;
  }

  @Put(':serial')
  async update(@CalledBy() caller: LegacyCaller, @Sent(TokenChangePipe) { serial, registration }: TokenChange) {
    await this.tokens.update(caller, this.reach, serial, registration);
    return SUCCESS;
  }

  @Delete(':serial')
  @HttpCode(200)
  async remove(@CalledBy() caller: LegacyCaller, @Param('serial', SerialPipe) serial: string) {
    await this.tokens.remove(caller, this.reach, serial);
    return SUCCESS;
  }

  @Delete()
  @HttpCode(200)
  async clear(@CalledBy() caller: LegacyCaller) {
    await this.tokens.clear(caller, this.purpose);
    return SUCCESS;
  }
}

/** Where calls reach a user. The vendor's API document once printed this address for the other registry too, and builds were made from it. */
@Controller('v1/api/user/token')
export class RingTokensController extends TokensController {
  protected readonly purpose = 'ring';
  protected readonly reach = ['ring', 'message'] as const;
}

/** Where everything else does. */
@Controller('v1/api/user/message/token')
export class MessageTokensController extends TokensController {
  protected readonly purpose = 'message';
  protected readonly reach = ['message'] as const;
}
