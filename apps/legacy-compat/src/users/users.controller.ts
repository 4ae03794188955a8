import { Body, Controller, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import { newLoginToken } from '@ringpost/domain';
import { networkOf } from '@ringpost/edge';
import { LegacySessionService } from '@ringpost/messaging';
import { SUCCESS } from '../wire.js';
import { CallerFinder } from './caller-finder.js';
import { presentLogin } from './login.presenter.js';
import { LoginBody, LogoutBody, endingToken } from './user.request.js';

/** Logging in and out. */
@Controller('v1/api/user')
export class UsersController {
  constructor(private readonly sessions: LegacySessionService, private readonly callers: CallerFinder) {}

  @Post('login')
  async login(@Body() body: LoginBody, @Ip() address: string) {
    return presentLogin(await this.sessions.login(body.username, body.password, networkOf(address)), newLoginToken());
  }

  @Post('logout')
  @HttpCode(200)
  async logout(@Body() body: LogoutBody, @Headers('token') header?: string) {
    await this.sessions.logout(endingToken(body, header), this.callers.vouched);
    return SUCCESS;
  }
}
