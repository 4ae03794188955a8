/** Ids of the last while: at least one `turn` long, at most two. */
export class RecentIds {
  private young = new Set<string>();
  private old = new Set<string>();

  add(id: string): void {
    this.young.add(id);
  }

  has(id: string): boolean {
    return this.young.has(id) || this.old.has(id);
  }

  /** Forgets what was there before the last turn. */
  turn(): void {
    this.old = this.young;
    this.young = new Set();
  }
}
