import { hash } from 'node:crypto';

const REMEMBERED = 10_000;
const LONGEST_REMEMBERED = 256;
const HEX_DIGITS = 32; // 128 bits: nobody finds two keys that share them

/** Names of a limit's keys in a store: any text becomes a short hash. Those of late are remembered, twice as many as one generation holds. */
export class KeyHashes {
  private recent = new Map<string, string>();
  private older = new Map<string, string>();

  constructor(private readonly limit: string) {}

  of(key: string): string {
    const known = this.recent.get(key);
    if (known !== undefined) return known;
    const found = this.older.get(key) ?? this.hashOf(key);
    if (key.length <= LONGEST_REMEMBERED) this.remember(key, found);
    return found;
  }

  private remember(key: string, found: string): void {
    if (this.recent.size >= REMEMBERED) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, found);
  }

  // UTF-16 as it is: in UTF-8 all halves of a broken pair become the same.
  private hashOf(key: string): string {
    return hash('sha256', Buffer.from(`${this.limit}\0${key}`, 'utf16le')).slice(0, HEX_DIGITS);
  }
}
