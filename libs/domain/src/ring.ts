import { DomainError } from './errors.js';

export const RING_STATUSES = ['ringing', 'answered', 'rejected', 'cancelled'] as const;
export type RingStatus = (typeof RING_STATUSES)[number];
/** Seconds that a ring may be worth something. */
export const SHORTEST_RING_S = 5, LONGEST_RING_S = 120;
/** Presses of one button within so many milliseconds are one ring. */
export const PRESS_MS = 3_000;

/** What is known of a ring when it begins. */
export interface RingDraft {
  readonly udid: string;
  /** As phones get it: 0 to 65535. */
  readonly type: number;
  /** Who rang on the device's behalf. */
  readonly senderId: string;
  readonly expiresAt: Date;
}

/** How far a ring has come. */
export interface RingProgress {
  readonly status: RingStatus;
  readonly endedBy: string | null;
  readonly rejectedBy: readonly string[];
}

const BEGUN: RingProgress = { status: 'ringing', endedBy: null, rejectedBy: [] };

/** A call from a device to the phones of its members. It ends once: by an answer, by everybody's refusal, by its sender, or by itself. */
export class Ring {
  readonly tenantId: string;
  /** UUIDv7, the same as its message's; its time is when the ring began. */
  readonly id: string;
  readonly udid: string;
  readonly type: number;
  readonly senderId: string;
  readonly expiresAt: Date;
  status: RingStatus;
  /** Who answered, rejected last, or cancelled. */
  endedBy: string | null;
  /** Who does not want to answer, while others still may. */
  rejectedBy: readonly string[];

  constructor(tenantId: string, id: string, draft: RingDraft, { status, endedBy, rejectedBy }: RingProgress = BEGUN) {
    this.tenantId = tenantId;
    this.id = id;
    this.udid = draft.udid;
    this.type = draft.type;
    this.senderId = draft.senderId;
    this.expiresAt = draft.expiresAt;
    this.status = status;
    this.endedBy = endedBy;
    this.rejectedBy = rejectedBy;
  }

  /** What it is at a moment: one that nobody ended expires by itself. */
  statusAt(now: Date): RingStatus | 'expired' {
    return this.status === 'ringing' && this.expiresAt <= now ? 'expired' : this.status;
  }

  /** The first who answers has it; true. False: the same user says so again, and nothing changes. Errors: `ring_over`. */
  answer(userId: string, now: Date): boolean {
    if (this.status === 'answered' && this.endedBy === userId) return false;
    this.end('answered', userId, now);
    return true;
  }

  /**
   * This user's phones stop, and once every user who was `reached` has rejected, the ring is over. False: they said so before, and nothing
   * changes. Errors: `ring_over`.
   */
  reject(userId: string, reached: ReadonlySet<string>, now: Date): boolean {
    if (this.rejectedBy.includes(userId) && this.status !== 'answered' && this.status !== 'cancelled') return false;
    this.requireRinging(now);
    this.rejectedBy = [...this.rejectedBy, userId];
    if ([...reached].every((each) => this.rejectedBy.includes(each))) this.end('rejected', userId, now);
    return true;
  }

  /** The visitor is gone, or it was a mistake. False: it was cancelled before. Errors: `ring_over`. */
  cancel(userId: string, now: Date): boolean {
    if (this.status === 'cancelled') return false;
    this.end('cancelled', userId, now);
    return true;
  }

  private end(status: RingStatus, userId: string, now: Date): void {
    this.requireRinging(now);
    this.status = status;
    this.endedBy = userId;
  }

  private requireRinging(now: Date): void {
    const status = this.statusAt(now);
    if (status !== 'ringing') throw new DomainError('ring_over', { detail: `the ring is ${status}` });
  }
}
