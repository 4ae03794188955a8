import type { Channel, EmailEnvelope, Platform } from '@ringpost/domain';

/** When something is sent, and under which name it can be called off until then. */
export interface Schedule {
  /** At once when left out, or past. At most 30 days ahead. */
  readonly sendAt?: Date;
  readonly cancelKey?: string;
}

/** A push for a user's phones. */
export interface PushRequest extends Schedule {
  readonly userId: string;
  readonly title: string;
  readonly body: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Only phones of this platform. */
  readonly platform?: Platform;
  /** Only the phone with this token. */
  readonly token?: string;
}

export interface SmsRequest extends Schedule {
  /** In any form that can be read as a number. */
  readonly phone: string;
  readonly text: string;
  /** In whose log it is; the caller's when left out. */
  readonly userId?: string;
}

export interface EmailRequest extends Schedule {
  readonly envelope: EmailEnvelope;
  readonly subject: string;
  readonly content: string;
  readonly isHtml: boolean;
  readonly userId?: string;
}

/** The same to many. */
export interface BulkRequest extends Schedule {
  readonly channel: Channel;
  /** Telephone numbers, e-mail addresses, or for pushes ids of users. Each gets it once, however often it is named. */
  readonly recipients: readonly string[];
  /** The subject of an e-mail, the title of a push. */
  readonly subject?: string;
  readonly content: string;
  readonly userId?: string;
}

/** What was accepted. */
export interface Accepted {
  /** A uuid. */
  readonly messageId: string;
  /** Deliveries that were made of it so far. */
  readonly deliveries: number;
}
