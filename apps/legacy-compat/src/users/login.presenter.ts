import type { LegacySchemas } from '@ringpost/contracts';
import type { Login } from '@ringpost/messaging';
import { wireInteger } from '../wire.js';

/** A login on the wire. `reflashKey`: clients keep it, and nothing takes it. */
export const presentLogin = ({ number, token, expiresAt }: Login, reflashKey: string): LegacySchemas['Login'] => ({
  id: wireInteger(number),
  token,
  reflash_key: reflashKey,
  time: Math.floor(expiresAt.getTime() / 1_000),
});
