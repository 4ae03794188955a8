import { networkOf } from '@ringpost/edge';

/** How many connections each address has; IPv6 counts by /64. */
export class AddressCount {
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly limit: number,
    private readonly isExempt: (address: string) => boolean,
  ) {}

  /** False when the address has as many as it may have; then it is not counted. */
  enter(address: string): boolean {
    const network = networkOf(address), count = this.counts.get(network) ?? 0;
    if (count >= this.limit && !this.isExempt(address)) return false;
    this.counts.set(network, count + 1);
    return true;
  }

  leave(address: string): void {
    const network = networkOf(address), count = this.counts.get(network) ?? 0;
    if (count > 1) this.counts.set(network, count - 1);
    else this.counts.delete(network);
  }
}
