import { DomainError, millisOf, timeOf, type Actor, type DeliveryStatus, type Platform, type RingStatus } from '@ringpost/domain';
import type { RingRepository, TraceRow, TracedAttempt } from '@ringpost/persistence';
import { explanationOf } from './ring-explanation.js';

/** A try to reach a phone. */
export interface RingAttempt {
  readonly at: Date;
  /** Since the ring began. */
  readonly afterMs: number;
  readonly provider?: string;
  readonly outcome: TracedAttempt['outcome'];
  /** The reason in a short word, and the provider's own words. */
  readonly detail?: string;
  readonly durationMs: number;
}

/** One way in which a ring went to a phone, or a member whom it could not reach. */
export interface RingTarget {
  /** A uuid; left out where there was no token. */
  readonly pushTokenId?: string;
  readonly userId: string;
  readonly platform?: Platform;
  readonly provider?: string;
  readonly status: DeliveryStatus;
  readonly error?: string;
  readonly ackedAt?: Date;
  /** Why it rang or did not, in a sentence. */
  readonly explanation: string;
  readonly attempts: readonly RingAttempt[];
}

/** Everything that happened to a ring. */
export interface RingTrace {
  /** A uuid. */
  readonly id: string;
  readonly udid: string;
  readonly type: number;
  readonly status: RingStatus | 'expired';
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly answeredBy?: string;
  /** When somebody ended it, and who. */
  readonly ended?: { readonly at: Date; readonly by: string };
  /** In the order in which they were made: another way to a phone comes after the one that failed. */
  readonly targets: readonly RingTarget[];
}

/** What became of rings, phone by phone. */
export class RingTraceService {
  constructor(private readonly rings: RingRepository) {}

  /** For whoever may send, administrators, members who get the device's events, and those whom it was for. Errors: `ring_not_found`. */
  async trace(actor: Actor, id: string): Promise<RingTrace> {
    const rows = await this.rings.trace(actor, id), [first] = rows;
    if (!first || !(actor.can('communication:send', 'tenant:admin') || first.is_member || rows.some(({ user_id }) => user_id === actor.userId))) throw new DomainError('ring_not_found');
    const status = first.ring_status === 'ringing' && first.expires_at <= first.now ? 'expired' : first.ring_status;
    return {
      id, udid: first.udid, type: first.type, status, createdAt: timeOf(id), expiresAt: first.expires_at,
      ...(status === 'answered' && { answeredBy: first.ended_by! }),
      ...(first.ended_at && { ended: { at: first.ended_at, by: first.ended_by! } }),
      targets: rows.filter((row) => row.id !== null).map((row) => targetOf(row, id, status)),
    };
  }
}

function targetOf(row: TraceRow, ringId: string, status: RingTrace['status']): RingTarget {
  const begun = millisOf(ringId);
  return {
    pushTokenId: row.push_token_id ?? undefined, userId: row.user_id, platform: row.platform ?? undefined, provider: row.provider ?? undefined, status: row.status, error: row.error ?? undefined, ackedAt: row.acked_at ?? undefined,
    explanation: explanationOf(row, { begun, status, endedBy: row.ended_by }),
    attempts: (row.tries ?? []).map((attempt) => attemptOf(attempt, begun)),
  };
}

const attemptOf = ({ at, provider, outcome, reason, response, duration_ms }: TracedAttempt, begun: number): RingAttempt => ({
  // Whoever sends writes it down by another clock than the one that made the id.
  at: new Date(at), afterMs: Math.max(0, at - begun), provider: provider ?? undefined, outcome, detail: detailOf(reason, response), durationMs: duration_ms,
});

/** A word for what happened, and the provider's own words where they do not say it already. */
const detailOf = (reason: string | null, response: string | null): string | undefined =>
  (reason && response?.includes(reason) ? response : [reason, response].filter(Boolean).join(': ')) || undefined;
