import { DomainError, pushPayload, type MessageContent, type PushPayload, type Shipment } from '@ringpost/domain';

/** Bytes of names and values that FCM takes in one message. */
const LARGEST = 4_096;
/** A ring is worth nothing later; anything else is kept for at most four weeks. */
const LONGEST_RING_S = 30, LONGEST_S = 2_419_200;
/** FCM refuses these names in `data`, or overwrites what they hold, or the app never sees it. */
const RESERVED = /^(?:from$|message_type$|collapse_key$|google|gcm)/;
const PREFIX = 'data_';
const DELIVERY_MEMBER = 'ringpost_delivery_id', ANY_DELIVERY = '0'.repeat(36);

type Texts = Record<string, string>;
type ApnsBlock = { readonly headers: Readonly<Texts>; readonly payload: { readonly aps: object } };

/**
 * The body of `messages:send`. A ring, and its end, is data only for Android: the app is woken and shows it itself. An iPhone would
 * not be: there a ring is shown, as something that cannot wait, and its end wakes the app. It has no `collapse_key`,
 * because FCM lets through only one collapsible message every three minutes once a phone got twenty of them. What is shown has a
 * tag, so that a copy replaces what is on the screen.
 */
export function fcmMessage({ content, address, deliveryId, expiresAt }: Shipment, now: number): string {
  const payload = pushPayload(content);
  const left = Math.floor((expiresAt.getTime() - now) / 1_000);
  const seconds = Math.max(0, Math.min(left, payload.ring ? LONGEST_RING_S : LONGEST_S)), ttl = `${seconds}s`;
  const data = dataOf(payload);
  data[DELIVERY_MEMBER] = deliveryId;
  if (!isShown(payload)) return JSON.stringify({ message: { token: address, data, android: { priority: 'HIGH', ttl }, apns: apnsOf(payload, content, seconds === 0 ? 0 : Math.floor(now / 1_000) + seconds) } });
  const notification = { tag: tagOf(content, deliveryId) };
  return JSON.stringify({ message: { token: address, notification: payload.alert, data, android: { priority: 'HIGH', ttl, notification } } });
}

/** Fails with `payload_too_large` when FCM would refuse the content for its size. */
export function checkFcmSize(content: MessageContent): void {
  const payload = pushPayload(content), data = dataOf(payload);
  data[DELIVERY_MEMBER] = ANY_DELIVERY;
  const size = sizeOf(data) + (isShown(payload) ? sizeOf({ ...payload.alert, tag: tagOf(content, ANY_DELIVERY) }) : Buffer.byteLength(JSON.stringify(apnsOf(payload, content, 0).payload)));
  if (size > LARGEST) throw new DomainError('payload_too_large', { detail: `the message has ${size} bytes, and FCM takes ${LARGEST}` });
}

/** Names and values, as FCM counts them, in bytes. */
function sizeOf(texts: Readonly<Texts>): number {
  let size = 0;
  for (const name in texts) size += Buffer.byteLength(name) + Buffer.byteLength(texts[name]!);
  return size;
}

/** What FCM hands to APNs for an iPhone. `expiration`: Unix seconds; 0: at once or never. */
function apnsOf({ alert }: PushPayload, content: MessageContent, expiration: number): ApnsBlock {
  const headers = { 'apns-push-type': alert ? 'alert' : 'background', 'apns-priority': alert ? '10' : '5', 'apns-expiration': String(expiration) };
  if (!alert) return { headers, payload: { aps: { 'content-available': 1 } } };
  const hasPicture = content.kind === 'event' && content.snapshotUrl !== undefined;
  return { headers, payload: { aps: { alert, sound: 'default', 'interruption-level': 'time-sensitive', ...(hasPicture && { 'mutable-content': 1 }) } } };
}

/** Left to the system to show. */
const isShown = ({ alert, ring }: PushPayload): boolean => alert !== undefined && !ring;

const tagOf = (content: MessageContent, deliveryId: string): string => (content.kind === 'event' ? content.guid : deliveryId);

/** The members for the app, as texts: what is none already becomes JSON. A name that is FCM's own gets the prefix `data_`. */
function dataOf({ alert, data, ring }: PushPayload): Texts {
  const told: Texts = {};
  for (const name of Object.keys(data)) {
    const value = data[name], text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text !== undefined) told[RESERVED.test(name) ? freeName(name, data) : name] = text;
  }
  if (ring && alert) {
    told.title = alert.title;
    told.body = alert.body;
  }
  return told;
}

function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  let free = PREFIX + name;
  while (free in taken) free = PREFIX + free;
  return free;
}
