const STEPS = 20;

/** Visits every member of a set once in a while, a few at a time: neither a timer for each nor a long stop for all. */
export class Rounds<T> {
  private rest: Iterator<T>;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly members: ReadonlySet<T>,
    private readonly visit: (member: T) => void,
    private readonly roundMs: number,
  ) {
    this.rest = members.values();
  }

  start(): void {
    this.timer = setInterval(() => this.step(), this.roundMs / STEPS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private step(): void {
    for (let left = Math.ceil(this.members.size / STEPS); left > 0; left--) {
      const { done, value } = this.rest.next();
      if (done) {
        this.rest = this.members.values();
        return;
      }
      this.visit(value);
    }
  }
}
