import { invalidField } from './errors.js';

export const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The longest metadata, in characters of its JSON text. */
export const MAX_METADATA = 16_384;

/** What a sender puts into somebody's inbox. */
export interface NotificationDraft {
  readonly title: string;
  readonly content: string;
  readonly type?: string;
  readonly eventType?: string;
  readonly priority?: Priority;
  readonly actionUrl?: string;
  /** An object, or the text of one as JSON. */
  readonly metadata?: unknown;
  /** The user who caused it; nobody did when it is left out. */
  readonly sender?: string;
  /** What it is about: the device of a share. */
  readonly purpose?: string;
}

/** An entry in a user's inbox. */
export class Notification {
  readonly tenantId: string;
  /** UUIDv7; its time is when the notification was made. */
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly eventType: string | null;
  readonly title: string;
  content: string;
  readonly priority: Priority;
  readonly actionUrl: string | null;
  /** JSON text, as it goes over the wire. */
  metadata: string | null;
  readonly sender: string | null;
  readonly purpose: string | null;
  readAt: Date | null = null;
  /** When what it asks was answered or withdrawn. It stays so, also when it is marked unread. */
  closedAt: Date | null = null;

  constructor(tenantId: string, id: string, userId: string, draft: NotificationDraft) {
    this.tenantId = tenantId;
    this.id = id;
    this.userId = userId;
    this.type = draft.type ?? 'system';
    this.eventType = draft.eventType ?? null;
    this.title = draft.title;
    this.content = draft.content;
    this.priority = draft.priority ?? 'medium';
    this.actionUrl = draft.actionUrl ?? null;
    this.metadata = metadataText(draft.metadata);
    this.sender = draft.sender ?? null;
    this.purpose = draft.purpose ?? null;
  }

  /** It asks anew, in other words, and is unread again. Errors: `invalid_request`. */
  renew({ content, metadata }: Pick<NotificationDraft, 'content' | 'metadata'>): void {
    this.metadata = metadataText(metadata);
    this.content = content;
    this.readAt = null;
  }

  /** There is nothing left to answer, and so nothing to read. */
  close(now: Date): void {
    this.readAt ??= now;
    this.closedAt ??= now;
  }
}

/** Metadata as JSON text: an object is written out, a text has to be the JSON of one. Errors: `invalid_request`. */
export function metadataText(metadata: unknown): string | null {
  if (metadata === undefined || metadata === null) return null;
  const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  if (text.length > MAX_METADATA) throw invalidField('metadata', 'length', `metadata must not exceed ${MAX_METADATA} characters as JSON`);
  if (!isObject(typeof metadata === 'string' ? parsed(metadata) : metadata)) throw invalidField('metadata', 'format', 'metadata must be an object or the JSON text of one');
  return text;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // as good as a number or a list: not the text of an object
  }
}
