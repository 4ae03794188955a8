import { Clock } from '@ringpost/domain';

/** A clock that a test moves. */
export class MovingClock extends Clock {
  constructor(private millis = Date.parse('2026-03-01T12:00:00.700Z')) {
    super();
  }

  now(): Date {
    return new Date(this.millis);
  }

  advance(seconds: number): void {
    this.millis += seconds * 1_000;
  }
}
