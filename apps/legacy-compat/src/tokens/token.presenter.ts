import type { LegacySchemas } from '@ringpost/contracts';
import type { LegacyToken } from '@ringpost/messaging';
import { wireInteger } from '../wire.js';

/** A token on the wire, its members in the order that the vendor's API document has them in. */
export const presentToken = (token: LegacyToken): LegacySchemas['Token'] => ({
  id: wireInteger(token.serial),
  push_token: token.token,
  language: token.language,
  dev: token.environment === 'sandbox' ? 1 : 0,
  bundleid: token.appId,
  os: token.os,
  os_token: token.osToken,
  push_platform: token.pushPlatform,
});
