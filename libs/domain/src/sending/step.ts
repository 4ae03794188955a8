import type { Lane } from '../delivery.js';
import type { SendOutcome } from './outcome.js';

/** What a push token's rules say of an answer: try again, it has ended, or it is kept as it is. */
export type TokenAnswer = 'again' | 'ended' | 'kept';

/** A try of a delivery, as far as what follows depends on it. */
export interface Try {
  /** Failures of accounts, this one included: over all processes and accounts. */
  readonly number: number;
  /** How often it was taken from the queue, whatever came of it. */
  readonly claims: number;
  readonly lane: Lane;
  /** Until it is worthless. */
  readonly msLeft: number;
  /** Accounts that it can be sent by. */
  readonly accounts: number;
  /** There is another way to the same phone. */
  readonly hasDetour: boolean;
  readonly token?: TokenAnswer;
  /** From 0 up to 1. */
  readonly random: number;
}

/** What becomes of a delivery after a try. */
export type Step =
  | { readonly status: 'sent'; readonly providerRef?: string; readonly response: string }
  | { readonly status: 'pending'; readonly delayMs: number; readonly error: string; readonly response: string }
  | { readonly status: 'failed' | 'cancelled'; readonly error: string; readonly response: string };

interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
}

// A ring is worthless in half a minute; for everything else a provider that is down is given time.
const PACES: Record<Lane, Pace> = {
  ring: { firstMs: 400, mostMs: 4_000 },
  message: { firstMs: 2_000, mostMs: 900_000 },
  bulk: { firstMs: 5_000, mostMs: 900_000 },
};
const THROTTLED_MS = 1_000, MISCONFIGURED_MS = 30_000;
// What is worth trying at once is, but not for ever.
const AT_ONCE_TRIES = 4;

/** How long to wait after a try: exponential, with jitter of half, so that what failed together does not come back together. */
function backoff({ number, lane, random }: Try): number {
  const { firstMs, mostMs } = PACES[lane];
  return Math.round(Math.min(mostMs, firstMs * 2 ** Math.min(number - 1, 20)) * (0.5 + random / 2));
}

/** The rules of sending: what becomes of a delivery by what came of a try. */
export function stepAfter(outcome: SendOutcome, tried: Try): Step {
  const { reason: error, response } = outcome.kind === 'accepted' ? { reason: '', response: outcome.response } : outcome;
  switch (outcome.kind) {
    case 'accepted':
      return { status: 'sent', providerRef: outcome.providerId, response };
    case 'dead':
    case 'suspect':
      return tried.token === 'again' ? again(tried.claims <= AT_ONCE_TRIES ? 0 : backoff({ ...tried, number: tried.claims }), error, response, { ...tried, accounts: 1 }) : { status: 'failed', error: outcome.kind === 'dead' || tried.token === 'ended' ? 'address_dead' : 'wrong_app', response };
    case 'misconfigured':
      return outcome.scope === 'payload' ? { status: 'failed', error: 'payload_refused', response } : again(Math.max(tried.lane === 'ring' ? 0 : MISCONFIGURED_MS, backoff(tried)), error, response, tried);
    case 'deferred':
      return again(delayOf(outcome, tried), error, response, tried);
  }
}

function delayOf({ retryAfterMs, throttled }: { readonly retryAfterMs?: number; readonly throttled?: boolean }, tried: Try): number {
  if (retryAfterMs === 0 && tried.claims <= AT_ONCE_TRIES) return 0;
  return Math.max(backoff(tried), retryAfterMs ?? 0, throttled ? THROTTLED_MS : 0);
}

/** Later, unless there is another account to try first, another way to the phone that is faster, or no time left. */
function again(waitMs: number, error: string, response: string, { number, accounts, hasDetour, lane, msLeft }: Try): Step {
  const delayMs = waitMs > 0 && number % accounts !== 0 ? 0 : waitMs;
  if (delayMs > 0 && lane === 'ring' && hasDetour) return { status: 'failed', error, response };
  return delayMs >= msLeft ? { status: 'failed', error: 'expired', response } : { status: 'pending', delayMs, error, response };
}
