import type { Schemas } from '@ringpost/contracts';
import { toTypeId } from '@ringpost/domain';
import type { PushTokenView } from '@ringpost/persistence';
import { createdText } from '../envelope.js';

/** A push token on the wire. The token itself is never told. */
export const presentPushToken = (token: PushTokenView): Schemas['PushToken'] => ({
  id: toTypeId('pt', token.id),
  user_id: token.userId,
  platform: token.platform,
  device_id: token.deviceId ?? undefined,
  is_active: token.isActive,
  created_at: createdText(token.id),
});
