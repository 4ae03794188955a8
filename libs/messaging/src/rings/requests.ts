import type { RingStatus } from '@ringpost/domain';

/** Something that happens at a device. */
export interface EventRequest {
  /** The device's udid. */
  readonly device: string;
  /** 0 to 65535; what the number means is the phones' affair, but 1 calls. */
  readonly type: number;
  /** Names it, so that it happens once however often it is sent within a day. */
  readonly guid?: string;
  /** The device's name when left out. */
  readonly title?: string;
  /** A sentence that fits the type when left out. */
  readonly body?: string;
  readonly snapshotUrl?: string;
  /** Members for the app beside the rest. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** How long it is worth something. */
  readonly ttlSeconds: number;
}

/** What was accepted, now or when it was sent first. */
export interface AcceptedEvent {
  /** A uuid. */
  readonly id: string;
  readonly status: RingStatus | 'expired';
  /** Phones that it goes to. */
  readonly targets: number;
}

/** The phone that says something: by one of its tokens, a uuid, or by its own id. */
export interface NamedPhone {
  readonly pushTokenId?: string;
  readonly deviceId?: string;
}

/** How a ring stands. */
export interface RingState {
  /** A uuid. */
  readonly id: string;
  readonly status: RingStatus | 'expired';
  readonly answeredBy?: string;
}
