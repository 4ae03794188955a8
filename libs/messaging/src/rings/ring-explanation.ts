import type { RingStatus } from '@ringpost/domain';
import type { TraceRow } from '@ringpost/persistence';

/** What is known of one way to a phone. */
export type Explained = Pick<TraceRow, 'status' | 'error' | 'response' | 'provider' | 'attempts' | 'acked_at' | 'sent_at' | 'tries'>;

/** The ring around it. `begun`: in milliseconds since 1970. */
export interface Around {
  readonly begun: number;
  readonly status: RingStatus | 'expired';
  readonly endedBy: string | null;
}

/** Why a phone rang or did not, in one plain sentence for people. */
export function explanationOf(target: Explained, ring: Around): string {
  switch (target.status) {
    case 'delivered':
      return target.acked_at ? `the phone rang: it said so after ${after(target.acked_at, ring)}` : 'delivered: the phone confirmed that it has it';
    case 'sent':
      return `sent in ${sentAfter(target, ring)}; the phone has not confirmed`;
    case 'pending':
    case 'scheduled':
      return waiting(target, ring);
    case 'cancelled':
      return cancelled(target, ring);
    case 'failed':
      return failed(target);
  }
}

const after = (time: Date, { begun }: Around): string => `${Math.max(0, time.getTime() - begun)} ms`;
const words = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(': ');

function sentAfter({ tries, sent_at }: Explained, ring: Around): string {
  const accepted = tries?.findLast(({ outcome }) => outcome === 'accepted');
  return after(accepted ? new Date(accepted.at + accepted.duration_ms) : sent_at!, ring);
}

function waiting({ provider, attempts, error, response }: Explained, { status }: Around): string {
  if (status === 'expired') return provider === 'socket' ? EXPIRED_ON_SOCKET : 'expired before it could be sent';
  if (provider === 'socket') return 'waits for the phone to connect to the push socket';
  if (attempts === 0) return 'waits to be sent';
  return error === null ? 'is being sent' : `waits to be tried again: ${words(error, response)}`;
}

function cancelled({ error }: Explained, { status, endedBy }: Around): string {
  if (error === 'rang_otherwise') return 'cancelled: the phone rang by another way first';
  if (error === 'ring_rejected') return 'cancelled: the user rejected the ring on another phone';
  if (status === 'answered') return `cancelled: ${endedBy} answered first`;
  return status === 'cancelled' ? 'cancelled: the sender called the ring off' : 'cancelled: the ring was over';
}

const EXPIRED_ON_SOCKET = 'expired before the phone connected to the push socket';

function failed({ error, response, provider, tries }: Explained): string {
  const last = tries?.findLast(({ outcome }) => outcome !== 'accepted');
  switch (error) {
    case 'no_token':
      return 'no push token is registered';
    case 'no_account':
    case 'token_ended':
      return response || error;
    case 'address_dead':
      return words('the provider says the token is dead', response);
    case 'wrong_app':
      return words('the provider says the token is of another app', response);
    case 'payload_refused':
      return words('the provider refuses the message', response);
    case 'expired':
      return provider === 'socket' ? EXPIRED_ON_SOCKET : words('expired before the provider took it', last?.reason, last?.response);
    default:
      return words(error ?? 'failed', response);
  }
}
