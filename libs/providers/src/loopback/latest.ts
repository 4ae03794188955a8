/** The last so many of what arrived; noting one costs the same however many there were. */
export class Latest<Item> {
  private items: Item[] = [];
  private next = 0;

  constructor(private readonly keep: number) {}

  note(item: Item): void {
    if (this.keep === 0) return;
    this.items[this.next] = item;
    this.next = (this.next + 1) % this.keep;
  }

  /** Oldest first. */
  all(): Item[] {
    return this.items.length < this.keep ? [...this.items] : [...this.items.slice(this.next), ...this.items.slice(0, this.next)];
  }

  clear(): void {
    this.items = [];
    this.next = 0;
  }
}
