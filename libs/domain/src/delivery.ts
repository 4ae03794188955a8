import { maskCodes, maskRecipient } from './masking.js';
import type { Provider } from './push-token.js';

export const CHANNELS = ['sms', 'email', 'push'] as const;
export type Channel = (typeof CHANNELS)[number];
export const DELIVERY_STATUSES = ['scheduled', 'pending', 'sent', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
/** What may hold up what: rings go before messages, and those before what is sent to many. */
export type Lane = 'ring' | 'message' | 'bulk';

/** What makes a delivery one that is still to be made: of which message, to which phone: one that registered, or one that only hangs on the push socket. */
export interface Queueing {
  readonly messageId: string;
  readonly lane: Lane;
  readonly pushTokenId?: string;
  /** Of a token of the push socket that no phone has registered: what its connection is found by. */
  readonly socketHash?: Buffer;
  /** What it may have to wait behind within its tenant; none for the push socket, whose processes look for their phones themselves. */
  readonly pool?: string;
  /** Where it goes, sealed, when that is no push token. */
  readonly addressSealed?: Buffer;
  /** Other ways to the same phone, the best first, for when this one fails. */
  readonly fallback?: readonly Detour[];
}

/** Another way to a phone. */
export interface Detour {
  readonly pushTokenId: string;
  readonly provider: Provider;
  /** Null for the push socket. */
  readonly pool: string | null;
  /** Masked. */
  readonly recipient: string;
}

/** What is known when a delivery is written down. `recipient` and `content` are masked on the way in. */
export interface DeliveryDraft {
  readonly userId: string;
  readonly channel: Channel;
  readonly provider?: Provider | string;
  readonly recipient: string;
  readonly content: string;
  readonly templateId?: string;
  /** Left out: only the log is written. */
  readonly queueing?: Queueing;
}

/** One message to one address: a row of the delivery log. The log never holds an address or a code in clear. */
export class Delivery {
  readonly tenantId: string;
  /** UUIDv7; its time is when the delivery was accepted. */
  readonly id: string;
  readonly userId: string;
  readonly channel: Channel;
  provider: string | null;
  readonly recipient: string;
  readonly content: string;
  readonly templateId: string | null;
  status: DeliveryStatus = 'pending';
  error: string | null = null;
  /** The provider's own words. */
  response: string | null = null;
  sentAt: Date | null = null;
  updatedAt: Date;
  readonly messageId: string | null;
  readonly pushTokenId: string | null;
  readonly socketHash: Buffer | null;
  readonly lane: Lane | null;
  readonly pool: string | null;
  readonly addressSealed: Buffer | null;
  readonly fallback: readonly Detour[] | null;

  constructor(tenantId: string, id: string, draft: DeliveryDraft, now: Date) {
    this.tenantId = tenantId;
    this.id = id;
    this.userId = draft.userId;
    this.channel = draft.channel;
    this.provider = draft.provider ?? null;
    this.recipient = maskRecipient(draft.channel, draft.recipient);
    this.content = maskCodes(draft.content);
    this.templateId = draft.templateId ?? null;
    this.updatedAt = now;
    this.messageId = draft.queueing?.messageId ?? null;
    this.pushTokenId = draft.queueing?.pushTokenId ?? null;
    this.socketHash = draft.queueing?.socketHash ?? null;
    this.lane = draft.queueing?.lane ?? null;
    this.pool = draft.queueing?.pool ?? null;
    this.addressSealed = draft.queueing?.addressSealed ?? null;
    this.fallback = draft.queueing?.fallback?.length ? draft.queueing.fallback : null;
  }

  /** The provider took it. A delivery that arrived stays so: a receipt can be faster than the provider's answer. */
  sent(response: string, now: Date): void {
    if (this.status === 'delivered') return;
    this.status = 'sent';
    this.response = response;
    this.sentAt = now;
    this.updatedAt = now;
  }

  /** The phone or the provider's receipt says that it arrived: final. */
  delivered(now: Date): void {
    this.status = 'delivered';
    this.updatedAt = now;
  }

  /** It will not arrive, for this reason. A delivery that arrived stays so. */
  failed(error: string, response: string | null, now: Date): void {
    if (this.status === 'delivered') return;
    this.status = 'failed';
    this.error = error;
    this.response = response;
    this.updatedAt = now;
  }
}
