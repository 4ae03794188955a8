import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import type { Query as QueryOf, Schemas } from '@ringpost/contracts';
import { ENVIRONMENTS, PLATFORMS, PROVIDERS, PURPOSES, type Environment, type Platform, type Provider, type Purpose } from '@ringpost/domain';
import { CodePoints, PageQuery } from '@ringpost/edge';
import type { Registration } from '@ringpost/messaging';

type PushTokenRegistration = Schemas['PushTokenRegistration'];
type PushTokenChange = Schemas['PushTokenChange'];

/** What a list of tokens may leave out. */
export class PushTokenQuery extends PageQuery implements Pick<QueryOf<'listPushTokens'>, 'platform'> {
  @IsOptional() @IsIn(PLATFORMS) platform?: Platform;
}

/** A phone's registration. */
export class PushTokenBody implements PushTokenRegistration {
  @IsIn(PLATFORMS) platform: Platform;
  @CodePoints(1, 4096) token: string;
  @IsOptional() @CodePoints(1, 255) device_id?: string;
  @IsOptional() @CodePoints(1, 128) user_id?: string;
  @IsOptional() @IsIn(PURPOSES) purpose?: Purpose;
  @IsOptional() @IsIn(PROVIDERS) provider?: Provider;
  @IsOptional() @CodePoints(1, 255) app_id?: string;
  @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
  @IsOptional() @CodePoints(2, 35) language?: string;
}

/** Switching a token on or off. */
export class PushTokenChangeBody implements PushTokenChange {
  @IsBoolean() is_active: boolean;
}

/** The body in the core's words. `null` counts as left out. */
export const registrationOf = (body: PushTokenBody): Registration => ({
  platform: body.platform,
  token: body.token,
  deviceId: body.device_id ?? undefined,
  userId: body.user_id ?? undefined,
  purpose: body.purpose ?? undefined,
  provider: body.provider ?? undefined,
  appId: body.app_id ?? undefined,
  environment: body.environment ?? undefined,
  language: body.language ?? undefined,
});
