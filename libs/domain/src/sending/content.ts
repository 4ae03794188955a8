import type { PhoneEventDraft } from '../phone-event.js';

/** A notification for the screen of a phone. */
export interface PushContent {
  readonly kind: 'push';
  readonly title: string;
  readonly body: string;
  /** What the app gets beside the words. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Something happened at a device: a ring, when `ring` says so, or a message about it. */
export interface EventContent {
  readonly kind: 'event';
  /** The device. */
  readonly udid: string;
  readonly deviceName: string;
  /** 0 to 65535; what the number means is the phones' affair, but 1 calls. */
  readonly type: number;
  /** Names the event wherever it goes. */
  readonly guid: string;
  readonly title: string;
  readonly body: string;
  readonly snapshotUrl?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly at: number;
  readonly ring?: { readonly id: string; /** Unix seconds. */ readonly expiresAt: number };
}

/** A ring is over: the phone stops ringing. */
export interface RingEndContent {
  readonly kind: 'ring_end';
  /** As it goes over the wire. */
  readonly ringId: string;
  readonly udid: string;
  readonly reason: 'answered' | 'rejected' | 'cancelled';
  /** The user who answered or rejected. */
  readonly by?: string;
}

/** An event in the words of old builds, as `ringpost socket:send` gives them. */
export interface PhoneEventContent {
  readonly kind: 'phone_event';
  readonly draft: PhoneEventDraft;
}

export interface SmsContent {
  readonly kind: 'sms';
  readonly text: string;
}

export interface EmailContent {
  readonly kind: 'email';
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** Sent to one because of what they did; everything else can be unsubscribed from. */
  readonly transactional: boolean;
}

/** What a message says, on every channel. */
export type MessageContent = PushContent | EventContent | RingEndContent | PhoneEventContent | SmsContent | EmailContent;

/** What a push service carries to an app, whichever service it is. */
export interface PushPayload {
  /** Left out: nothing is shown, the app does what the data says. */
  readonly alert?: { readonly title: string; readonly body: string };
  /** Members of the message for the app. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Worthless in seconds: the phone calls out. */
  readonly ring: boolean;
}

/** The one form in which apps get content, so that they read the same members from every push service. Errors: none; other channels' content has no such form. */
export function pushPayload(content: MessageContent): PushPayload {
  switch (content.kind) {
    case 'push':
      return { alert: { title: content.title, body: content.body }, data: content.data ?? {}, ring: false };
    case 'event': {
      const { udid, deviceName, type, guid, title, body, snapshotUrl, data, at, ring } = content;
      const told = { ...data, kind: ring ? 'ring' : 'event', device: udid, device_name: deviceName, event_type: type, guid, at, ...(snapshotUrl !== undefined && { snapshot_url: snapshotUrl }) };
      return { alert: { title, body }, data: ring ? { ...told, ring_id: ring.id, expires_at: ring.expiresAt } : told, ring: ring !== undefined };
    }
    case 'ring_end': {
      const { ringId, udid, reason, by } = content;
      return { data: { kind: 'ring_end', ring_id: ringId, device: udid, reason, ...(by !== undefined && { by }) }, ring: true };
    }
    default:
      throw new TypeError(`${content.kind} is no content of a push`);
  }
}
