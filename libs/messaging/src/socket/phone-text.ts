import { DomainError, PhoneEvent, timeOf, type EventContent, type MessageContent, type PhoneEventDraft, type PushContent } from '@ringpost/domain';

/**
 * What a phone on the push socket gets of a message: its stored text, which another release may have written as the phone reads it. The same
 * bytes come of it each time. Errors: `invalid_request` for what is no content for such a phone, or too large for it.
 */
export function phoneText(stored: string, messageId: string): string {
  const content = JSON.parse(stored) as MessageContent | { readonly kind?: undefined };
  return content.kind === undefined ? stored : textOf(content, messageId);
}

// Every id of these three centuries makes as long a text.
const ANY_ID = '01900000-0000-7000-8000-000000000000';

/** Fails with `payload_too_large` when the content has more bytes than phones on the push socket take. */
export function checkPhoneText(content: MessageContent): void {
  try {
    textOf(content, ANY_ID);
  } catch (error) {
    if (error instanceof DomainError && error.fields.some(({ code }) => code === 'length')) throw new DomainError('payload_too_large', { detail: `on the push socket ${error.detail}`, cause: error });
    throw error;
  }
}

const textOf = (content: MessageContent, messageId: string): string => new PhoneEvent(draftOf(content), content.kind === 'event' ? content.guid : messageId, timeOf(messageId)).payload;

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
