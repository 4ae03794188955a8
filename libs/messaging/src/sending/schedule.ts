import { invalidField } from '@ringpost/domain';
import type { Schedule } from './requests.js';

/** Seconds for which a message other than a ring is worth something. */
export const MESSAGE_TTL_S = 86_400;

/** When deliveries are due, and what they are until then. */
export interface Due {
  /** Left out: at once. */
  readonly sendAt?: Date;
  readonly status: 'pending' | 'scheduled';
}

const FARTHEST_MS = 29 * 86_400_000;

/** A delivery lives at most 30 days, its waiting included. What lies in the past is due at once. Errors: `invalid_request`. */
export function dueAt({ sendAt }: Schedule, now: Date): Due {
  if (sendAt === undefined || sendAt <= now) return { status: 'pending' };
  if (sendAt.getTime() - now.getTime() > FARTHEST_MS) throw invalidField('send_at', 'range', 'send_at must be at most 29 days ahead');
  return { sendAt, status: 'scheduled' };
}

const CONTROLS = /\p{Cc}/u;

/** Fails for text with line breaks or other control characters, which would end a header and begin the next. Errors: `invalid_request`. */
export function requireNoControls(field: string, text: string): void {
  if (CONTROLS.test(text)) throw invalidField(field, 'format', `${field} must be one line without control characters`);
}
