export const STEERING_MODES = ['ok', 'slow', 'silent', 'reset', 'goaway', 'throttle', 'garbage', 'unavailable'] as const;

/**
 * How a loopback server answers: as the provider would, late, never, by cutting the connection, by closing it in good order,
 * with "too much", with nonsense, or with "not now".
 */
export type SteeringMode = (typeof STEERING_MODES)[number];

/** What a loopback server does from now on. */
export interface Steering {
  readonly mode: SteeringMode;
  /** Before each answer, in milliseconds; of `slow`, a second unless given. */
  readonly delayMs?: number;
  /** Seconds, with `throttle` and `unavailable`. */
  readonly retryAfter?: number;
  /** The mode is for each so-many-th request only; the others are answered as ever. */
  readonly every?: number;
  /** The mode is for so many requests, and then over. */
  readonly times?: number;
}

const NUMBERS = ['delayMs', 'retryAfter', 'every', 'times'] as const;

/** Reads what a test asks for. Errors: a `TypeError` that names what is not known. */
export function readSteering(how: Record<string, unknown>): Steering {
  const { mode = 'ok' } = how;
  if (!STEERING_MODES.includes(mode as SteeringMode)) throw new TypeError(`mode is one of ${STEERING_MODES.join(', ')}`);
  for (const name of NUMBERS) if (how[name] !== undefined && !(typeof how[name] === 'number' && how[name] >= 0)) throw new TypeError(`${name} is a number`);
  return { ...how, mode: mode as SteeringMode };
}

/** Says of each request in turn what is to be done with it. */
export class Steered {
  private seen = 0;
  private left: number;

  constructor(readonly steering: Steering) {
    this.left = steering.times ?? Infinity;
  }

  next(): SteeringMode {
    const { mode, every = 1 } = this.steering;
    if (mode === 'ok') return mode;
    this.seen += 1;
    if (this.left <= 0 || this.seen % every !== 0) return 'ok';
    this.left -= 1;
    return mode;
  }
}
