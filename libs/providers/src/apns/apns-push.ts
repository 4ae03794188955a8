import type { OutgoingHttpHeaders } from 'node:http2';
import { DomainError, pushPayload, type MessageContent, type PushPayload, type Purpose, type Shipment } from '@ringpost/domain';

/** How APNs handles a push. */
export interface ApnsPush {
  readonly type: 'alert' | 'voip' | 'background';
  /** JSON. */
  readonly payload: string;
  /** Part of a ring. */
  readonly urgent: boolean;
  /** What replaces an earlier push on the phone. */
  readonly collapseId?: string;
}

const LARGEST = 4_096, LARGEST_VOIP = 5_120;
const LONGEST_COLLAPSE_ID = 64;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * What APNs gets of a content. A token for rings wakes the app by VoIP; any other phone shows a ring, as something that cannot wait. Errors: `TypeError`
 * for the end of a ring to a token for rings: by VoIP it would be a call, and on another topic APNs takes the token for wrong.
 */
export function apnsPush(content: MessageContent, purpose: Purpose): ApnsPush {
  if (content.kind === 'ring_end' && purpose === 'ring') throw new TypeError('the end of a ring is nothing for a token for rings');
  const pushed = pushPayload(content);
  const type = pushed.ring && purpose === 'ring' ? 'voip' : pushed.alert ? 'alert' : 'background';
  return { type, payload: JSON.stringify({ ...pushed.data, aps: apsOf(type, pushed, content) }), urgent: pushed.ring, collapseId: collapseIdOf(content) };
}

/** Fails with `payload_too_large` when APNs would refuse the content for its size. */
export function checkApnsSize(content: MessageContent, purpose: Purpose): void {
  const { type, payload } = apnsPush(content, purpose);
  const size = Buffer.byteLength(payload), largest = type === 'voip' ? LARGEST_VOIP : LARGEST;
  if (size > largest) throw new DomainError('payload_too_large', { detail: `the push has ${size} bytes, and APNs takes ${largest}` });
}

/** The headers of a push. `topic`: the bundle id. */
export function apnsHeaders({ type, collapseId }: ApnsPush, { address, deliveryId, expiresAt }: Shipment, topic: string, authorization: string): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    ':method': 'POST',
    ':path': `/3/device/${address}`,
    authorization,
    'apns-topic': type === 'voip' ? `${topic}.voip` : topic,
    'apns-push-type': type,
    'apns-priority': type === 'background' ? '5' : '10',
    'apns-expiration': String(Math.max(Math.floor(expiresAt.getTime() / 1_000), 0)),
    'apns-id': deliveryId,
  };
  if (collapseId !== undefined) headers['apns-collapse-id'] = collapseId;
  return headers;
}

function apsOf(type: ApnsPush['type'], { alert, ring }: PushPayload, content: MessageContent): object {
  if (type === 'background') return { 'content-available': 1 };
  if (type === 'voip') return { alert };
  const hasPicture = content.kind === 'event' && content.snapshotUrl !== undefined;
  return { alert, sound: 'default', ...(ring && { 'interruption-level': 'time-sensitive' }), ...(hasPicture && { 'mutable-content': 1 }) };
}

function collapseIdOf(content: MessageContent): string | undefined {
  const id = content.kind === 'event' ? (content.ring?.id ?? content.guid) : content.kind === 'ring_end' ? content.ringId : '';
  return id.length <= LONGEST_COLLAPSE_ID && VISIBLE_ASCII.test(id) ? id : undefined;
}
