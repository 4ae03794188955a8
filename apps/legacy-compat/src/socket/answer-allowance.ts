const AT_ONCE = 8;
const ONE_MORE_MS = 30_000;

/**
 * How many heartbeats are answered. Phones send one after every frame they receive, an answer included: with an answer to each, the two
 * would go on for ever.
 */
export class AnswerAllowance {
  /** When all of it will be there again. */
  private fullAt = -Infinity;

  /** False when there is none left at this moment, in milliseconds. */
  take(now: number): boolean {
    const fullAt = Math.max(this.fullAt, now) + ONE_MORE_MS;
    if (fullAt - now > AT_ONCE * ONE_MORE_MS) return false;
    this.fullAt = fullAt;
    return true;
  }
}
