import { isIPv6 } from 'node:net';

/**
 * What limits count an address under: an IPv4 address as it is, an IPv6 address by its /64, because whoever has one such address
 * has all of them. IPv4 within IPv6 is IPv4. Other text stays as it is.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  return isMapped(groups) ? groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]).join('.') : `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`;
}

/** The eight groups of 16 bits. */
function groupsOf(address: string): number[] {
  const host = new URL(`http://[${address.split('%', 1)[0]}]`).hostname.slice(1, -1); // one spelling: no zone, no dots, zeros shortened
  const [head = [], tail = []] = host.split('::').map((part) => part.split(':').filter(Boolean));
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail].map((group) => parseInt(group, 16));
}

/** ::ffff:0:0/96 (RFC 4291 §2.5.5.2), which a socket for both families names IPv4 peers with. */
const isMapped = (groups: readonly number[]): boolean => groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
