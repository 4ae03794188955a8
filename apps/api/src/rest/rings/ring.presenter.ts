import type { Schemas } from '@ringpost/contracts';
import { toTypeId } from '@ringpost/domain';
import type { AcceptedEvent, RingAttempt, RingState, RingTarget, RingTrace } from '@ringpost/messaging';
import { timeText } from '../envelope.js';

/** A ring that was accepted. */
export const presentRing = ({ id, status, targets }: AcceptedEvent): Schemas['PressedRing'] => ({ ring_id: toTypeId('ring', id), status, targets });

/** An event that was. */
export const presentEvent = ({ id, targets }: AcceptedEvent): Schemas['SentEvent'] => ({ event_id: toTypeId('msg', id), targets });

/** How a ring stands. */
export const presentState = ({ id, status, answeredBy }: RingState): Schemas['RingState'] => ({ ring_id: toTypeId('ring', id), status, answered_by: answeredBy });

/** Everything that happened to a ring. */
export const presentTrace = (trace: RingTrace): Schemas['RingTrace'] => ({
  ring_id: toTypeId('ring', trace.id),
  device: trace.udid,
  type: trace.type,
  status: trace.status,
  created_at: timeText(trace.createdAt),
  expires_at: timeText(trace.expiresAt),
  answered_by: trace.answeredBy,
  targets: trace.targets.map(presentTarget),
});

const presentTarget = ({ pushTokenId, userId, platform, provider, status, error, ackedAt, explanation, attempts }: RingTarget): Schemas['RingTarget'] => ({
  push_token_id: pushTokenId && toTypeId('pt', pushTokenId), user_id: userId, platform, provider, status, error, acked_at: ackedAt && timeText(ackedAt), explanation, attempts: attempts.map(presentAttempt),
});

const presentAttempt = ({ at, afterMs, provider, outcome, detail, durationMs }: RingAttempt): Schemas['RingAttempt'] => ({ at: timeText(at), after_ms: afterMs, provider, outcome, detail, duration_ms: durationMs });
