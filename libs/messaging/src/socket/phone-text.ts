import { PhoneEvent, timeOf, type EventContent, type MessageContent, type PhoneEventDraft, type PushContent } from '@ringpost/domain';

/**
 * What a phone on the push socket gets of a message: its stored text, which another release may have written as the phone reads it. The same
 * bytes come of it each time. Errors: `invalid_request` for what is no content for such a phone, or too large for it.
 */
export function phoneText(stored: string, messageId: string): string {
  const content = JSON.parse(stored) as MessageContent | { readonly kind?: undefined };
  if (content.kind === undefined) return stored;
  return new PhoneEvent(draftOf(content), content.kind === 'event' ? content.guid : messageId, timeOf(messageId)).payload;
}

function draftOf(content: MessageContent): PhoneEventDraft {
  switch (content.kind) {
    case 'phone_event':
      return content.draft;
    case 'event':
      return eventDraft(content);
    case 'push':
      return pushDraft(content);
    default:
      throw new TypeError(`${content.kind} is no content for the push socket`);
  }
}

const eventDraft = ({ udid, deviceName, type, title, body, snapshotUrl, data, ring }: EventContent): PhoneEventDraft => ({
  uid: udid, device: deviceName, type, other: snapshotUrl, alert: title, message: body, info: { ...data, ...(ring && { ring_id: ring.id, expires_at: ring.expiresAt }) },
});

/** A plain push names its device and type among its data, if it is about one. */
function pushDraft({ title, body, data = {} }: PushContent): PhoneEventDraft {
  const { device, event_type: type } = data;
  return { uid: typeof device === 'string' ? device : '', type: isType(type) ? type : 0, alert: title, message: body, info: data };
}

const isType = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535;
