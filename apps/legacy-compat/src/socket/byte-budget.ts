/** How much memory all connections together may fill with what has not arrived completely. */
export class ByteBudget {
  private taken = 0;

  constructor(private readonly limit: number) {}

  get used(): number {
    return this.taken;
  }

  /** False when it is more than what is left; then nothing is taken. */
  take(bytes: number): boolean {
    if (this.taken + bytes > this.limit) return false;
    this.taken += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.taken -= bytes;
  }
}
