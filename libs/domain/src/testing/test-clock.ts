import { Clock } from '../clock.js';

const UNITS = { ms: 1, seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** Time that moves only when a test says so. */
export class TestClock extends Clock {
  constructor(private at: Date = new Date()) {
    super();
  }

  now(): Date {
    return new Date(this.at);
  }

  setTo(moment: Date): this {
    this.at = moment;
    return this;
  }

  /** Moves on; a negative number moves back. */
  advance(by: number, unit: keyof typeof UNITS): this {
    this.at = new Date(this.at.getTime() + by * UNITS[unit]);
    return this;
  }
}
