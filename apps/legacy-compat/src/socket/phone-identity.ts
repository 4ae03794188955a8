import type { SocketIdentity } from '@ringpost/domain';

// No identity of any phone comes near it, and it is remembered as long as the phone is connected.
const MAX_LENGTH = 256;
// Real ones have some two hundred bytes. A megabyte of JSON would keep the one thread from the rings of all others for half a second.
const MAX_BYTES = 4_096;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The identity in the payload of a registration: a JSON object of at most 4 KiB with three strings, `imei`, `imsi` and `bundle_id`. Undefined for anything else. */
export function identityIn(payload: Uint8Array): SocketIdentity | undefined {
  if (payload.length > MAX_BYTES) return undefined;
  const { imei, imsi, bundle_id: bundleId } = objectIn(payload);
  return isName(imei) && isName(imsi) && isName(bundleId) ? { imei, imsi, bundleId } : undefined;
}

/** Whether both are of one phone and one app. */
export const isSamePhone = (one: SocketIdentity, other: SocketIdentity): boolean => one.imei === other.imei && one.imsi === other.imsi && one.bundleId === other.bundleId;

function objectIn(payload: Uint8Array): Record<string, unknown> {
  try {
    const value = JSON.parse(UTF8.decode(payload)) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // neither text nor JSON: no identity either way
  }
}

// Empty ones are sent by builds that may not read them. NUL and halves of pairs (with the flag, only those are Cs) have no place in a name.
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_LENGTH && !/[\0\p{Cs}]/u.test(value);
