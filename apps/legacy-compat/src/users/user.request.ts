import { IsOptional, IsString } from 'class-validator';
import type { LegacySchemas } from '@ringpost/contracts';
import { LOGIN_NAME, LOGIN_PASSWORD, invalidField } from '@ringpost/domain';
import { Text } from '../field-rules.js';
import { bareText } from './token-text.js';

/** Who wants to log in. */
export class LoginBody implements Pick<LegacySchemas['LoginRequest'], 'username' | 'password'> {
  @Text(LOGIN_NAME.min, LOGIN_NAME.max) username: string;
  @Text(LOGIN_PASSWORD.min, LOGIN_PASSWORD.max) password: string;
}

/** Which login ends. The name that clients send along is not looked at. */
export class LogoutBody implements Pick<LegacySchemas['LogoutRequest'], 'token'> {
  @IsOptional() @IsString() token?: string | null;
}

/** The token of the body; the header's, where the body has none. Throws `invalid_request` when there is neither. */
export function endingToken(body: LogoutBody, header: string | undefined): string {
  const token = bareText(body.token) ?? bareText(header);
  if (token === undefined) throw invalidField('token', 'required', 'token is required');
  return token;
}
