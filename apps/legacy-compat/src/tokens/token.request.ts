import { IsOptional } from 'class-validator';
import type { LegacySchemas } from '@ringpost/contracts';
import { invalidField, type Environment } from '@ringpost/domain';
import type { LegacyRegistration } from '@ringpost/messaging';
import { Flag, Text } from '../field-rules.js';

type TokenRequest = LegacySchemas['TokenRequest'];

/** What a phone says of itself. `tokenBodyUpTo` adds the rule of its token. */
export abstract class TokenBody implements Omit<TokenRequest, 'id'> {
  abstract push_token: string;
  @Text(2, 11) language: string;
  @IsOptional() @Flag() dev?: TokenRequest['dev'];
  @IsOptional() @Text(0, 255) bundleid?: string | null;
  @IsOptional() @Text(0, 64) os?: string | null;
  @IsOptional() @Text(0, 4_096) os_token?: string | null;
  @IsOptional() @Text(0, 64) push_platform?: string | null;
  @IsOptional() @Text(0, 128) phone_model?: string | null;
  @IsOptional() @Flag() os_push_version?: TokenRequest['os_push_version'];
}

/** The class of bodies whose push token has at most so many characters. */
export function tokenBodyUpTo(pushTokenMax: number): new () => TokenBody {
  // The rules of a class come before those that it inherits, so the token is the first that is named.
  class SizedTokenBody extends TokenBody {
    @Text(1, pushTokenMax) push_token: string;
  }
  return SizedTokenBody;
}

/** The body in the core's words. `null` counts as left out, and so does a bundle id without a character. */
export const registrationOf = (body: TokenBody, defaultAppId: string): LegacyRegistration => ({
  token: body.push_token,
  language: body.language,
  environment: environmentOf(body.dev),
  appId: body.bundleid || undefined,
  defaultAppId,
  os: body.os ?? undefined,
  osToken: body.os_token ?? undefined,
  pushPlatform: body.push_platform ?? undefined,
  phoneModel: body.phone_model ?? undefined,
  osPushVersion: numberOf(body.os_push_version),
});

const numberOf = (flag: TokenRequest['dev']): number | undefined => (flag === undefined || flag === null ? undefined : Number(flag));
const environmentOf = (dev: TokenRequest['dev']): Environment | undefined => ENVIRONMENTS[numberOf(dev) ?? NaN];
const ENVIRONMENTS: Readonly<Record<number, Environment>> = { 0: 'production', 1: 'sandbox' };

const LARGEST = 9_223_372_036_854_775_807n;

/** The digits of the serial in an address, without zeros before them. Throws `invalid_request` unless it fits 64 bits; nothing has the serial 0. */
export function serialIn(text: string): string {
  const serial = /^0*\d{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (serial === undefined || serial > LARGEST) throw invalidField('id', 'format', 'the serial must be a number of 64 bits');
  return String(serial);
}
